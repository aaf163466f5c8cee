"""Writes the table of settings into README.md, between its two marks; tests/test_docs.py checks it."""

from pathlib import Path, PurePath

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from webhook_dashboard.settings import ENV_PREFIX, Settings

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN = "<!-- settings: written by scripts/settings_table -->\n"
END = "<!-- /settings -->\n"


def main() -> None:
    """Replace what stands between the marks."""
    README.write_text(with_table(README.read_text()))


def with_table(readme: str) -> str:
    """Return the text of the README with the table of the present settings."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{settings_table()}{END}{after}"


def settings_table() -> str:
    """Return the settings as a Markdown table."""
    rows = [
        f"| `{ENV_PREFIX}{name.upper()}` | {_default(field)} | {field.description} |\n"
        for name, field in Settings.model_fields.items()
    ]
    return "".join(["| variable | default | |\n", "|---|---|---|\n", *rows])


def _default(field: FieldInfo) -> str:
    match field.default:
        case SecretStr() | "" | ():
            return ""
        case bool() as switch:
            return f"`{str(switch).lower()}`"
        case PurePath() as path:
            return f"`./{path}`"
        case value:
            return f"`{value}`"


if __name__ == "__main__":
    main()
