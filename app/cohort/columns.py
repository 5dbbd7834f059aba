"""The tables of a cohort, column by column: the published schema as data. docs/cohort.md is made of it."""

from collections.abc import Mapping
from dataclasses import dataclass

SCHEMA = "1"
"""Another number: a column was renamed, removed or changed its meaning. New columns leave it."""

DOSE = "decimal(18,4)"
TEXTS = "list<text>"


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: str
    """`text`, `date`, `int`, `bool`, `decimal(18,4)`, `list<text>`, or `list<{name: kind, …}>`."""
    meaning: str


PATIENTS = (
    Column("patient", "text", "The patient's id, or the key in its place (`--keys`)."),
    Column("as_of", "date", "The day for which the record was judged."),
    Column("knowledge_version", "text", "The clinical knowledge that judged."),
    Column("definition", "text", "The definition that decides `resistance` and the trials' verdicts."),
    Column("data_up_to", "date", "The last dated fact."),
    Column("records", "int", "Records of the patient that were read."),
    Column("silent", "bool", "No dated fact since `--silent-before`: judged, but nothing is recommended."),
    Column("age", "int", "Years on that day."),
    Column("sex", "text", "As recorded."),
    Column("diagnosis", "text", "`active`, `remission`, `excluded` or `none`."),
    Column("diagnosis_reason", "text", "Why, in a word or a sentence."),
    Column("diagnosis_flags", TEXTS, "`psychotic`, `perinatal` …"),
    Column("episode_start", "date", "First day that is certainly in the episode."),
    Column("episode_start_basis", "text", "`stated`, `recorded`, `inferred` or `unknown`."),
    Column("resistance", "text", "`none`, `one-failure`, `resistant` or `indeterminate`."),
    Column("failed_trials", "int", "Adequate trials that failed, this episode."),
    Column("lifetime_failed_trials", "int", "The same over all episodes."),
    Column("would_settle", TEXTS, "Single missing facts that would settle the verdict."),
    Column("by_definition", "list<{definition: text, status: text, failed_trials: int}>", "The verdict under each."),
    Column("maudsley_min", "int", "Maudsley staging, the least it can be."),
    Column("maudsley_max", "int", "Maudsley staging, the most it can be."),
    Column("maudsley_band", "text", "`mild`, `moderate`, `severe`."),
    Column("thase_rush", "text", "Thase–Rush stage."),
    Column("mgh_score", DOSE, "MGH staging score."),
    Column("mgh_max", DOSE, "MGH staging score, the most it can be."),
    Column("european", "text", "European staging."),
    Column("severity_instrument", "text", "Scale of the latest usable score."),
    Column("severity_score", DOSE, "That score."),
    Column("severity_date", "date", "Its day."),
    Column("severity_band", "text", "What it means."),
    Column("severity_trend", "text", "`worse`, `unchanged`, `better` or `unknown`."),
    Column("suicide_risk", "text", "`none`, `present`, `high` or `unknown`, as the record tells it; no prediction."),
    Column("alternative_explanations", TEXTS, "Codes of other explanations that the record holds."),
    Column("set_aside", "list<{topic: text, agent: text, reason: text, row: text}>", "What the record rules out, why."),
    Column("dangers", "list<{row: text, level: text, message: text}>", "Dangers that run already."),
    Column("not_counted", "list<{agent: text, reason: text, from: date, to: date}>", "Drugs taken that are no trial."),
    Column("trials", "int", "Rows in `trials`."),
    Column("recommendations", "int", "Rows in `recommendations`."),
    Column("gaps", "int", "Rows in `gaps`."),
)

_SCORE = "{point} score of the trial: "
TRIALS = (
    Column("patient", "text", "As in `patients`."),
    Column("trial", "text", "Id within the patient: `t1` …"),
    Column("agents", TEXTS, "Names of the drugs or of the procedure."),
    Column("rxcuis", TEXTS, "RxNorm codes of the drugs."),
    Column("classes", TEXTS, "Their classes, each once."),
    Column("kind", "text", "`monotherapy`, `combination`, `augmentation`, `neuromodulation` …"),
    Column("episode", "text", "`current`, `earlier` or `unknown`."),
    Column("start", "date", "First certain day."),
    Column("end", "date", "Last certain day; empty while it goes on."),
    Column("ongoing", "bool", "It goes on."),
    Column("start_earliest", "date", "Earliest reading of the start."),
    Column("start_latest", "date", "Latest reading of the start."),
    Column("end_earliest", "date", "Earliest reading of the end."),
    Column("end_latest", "date", "Latest reading of the end."),
    Column("start_basis", "text", "`stated`, `supply` …"),
    Column("end_basis", "text", "`stated`, `supply`, `until-next`, `assumed` or `ongoing`."),
    Column("dose_steps", "list<{from: date, to: date, daily_dose: decimal(18,4)}>", "Daily doses over time."),
    Column("peak_daily_dose", DOSE, "The highest certain daily dose."),
    Column("minimum_adequate_dose", DOSE, "What the definition asks for."),
    Column("dose_unit", "text", "Unit of the doses."),
    Column("weeks_at_adequate_dose", DOSE, "Certain weeks at or above it, rounded down."),
    Column("weeks_possible", DOSE, "Weeks that may count."),
    Column("minimum_weeks", DOSE, "What the definition asks for."),
    Column("adherence", DOSE, "Share of days covered, 0 to 1; empty: not known."),
    Column("sessions", "int", "Sessions of a procedure."),
    Column("adequacy", "text", "`adequate`, `inadequate-dose`, `inadequate-duration`, `non-adherent`, `undetermined`."),
    Column("outcome", "text", "`remission`, `response`, `partial-response`, `non-response`, `intolerance` …"),
    Column("outcome_basis", "text", "`scores`, `recorded-reason`, `inferred-from-change` or `none`."),
    Column("baseline_instrument", "text", _SCORE.format(point="First") + "scale."),
    Column("baseline_score", DOSE, _SCORE.format(point="First") + "value."),
    Column("baseline_date", "date", _SCORE.format(point="First") + "day."),
    Column("endpoint_instrument", "text", _SCORE.format(point="Last") + "scale."),
    Column("endpoint_score", DOSE, _SCORE.format(point="Last") + "value."),
    Column("endpoint_date", "date", _SCORE.format(point="Last") + "day."),
    Column("failed", "bool", "An adequate trial that did not help enough."),
    Column("because", "text", "The verdict in one sentence."),
    Column("notes", TEXTS, "`worse`, `started-together` …"),
    Column("confidence", "text", "`high`, `moderate` or `low`."),
    Column("evidence", TEXTS, "The records behind it, `Type/id`; keys in place of ids with `--keys`."),
)

RECOMMENDATIONS = (
    Column("patient", "text", "As in `patients`."),
    Column("rank", "int", "Place, from 1."),
    Column("topic", "text", "`augmentation`, `switch` …: the topics of the cards."),
    Column("agent", "text", "The drug, where there is one."),
    Column("rxcui", "text", "Its RxNorm code."),
    Column("agent_class", "text", "Its class."),
    Column("strength", "text", "`urgent`, `first-line`, `second-line`, `third-line` or `consider`."),
    Column("rationale", "text", "Why, as the card says it."),
    Column("cautions", "list<{row: text, message: text}>", "Rows of the safety matrix that ask for care."),
    Column("unknowns", TEXTS, "What is to be asked first."),
    Column("citations", TEXTS, "Ids in the published list of sources."),
)

GAPS = (
    Column("patient", "text", "As in `patients`."),
    Column("code", "text", "From the published closed list."),
    Column("what", "text", "What is missing or could not be read."),
    Column("evidence", TEXTS, "The records that it concerns; keys in place of ids with `--keys`."),
)

TABLES: Mapping[str, tuple[Column, ...]] = {
    "patients": PATIENTS,
    "trials": TRIALS,
    "recommendations": RECOMMENDATIONS,
    "gaps": GAPS,
}
