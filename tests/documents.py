"""The Markdown pages of the project, and what stands in them."""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


def pages() -> list[Path]:
    """Every page that is or would be committed."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate", "--", "*.md"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for line in listed.splitlines() if (path := ROOT / line).is_file()]


def documentation() -> list[Path]:
    """Those of docs/."""
    return [page for page in pages() if page.is_relative_to(DOCS)]


def name_of(page: Path) -> str:
    """As it is called in the project."""
    return page.relative_to(ROOT).as_posix()


@dataclass(frozen=True, slots=True)
class Block:
    """One fenced block."""

    page: Path
    language: str
    text: str
    line: int

    @property
    def name(self) -> str:
        return f"{name_of(self.page)}:{self.line}"

    @property
    def commands(self) -> list[str]:
        """Of a console block: what is typed, without what it is said to do."""
        typed = re.findall(r"(?m)^\$ (.+)$", self.text)
        return [re.sub(r"\s+# .*$", "", one) for one in typed]


FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


def blocks(*languages: str) -> list[Block]:
    """The fenced blocks of all pages in these languages."""
    found = []
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for match in FENCE.finditer(text):
            if match[2] in languages:
                found.append(Block(page, match[2], match[3], text.count("\n", 0, match.start()) + 1))
    return found
