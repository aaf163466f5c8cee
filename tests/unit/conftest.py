"""How hypothesis searches: not long, the same examples in every run, and with no eye on the clock."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "unit",
    max_examples=50,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("unit")
