"""docs/reference/: what is looked up, read off the code."""

from collections.abc import Callable, Mapping

FOLDER = "docs/reference"


def reference_pages() -> Mapping[str, Callable[[str], str]]:
    """Each page, and what makes it."""
    from scripts.reference_clients import clients_page
    from scripts.reference_codes import codes_page
    from scripts.reference_commands import commands_page
    from scripts.reference_schemas import schemas_page

    return {
        f"{FOLDER}/clients.md": clients_page,
        f"{FOLDER}/codes.md": codes_page,
        f"{FOLDER}/commands.md": commands_page,
        f"{FOLDER}/schemas.md": schemas_page,
    }
