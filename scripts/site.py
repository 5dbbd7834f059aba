"""What the site needs beside docs/: the files of the project that its pages lead to, under `project/`.

Hooks of mkdocs (https://www.mkdocs.org/user-guide/configuration/#hooks), named in mkdocs.yml.
"""

import posixpath
import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, InclusionLevel

ROOT = Path(__file__).parents[1]
LINK = re.compile(r"(?<=\]\()(?![a-z]+:|#|/)([^)\s#]+)")
DOCS, BESIDE = "docs", "project"


def on_files(files: Any, *, config: Any) -> Any:
    """Bring along what is linked to, and what that links to in turn."""
    waiting = [f"{DOCS}/{file.src_uri}" for file in files if file.src_uri.endswith(".md")]
    known = set(waiting)
    while waiting:
        name = waiting.pop()
        for target in led_to(name, (ROOT / name).read_text(encoding="utf-8")):
            if target not in known and not target.startswith(f"{DOCS}/") and (ROOT / target).is_file():
                known.add(target)
                files.append(beside(target, config))
                waiting += [target] if target.endswith(".md") else []
    return files


def on_page_markdown(markdown: str, *, page: Any, config: Any, files: Any) -> str:
    """Links as they lead on the site; what is not on it (a folder of code) leads nowhere, and stays as words."""
    here = in_project(page.file.src_uri)

    def moved(match: re.Match[str]) -> str:
        return posixpath.relpath(place_of(target_of(here, match[1])), posixpath.dirname(page.file.src_uri) or ".")

    unknown = {one for one in LINK.findall(markdown) if not (ROOT / target_of(here, one)).is_file()}
    for one in unknown:
        markdown = re.sub(rf"\[([^\]]+)\]\({re.escape(one)}[^)]*\)", r"\1", markdown)
    return LINK.sub(moved, markdown)


def beside(name: str, config: Any) -> Any:
    """A file of the project as one of the site; the navigation may name it, and need not."""
    made = File.generated(config, f"{BESIDE}/{name}", abs_src_path=str(ROOT / name))
    made.inclusion = InclusionLevel.NOT_IN_NAV
    return made


def led_to(name: str, markdown: str) -> list[str]:
    """The files that a page of the project leads to, as seen from its root."""
    return [target_of(name, target) for target in LINK.findall(markdown)]


def target_of(name: str, link: str) -> str:
    """Where a link of a page leads, as seen from the root of the project."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), link))


def in_project(uri: str) -> str:
    """Where a page of the site stands in the project."""
    return uri.removeprefix(f"{BESIDE}/") if uri.startswith(f"{BESIDE}/") else f"{DOCS}/{uri}"


def place_of(name: str) -> str:
    """Where a file of the project stands on the site."""
    return name.removeprefix(f"{DOCS}/") if name.startswith(f"{DOCS}/") else f"{BESIDE}/{name}"
