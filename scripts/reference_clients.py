"""docs/reference/clients.md: every key of the clients' file, as its attribute is explained in the code."""

import ast
import inspect
from collections.abc import Iterator
from typing import Any

from app.clients import Client, SmartApp
from scripts.tables import row, table

HEAD = """\
# The clients' file

Made from the code (`make fix`). `TRD_CLIENTS` names a TOML file with one `[[client]]` table an EHR: who may call, by
which keys, and what holds for its calls. An unknown key or a wrong value stops the start, by name. The file is read
again on SIGHUP; a wrong one then leaves the old one in force. `trd-cds doctor` tries its keys and servers.
"""

SMART = """
## The keys of smart

The timeline as a SMART app: [how to register it](../smart.md).
"""

REQUEST = """
## What a request may ask for

In `extension["org.trd-cds.configuration"]` of a CDS Hooks request. The site's settings hold first, over them the
client's entry, over both the request. What can't be read is passed over and noted in the log.

| member | meaning |
| --- | --- |
| `maxCards` | Cards of this answer. |
| `topics` | An object of topic and `true` or `false`; `suicideRisk` and `orderSafety` stay on. |
| `definition` | The definition that decides; an unknown one is passed over. |
| `filterRepeated` | As the client's `filter_repeated`. |
| `asOf` | The day to answer for; heeded in demo mode and with `TRD_ALLOW_AS_OF=true`. |
"""


def clients_page(_: str) -> str:
    """The keys of an entry, of its SMART app, and what a request may ask for on top."""
    head = table("key", "default", "meaning")
    return "\n".join([HEAD, *head, *_keys(Client), SMART, *head, *_keys(SmartApp), REQUEST])


def _keys(model: Any) -> Iterator[str]:
    meanings = explained(model)
    for name, field in model.model_fields.items():
        yield row(f"`{name}`", "required" if field.is_required() else _default(field), meanings.get(name, ""))


def _default(field: Any) -> str:
    default = field.get_default(call_default_factory=True)
    if isinstance(default, tuple):
        return " ".join(f"`{part}`" for part in default)
    return f"`{str(default).lower()}`" if isinstance(default, bool | int) else ""


def explained(model: type) -> dict[str, str]:
    """The sentence that stands under each attribute of a class."""
    (found,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(found, ast.ClassDef)
    told: dict[str, str] = {}
    for before, after in zip(found.body, found.body[1:], strict=False):
        if isinstance(before, ast.AnnAssign) and isinstance(before.target, ast.Name) and isinstance(after, ast.Expr):
            told[before.target.id] = " ".join(ast.literal_eval(after.value).split())
    return told
