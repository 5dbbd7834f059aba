"""When this episode began, and which trials are its own (§6.2)."""

from trd.episodes.beginning import find_episode
from trd.episodes.episode import Episode
from trd.episodes.membership import assign

__all__ = ["Episode", "assign", "find_episode"]
