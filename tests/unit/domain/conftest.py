"""How long hypothesis searches here: the tests of the domain take under two seconds together."""

from hypothesis import settings

settings.register_profile("domain", max_examples=50, deadline=None, database=None)
settings.load_profile("domain")
