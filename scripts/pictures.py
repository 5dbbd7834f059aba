"""The pictures of the documentation: cut out of what the browser tests photographed, and made small.

`.venv/bin/pytest tests/browser`, then `.venv/bin/python -m scripts.pictures`; look at them before you commit them.
"""

import base64
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
TAKEN = ROOT / ".cache" / "screenshots"
FOLDER = ROOT / "docs" / "images"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A part of one screenshot, in its pixels; as wide in the end as `shown`."""

    of: str
    left: int = 0
    top: int
    width: int = 1280
    height: int
    shown: int = 960


PICTURES = {
    "timeline": Cut(of="view-two-failed-trials-1280-light", top=80, height=715),
    "card": Cut(of="playground-cards-1280-light", left=596, top=456, width=676, height=682, shown=676),
    "playground": Cut(of="playground-cards-1280-light", top=72, height=1010),
    "sample-ehr": Cut(of="sample-ehr-chart-1280-light", top=90, height=1090),
}
"""By the name of their files."""

DRAWN = """
async ([png, cut]) => {
  const whole = await (await fetch("data:image/png;base64," + png)).blob();
  const height = Math.round(cut.height * cut.shown / cut.width);
  const part = await createImageBitmap(whole, cut.left, cut.top, cut.width, cut.height,
    {resizeWidth: cut.shown, resizeHeight: height, resizeQuality: "high"});
  const canvas = new OffscreenCanvas(cut.shown, height);
  canvas.getContext("2d").drawImage(part, 0, 0);
  const made = await canvas.convertToBlob({type: "image/webp", quality: 0.8});
  return btoa(Array.from(new Uint8Array(await made.arrayBuffer()), (one) => String.fromCharCode(one)).join(""));
}
"""


def drawn(page: Any, cut: Cut) -> bytes:
    """The part, as WebP; the browser that took the picture also shrinks it."""
    png = base64.b64encode((TAKEN / f"{cut.of}.png").read_bytes()).decode()
    box = {name: getattr(cut, name) for name in ("left", "top", "width", "height", "shown")}
    return base64.b64decode(page.evaluate(DRAWN, [png, box]))


def main() -> int:
    """Make each picture anew; 1 when a screenshot or the browser is missing."""
    from playwright.sync_api import sync_playwright

    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    missing = sorted({cut.of for cut in PICTURES.values() if not (TAKEN / f"{cut.of}.png").exists()})
    if path is None or missing:
        print(f"missing: {', '.join(missing) or 'a browser'}; first .venv/bin/pytest tests/browser")
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path)
        page = browser.new_page()
        for name, cut in PICTURES.items():
            (FOLDER / f"{name}.webp").write_bytes(drawn(page, cut))
            print(f"docs/images/{name}.webp")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
