"""Files -> Knowledge, once, at start-up; a file that is wrong stops the service by name."""

from functools import cache
from pathlib import Path

from trd.knowledge.loading_codes import load_codes
from trd.knowledge.reading import KnowledgeError
from trd.knowledge.types import Knowledge

__all__ = ["KnowledgeError", "load"]

PACKAGED = Path(__file__).parent
