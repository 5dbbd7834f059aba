"""A signature written into `reviews.toml` of a folder of knowledge: added at the end, never in place of another."""

import json
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

from trd.knowledge.loading_reviews import FILE, read_reviews
from trd.knowledge.review_types import Signature


class NotSigned(Exception):
    """The signature was not written; the sentence says why."""


def write_signatures(folder: Path, signatures: tuple[Signature, ...]) -> None:
    """Add signatures to the folder's file; raises `NotSigned`, and then the file is as it was."""
    path = folder / FILE
    try:
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = before.rstrip("\n") + "".join(f"\n\n{_block(one)}" for one in signatures) + "\n"
        _replace(path, after.lstrip("\n"))
    except OSError as error:
        raise NotSigned(f"{path} can't be written ({error.strerror}).") from None
    found, _ = read_reviews(folder)
    if found[-len(signatures) :] != signatures:
        _replace(path, before)
        raise NotSigned(f"{path}: what was written is not what was signed.")


def _block(signature: Signature) -> str:
    told = {
        "entry": _text(signature.entry),
        "decision": _text(signature.decision.value),
        "reviewer": _text(signature.reviewer),
        "on": signature.on.isoformat(),
        "figures": _text(signature.figures),
    }
    if signature.note:
        told["note"] = _text(signature.note)
    return "\n".join(["[[signature]]", *(f"{name} = {value}" for name, value in told.items())])


def _text(value: str) -> str:
    """A TOML string: JSON's, but for one letter that TOML wants escaped."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _replace(path: Path, text: str) -> None:
    """Written whole or not at all; who may read the file stays as it was."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    with NamedTemporaryFile("w", dir=path.parent, encoding="utf-8", delete=False) as new:
        new.write(text)
    os.chmod(new.name, mode)
    os.replace(new.name, path)
