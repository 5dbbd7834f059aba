"""What a reading gave, kept under the digest of its text: bounded, and nothing of a patient in it."""

from collections.abc import Callable, Hashable
from hashlib import blake2b
from typing import Generic, TypeVar

Value = TypeVar("Value")


def digest(text: str) -> bytes:
    """What stands for a text: equal for equal texts, and no way back to it."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


class Memory(Generic[Value]):
    """The values of the last keys, at most `size` of them.

    Two generations: what was asked for since the younger was begun stays when the older is dropped. Each step is one
    operation on a dictionary, so that threads may share it.
    """

    def __init__(self, size: int) -> None:
        self._size = max(size // 2, 1)
        self._young: dict[Hashable, Value] = {}
        self._old: dict[Hashable, Value] = {}

    def __len__(self) -> int:
        return len(self._young) + len(self._old)

    def recall(self, key: Hashable, find: Callable[[], Value]) -> Value:
        """The value of a key, found when it is not remembered."""
        young = self._young
        try:
            return young[key]
        except KeyError:
            pass
        old = self._old
        value = old[key] if key in old else find()
        if len(young) >= self._size:
            self._old, self._young = young, {key: value}
        else:
            young[key] = value
        return value
