"""Patients drawn by chance from a seed: what they took, for how long, whether it helped, and why they stopped."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from tests.truth.formulary import ANTIDEPRESSANTS, AUGMENTERS, DRUGS, HIGHEST
from tests.truth.lives import Course, Life, Score, Step, days

AS_OF = date(2026, 11, 23)

STORIES = {
    "no better": 24,
    "a little better": 16,
    "helped": 7,
    "recovered": 5,
    "helped, then relapse": 4,
    "not tolerated": 10,
    "given up early": 8,
    "dose too low": 10,
    "just long enough": 5,
    "a day too short": 5,
    "not tolerated late": 3,
    "never judged": 3,
}
"""What becomes of a trial, and how often."""
FOLLOW_ON = {"next day": 30, "cross-taper": 25, "pause": 30, "long pause": 5, "same again": 10}
BESIDE = {"alone": 74, "augmented": 16, "combined": 10}


def draw(number: int, seed: int) -> Life:
    """One patient; the same number and seed give the same life."""
    chance = Random(f"{seed}:{number}")
    born = AS_OF - timedelta(chance.randint(19 * 366, 84 * 365))
    earlier: tuple[date, date] | None = None
    courses: list[Course] = []
    instrument = chance.choices(("PHQ-9", "MADRS", "HAM-D17", "QIDS-SR16"), (70, 12, 8, 10))[0]
    scores: list[Score] = []
    onset = AS_OF - timedelta(chance.randint(75, 900))
    if chance.random() < 0.2:
        began = onset - timedelta(chance.randint(500, 1300))
        over = onset - timedelta(chance.randint(100, 300))
        earlier = (began, over)
        _live(chance, began, over - timedelta(30), 2, instrument, courses, scores)
    _live(chance, onset, AS_OF, chance.choices((1, 2, 3, 4, 5), (25, 30, 25, 12, 8))[0], instrument, courses, scores)
    return Life(
        number=number,
        born=born,
        sex=chance.choices(("female", "male"), (65, 35))[0],
        completeness=chance.choices(("full", "usual", "sparse"), (30, 50, 20))[0],
        as_of=AS_OF,
        onset=onset,
        courses=tuple(sorted(courses, key=lambda course: (course.first, course.agent))),
        scores=tuple(sorted(_one_a_day(scores), key=lambda score: score.day)),
        earlier=earlier,
    )


def _live(
    chance: Random, onset: date, until: date, most: int, instrument: str, courses: list[Course], scores: list[Score]
) -> None:
    """One episode, trial after trial, until it is over or the patient recovers."""
    start = onset + timedelta(chance.randint(2, 30))
    agent = ""
    same_again = False
    severity = chance.uniform(0.55, 0.9)
    for _ in range(most):
        if start > until - timedelta(7):
            return
        agent = agent if same_again else chance.choice([name for name in ANTIDEPRESSANTS if name != agent])
        story = _pick(chance, STORIES)
        course = _course(chance, agent, story, start, until)
        severity = _scores(chance, course, instrument, severity, scores, until)
        courses.append(course)
        follow = _pick(chance, FOLLOW_ON)
        last = course.last
        beside = _pick(chance, BESIDE)
        if beside != "alone" and story in ("no better", "a little better") and (last - start).days > 80:
            courses.append(_beside(chance, course, beside))
            follow = "next day" if follow == "cross-taper" else follow
        if course.ongoing or story in ("recovered", "helped") or last >= until:
            return
        start, same_again = _next_start(chance, follow, course)


def _next_start(chance: Random, follow: str, course: Course) -> tuple[date, bool]:
    last = course.last
    length = (last - course.first).days + 1
    if follow == "cross-taper" and length > 20:
        return last - timedelta(chance.randint(3, min(26, length - 15))), False
    if follow == "pause":
        return last + timedelta(chance.randint(2, 60)), False
    if follow == "long pause":
        return last + timedelta(chance.choice((150, 181, 182, 183, 184, 220))), False
    if follow == "same again":
        return last + timedelta(chance.choice((8, 20, 29, 30, 31, 32, 33, 45, 80))), True
    return last + timedelta(1), False


def _course(chance: Random, agent: str, story: str, start: date, until: date) -> Course:
    drug = DRUGS[agent]
    low = [dose for dose in drug.doses if dose < drug.minimum]
    enough = [dose for dose in drug.doses if dose >= drug.minimum]
    lengths: list[tuple[Decimal, int]] = []
    if story == "dose too low" and low:
        lengths = [(low[-1], chance.randint(30, 150))]
    else:
        if low and chance.random() < 0.6:
            lengths.append((low[-1], chance.choice((4, 7, 7, 10, 14))))
        lengths += _at_dose(chance, story, enough)
    steps: list[Step] = []
    at = start
    for dose, length in lengths:
        steps.append(Step(first=at, last=days(at, length), dose=dose))
        at = days(at, length) + timedelta(1)
    kept = [replace(step, last=min(step.last, until)) for step in steps if step.first <= until]
    ongoing = until == AS_OF and (kept[-1].last >= until or steps[-1].last >= until)
    return Course(
        agent=agent,
        steps=tuple(kept),
        reason=None if ongoing or kept[-1].last == until else _reason(chance, story),
        ongoing=ongoing,
        story="dose too low" if story == "dose too low" and low else "no better" if story == "dose too low" else story,
    )


def _at_dose(chance: Random, story: str, enough: Sequence[Decimal]) -> list[tuple[Decimal, int]]:
    """Dose and days of each step from the minimum dose on."""
    if story in ("not tolerated", "given up early"):
        return [(enough[0], chance.randint(3, 40))]
    if story in ("just long enough", "a day too short"):
        total = 42 if story == "just long enough" else 41
        if len(enough) > 1 and chance.random() < 0.4:
            return [(enough[0], 20), (enough[1], total - 20)]
        return [(enough[0], total)]
    steps = [(dose, chance.randint(14, 60)) for dose in enough[: chance.randint(1, min(3, len(enough)))]]
    missing = 42 - sum(length for _, length in steps)
    dose, length = steps[-1]
    return [*steps[:-1], (dose, length + max(missing, 0) + chance.randint(0, 60))]


def _reason(chance: Random, story: str) -> str | None:
    if story.startswith("not tolerated"):
        return "intolerance"
    if story == "given up early":
        return "choice"
    if story == "no better" and chance.random() < 0.6:
        return "ineffective"
    return "partial" if story == "a little better" and chance.random() < 0.3 else None


def _scores(
    chance: Random, course: Course, instrument: str, severity: float, scores: list[Score], until: date
) -> float:
    """Measure before, in the middle and at the end; the severity that is left."""
    top = HIGHEST[instrument]
    before = round(severity * top)
    recent = [score for score in scores if 0 <= (course.first - score.day).days <= 21]
    if recent:
        before = recent[-1].value
    elif chance.random() < 0.93:
        scores.append(Score(instrument=instrument, day=course.first - timedelta(chance.randint(0, 2)), value=before))
    length = (course.last - course.first).days + 1
    after = max(0, min(top, before - round(before * _improvement(chance, course.story) + 0.001)))
    if course.story == "never judged":
        return severity
    if length > 45 and course.story == "helped, then relapse":
        better = course.first + timedelta(chance.randint(43, length - 2)) if length > 60 else course.first
        if length > 60:
            scores.append(Score(instrument=instrument, day=better, value=round(before * 0.35)))
    elif length > 40 and chance.random() < 0.7:
        day = course.first + timedelta(chance.randint(18, 34))
        scores.append(Score(instrument=instrument, day=day, value=round((2 * before + after) / 3)))
    if length >= 15:
        day = course.last - timedelta(chance.randint(0, 1 if course.story in ("just long enough",) else 6))
        scores.append(Score(instrument=instrument, day=min(day, until), value=after))
    return severity if after >= 0.5 * top else max(0.5, severity - 0.05)


def _improvement(chance: Random, story: str) -> float:
    if story in ("no better", "dose too low", "just long enough", "not tolerated late", "helped, then relapse"):
        return chance.choice((-0.1, 0.0, 0.05, 0.1, 0.15, 0.2))
    if story in ("a little better", "a day too short", "given up early", "not tolerated"):
        return chance.choice((0.25, 0.3, 0.35, 0.4, 0.45))
    return chance.choice((0.5, 0.55, 0.6)) if story == "helped" else 0.9


def _beside(chance: Random, course: Course, how: str) -> Course:
    """An augmenter, or a second antidepressant, on top of a drug that was given six weeks alone."""
    first = course.first + timedelta(chance.randint(50, (course.last - course.first).days - 20))
    if how == "augmented":
        drug = DRUGS[chance.choice(AUGMENTERS)]
        doses = [drug.doses[1]] if chance.random() < 0.5 else [drug.doses[0], drug.doses[1]]
    else:
        drug = DRUGS["mirtazapine" if course.agent != "mirtazapine" else "bupropion"]
        doses = [drug.minimum]
    last = course.last
    if how == "augmented" and chance.random() < 0.3:
        last = min(last, days(first, chance.choice((13, 14, 27, 28, 40))))
    steps = [Step(first=first, last=last, dose=doses[-1])]
    if len(doses) > 1 and (last - first).days > 10:
        steps = [Step(first=first, last=days(first, 7), dose=doses[0])]
        steps.append(Step(first=days(first, 8), last=last, dose=doses[1]))
    ongoing = course.ongoing and last == course.last
    levels = _levels(chance, first, last) if drug.by_level else ()
    return Course(agent=drug.name, steps=tuple(steps), ongoing=ongoing, story=how, levels=levels)


def _levels(chance: Random, first: date, last: date) -> tuple[date, ...]:
    """In a third nobody measured; else from the twelfth day on, mostly often enough."""
    if chance.random() < 0.35:
        return ()
    apart = chance.choice((40, 60, 90, 91, 120))
    return tuple(first + timedelta(day) for day in range(12, (last - first).days + 1, apart))


def _one_a_day(scores: Sequence[Score]) -> list[Score]:
    return list({score.day: score for score in scores if score.day <= AS_OF}.values())


def _pick(chance: Random, weights: dict[str, int]) -> str:
    return chance.choices(list(weights), list(weights.values()))[0]
