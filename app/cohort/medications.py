"""Medications brought to the patients whose records point to them: two files of keys, joined by hash.

A drug record may point to a Medication, and that one to others of which it is made; nothing points further.
"""

from collections.abc import Sequence
from pathlib import Path

from app.cohort.spill import Channel, Frame, Spill, Spilled, frame_at, keys_in

ROUNDS = 2


def bring(medications: Sequence[Path], wishes: Sequence[Path], number: int, partitions: int, into: Path) -> None:
    """Serve the wishes of one partition; `into` holds what patients get, and what their Medications are made of."""
    files = [Spilled(path, partitions) for path in medications]
    known = _frames(files, Channel.MEDICATION, number)
    parts = _frames(files, Channel.PARTS, number)
    with Spill(into, partitions) as spill:
        for file in (Spilled(path, partitions) for path in wishes):
            for block in file.blocks(Channel.WANTED, number):
                for _, at, _ in keys_in(block):
                    wish = frame_at(block, at)
                    patient = wish.data.decode("utf-8", "surrogatepass")
                    spill.tally.missing += wish.key not in known
                    for found in known.get(wish.key, ()):
                        spill.put(Channel.PATIENT, patient, found.data, found.full_url, found.source)
                    for part in parts.get(wish.key, ()):
                        spill.tally.wanted += 1
                        spill.put(Channel.WANTED, part.data.decode("utf-8", "surrogatepass"), wish.data)


def _frames(files: Sequence[Spilled], channel: Channel, number: int) -> dict[str, list[Frame]]:
    found: dict[str, list[Frame]] = {}
    for file in files:
        for block in file.blocks(channel, number):
            for _, at, _ in keys_in(block):
                frame = frame_at(block, at)
                copies = found.setdefault(frame.key, [])
                if frame not in copies:
                    copies.append(frame)
    return found
