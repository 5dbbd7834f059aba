"""Did it help? Scores first, then a recorded reason, then inference from a change of treatment (§5)."""

from trd.response.judging import OutcomeRating, judge, judge_points
from trd.response.points import Point, points

__all__ = ["OutcomeRating", "Point", "judge", "judge_points", "points"]
