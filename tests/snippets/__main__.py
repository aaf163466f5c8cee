"""Runs the snippets of every language whose tools are here, and says which ones those are."""

import sys

from tests.snippets.programs import TOOLS, find_mistakes, is_present, snippet_of, variants_of


def main() -> None:
    """Write a line per language; exit with 1 when a snippet is wrong."""
    wrong = False
    for language in TOOLS:
        if is_present(language):
            mistakes = {
                variant: find_mistakes(language, variant, snippet_of(language, variant))
                for variant in variants_of(language)
            }
            found = {variant: names for variant, names in mistakes.items() if names}
            wrong = wrong or bool(found)
            result = f"wrong: {found}" if found else f"right in {len(mistakes)} schemes"
        else:
            result = f"not run: {TOOLS[language].commands[0][0]} is not installed"
        sys.stdout.write(f"{language:8} {result}\n")
        sys.stdout.flush()
    sys.exit(wrong)


if __name__ == "__main__":
    main()
