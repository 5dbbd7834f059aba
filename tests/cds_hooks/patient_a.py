"""Patient A of the specification's cards, judged by hand: a woman of 47, sertraline failed, venlafaxine XR running.

Episode since 1 Dec 2025; sertraline to 150 mg/day 10 Jan–20 Apr 2026 (PHQ-9 21 to 19); venlafaxine XR from 4 May 2026,
225 mg/day since 1 Jun (PHQ-9 19 to 18 on 2 Nov 2026); as of 23 Nov 2026.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from cds_hooks.configuration import Configuration
from cds_hooks.wording.telling import Telling
from tests.cds_hooks.small_knowledge import KNOWLEDGE
from trd.adequacy import AdequacyRating
from trd.assessment import Assessment
from trd.choices import Choices
from trd.diagnosis import Diagnosis, Person
from trd.episodes import Episode
from trd.explanations import Explanations
from trd.exposures import Exposure
from trd.history import Score, TreatmentHistory
from trd.intervals import DayInterval, Days
from trd.options import DosePlan, Option, Recommendations, SetAside
from trd.resistance import RatedTrial, Resistance
from trd.response import OutcomeRating
from trd.severity import Severity
from trd.staging import Maudsley, Staging
from trd.suicide_risk import SuicideRisk
from trd.terms import (
    Adequacy,
    Confidence,
    DateBasis,
    DiagnosisStatus,
    EpisodeStartBasis,
    FactList,
    Outcome,
    OutcomeBasis,
    ReleaseForm,
    ResistanceStatus,
    RiskLevel,
    SeverityBand,
    Sex,
    Topic,
    Trend,
    TrialKind,
)
from trd.trials import NotCounted, Trial

AS_OF = date(2026, 11, 23)
SECRET = b"a site secret of the tests"


def on(day: str) -> date:
    return date.fromisoformat(day)


def score(value: int | str, day: str, instrument: str = "phq-9") -> Score:
    return Score(instrument=instrument, value=Decimal(value), day=on(day), evidence=(f"Observation/{day}",))


def days(count: int, until: str) -> Days:
    last = on(until).toordinal()
    return Days(((last - count + 1, last),)) if count else Days()


def exposure(name: str, start: str, end: str | None = None, dose: str | None = None, **more: Any) -> Exposure:
    last = on(end) if end else AS_OF
    taken = Days.between(on(start), last)
    return Exposure(
        **{
            "agent": name,
            "ingredients": (name,),
            "label": name,
            "certain": taken,
            "possible": taken,
            "low": Decimal(dose) if dose else None,
            "high": Decimal(dose) if dose else None,
            "start": DayInterval.on(on(start)),
            "end": DayInterval.on(on(end)) if end else None,
            "start_basis": DateBasis.STATED,
            "end_basis": DateBasis.STATED if end else DateBasis.ONGOING,
            "evidence": (f"MedicationStatement/{name}",),
            **more,
        }
    )


def rated(
    name: str,
    start: str,
    end: str | None,
    *,
    dose: str | None,
    count: int,
    verdict: Adequacy = Adequacy.ADEQUATE,
    outcome: Outcome = Outcome.NON_RESPONSE,
    scores: tuple[Score, Score] | None = None,
    failed: bool = False,
    **more: Any,
) -> RatedTrial:
    """A rated trial told in one line."""
    told = KNOWLEDGE.agents.get(name)
    trial_more = {key: more.pop(key) for key in list(more) if key in Trial.__dataclass_fields__}
    rating_more = {key: more.pop(key) for key in list(more) if key in AdequacyRating.__dataclass_fields__}
    certain = days(count, end or AS_OF.isoformat())
    trial = Trial(
        **{
            "agents": (name,),
            "kind": TrialKind.MONOTHERAPY,
            "certain": certain,
            "possible": certain,
            "start": DayInterval.on(on(start)),
            "end": DayInterval.on(on(end)) if end else None,
            "start_basis": DateBasis.STATED,
            "end_basis": DateBasis.STATED if end else DateBasis.ONGOING,
            "ongoing": end is None,
            "evidence": (f"MedicationStatement/{name}",),
            **trial_more,
        }
    )
    rating = AdequacyRating(
        **{
            "verdict": verdict,
            "because": "",
            "certain_days": certain,
            "possible_days": certain,
            "most_certain": min(count, 52),
            "most_possible": min(count, 52),
            "most_at_any_dose": count,
            "needed_days": 42,
            "minimum_dose": told.minimum.value if told and told.minimum else None,
            "dose_unit": told.dose_unit if told else "mg/d",
            "peak_dose": Decimal(dose) if dose else None,
            "reached_on": None,
            "adherence": None,
            **rating_more,
        }
    )
    judged = OutcomeRating(outcome=outcome, basis=OutcomeBasis.SCORES if scores else OutcomeBasis.NONE)
    if scores:
        first, last = scores
        judged = replace(
            judged,
            baseline=first,
            endpoint=last,
            improvement=Fraction(first.value - last.value) / Fraction(first.value),
        )
    return RatedTrial(
        **{
            "id": f"t-{name}",
            "trial": trial,
            "adequacy": rating,
            "outcome": judged,
            "failed": failed,
            "possible_failure": False,
            "counted": True,
            "because": "",
            "confidence": Confidence.HIGH,
            **more,
        }
    )


def sertraline() -> RatedTrial:
    scores = (score(21, "2026-01-08"), score(19, "2026-04-18"))
    return rated("sertraline", "2026-01-10", "2026-04-20", dose="150", count=101, scores=scores, failed=True)


def venlafaxine(**more: Any) -> RatedTrial:
    scores = (score(19, "2026-05-02"), score(18, "2026-11-02"))
    told = {"dose": "225", "count": 190, "scores": scores, "failed": True, **more}
    return rated("venlafaxine", "2026-05-04", None, **told)


def assessment(**changes: Any) -> Assessment:
    """Patient A, with these members changed."""
    history = changes.pop("history", TreatmentHistory(delivered=frozenset(FactList), data_up_to=on("2026-11-20")))
    told = {
        "as_of": AS_OF,
        "data_up_to": on("2026-11-20"),
        "definition": KNOWLEDGE.definitions["default"],
        "knowledge_version": "2026.11",
        "history": history,
        "exposures": (
            exposure("sertraline", "2026-01-10", "2026-04-20", "150"),
            exposure("venlafaxine", "2026-05-04", None, "225", form=ReleaseForm.EXTENDED),
        ),
        "person": Person(age=47, age_low=47, age_high=47, sex=Sex.FEMALE),
        "diagnosis": Diagnosis(status=DiagnosisStatus.ACTIVE, reason=None, evidence=("Condition/1",)),
        "episode": Episode(start=DayInterval.on(on("2025-12-01")), start_basis=EpisodeStartBasis.RECORDED),
        "trials": (sertraline(), venlafaxine()),
        "not_counted": (
            NotCounted(
                agent="trazodone",
                reason="hypnotic dose",
                first=on("2026-02-03"),
                last=None,
                dose=Decimal(50),
                evidence=("MedicationStatement/5",),
            ),
        ),
        "resistance": Resistance(
            status=ResistanceStatus.RESISTANT,
            definition="two adequate failed trials, this episode",
            failed_trials=2,
            possible_failures=0,
            lifetime_failed_trials=2,
        ),
        "by_definition": {},
        "staging": Staging(
            maudsley=Maudsley(minimum=5, maximum=7, band=None, items={}), thase_rush="II", mgh_score=Decimal("2.5")
        ),
        "severity": Severity(
            instrument="phq-9",
            score=Decimal(18),
            day=on("2026-11-02"),
            band=SeverityBand.MODERATELY_SEVERE,
            age_days=21,
            fresh=True,
            trend=Trend.UNCHANGED,
            evidence=("Observation/9",),
        ),
        "suicide_risk": SuicideRisk(level=RiskLevel.NONE),
        "explanations": Explanations(not_on_record=("TSH", "alcohol screen")),
        "gaps": (),
        **changes,
    }
    return Assessment(**told)


def plan(name: str, **more: Any) -> DosePlan:
    numbers: dict[str, Any] = {
        key: Decimal(more.pop(key)) for key in ("start", "target", "maximum", "current_dose") if key in more
    }
    told: dict[str, Any] = {"start": None, "target": None, "maximum": None, "unit": KNOWLEDGE.agents[name].dose_unit}
    told |= numbers | more
    return DosePlan(agent=name, **told)


def augmentation(name: str = "aripiprazole", **more: Any) -> Option:
    told: dict[str, Any] = {
        "topic": Topic.AUGMENTATION,
        "agent": name,
        "level": 4,
        "rationale": "Two trials failed and the drug that runs is tolerated.",
        "plan": plan(
            name, start="2", target="5", base_agent="venlafaxine", judge_after_days=28, titration="after 14 days 5 mg"
        ),
        **more,
    }
    return Option(**told)


BUPROPION_ASIDE = SetAside(
    topic=Topic.SWITCH, agent="bupropion", kind=None, reason="seizure disorder recorded 2019", row="S281"
)


def recommendations(*options: Option, **more: Any) -> Recommendations:
    told = {"gate": None, "row": "D18", "summary_allowed": True, "set_aside": (BUPROPION_ASIDE,), **more}
    return Recommendations(options=options, **told)


def configuration(*, country: str = "CA", **more: Any) -> Configuration:
    """A site whose spelling is that of the specification's cards."""
    choices = more.pop("choices", Choices(country=country))
    return Configuration(key_secret=SECRET, choices=choices, answer_id="one answer", **more)


def telling(judged: Assessment | None = None, weighed: Recommendations | None = None, **more: Any) -> Telling:
    return Telling(
        assessment=judged or assessment(),
        recommendations=weighed or recommendations(),
        knowledge=more.pop("knowledge", KNOWLEDGE),
        configuration=configuration(**more),
    )
