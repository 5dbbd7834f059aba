"""The published result drawn in the terminal, so that a psychiatrist could check it line by line."""

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

Result = dict[str, Any]


def draw_assessment(console: Console, told: Result) -> None:
    """Draw one result: where the patient stands, the trials, what follows, what is missing."""
    _standing(console, told)
    _trials(console, told)
    _definitions(console, told)
    _options(console, told)
    _lines(console, "Set aside", [_set_aside(entry) for entry in told["setAside"]])
    _lines(console, "Else to explain it", [entry["what"] for entry in told["alternativeExplanations"]])
    _lines(console, "Would settle it", told["resistance"].get("wouldSettle") or [])
    _lines(console, "Missing or unreadable", [f"{gap['what']} ({gap['code']})" for gap in told["gaps"]])


def _standing(console: Console, told: Result) -> None:
    patient, diagnosis, resistance = told["patient"], told["diagnosis"], told["resistance"]
    age = patient["age"] if patient["age"] is not None else "age not on record"
    console.print(Text(f"As of {told['asOf']} · {patient['sex'] or 'sex not on record'}, {age}", style="bold"))
    reason = f" ({diagnosis['reason']})" if diagnosis.get("reason") else ""
    start = diagnosis.get("episodeStart")
    since = f", episode since {start} ({diagnosis['episodeStartBasis']})" if start else ""
    console.print(f"Depression: {diagnosis['status']}{reason}{since}")
    console.print(f"Resistance: {resistance['status']} · {told['failedTrials']} failed ({resistance['definition']})")
    severity = told["severity"]
    if severity:
        console.print(
            f"Severity: {severity['instrument']} {severity['score']} on {severity['date']}: "
            f"{severity['band']}, {severity['trend']}"
        )
    else:
        console.print("Severity: no usable score")
    console.print(f"Suicide risk on record: {told['suicideRisk']['level']}")
    _staging(console, told["staging"])


def _staging(console: Console, staging: Result) -> None:
    parts = []
    if staging.get("thaseRush"):
        parts.append(f"Thase-Rush {staging['thaseRush']['stage']}")
    if staging.get("maudsley"):
        maudsley = staging["maudsley"]
        items = ", ".join(f"{name} {low}–{high}" for name, (low, high) in maudsley["items"].items())
        parts.append(f"Maudsley {maudsley['min']}–{maudsley['max']} ({items})")
    if staging.get("mghStaging"):
        parts.append(f"MGH {staging['mghStaging']['score']}")
    if staging.get("european"):
        parts.append(f"European {staging['european']['stage']}")
    if parts:
        console.print("Staging: " + "; ".join(parts))


def _trials(console: Console, told: Result) -> None:
    if not told["trials"] and not told["notCounted"]:
        console.print("Trials: none on record")
        return
    table = Table("", "trial", "from", "to", "adequacy", "outcome", "failed", "confidence", header_style="bold")
    for trial in told["trials"]:
        agents = " + ".join(agent["name"] for agent in trial["agents"])
        table.add_row(
            trial["id"],
            f"{agents} ({trial['kind']}, {trial['episode']})",
            str(trial["start"] or "?"),
            "ongoing" if trial["ongoing"] else str(trial["end"] or "?"),
            trial["adequacy"],
            f"{trial['outcome']} ({trial['outcomeBasis']})",
            "yes" if trial["failed"] else "no",
            trial["confidence"],
        )
    console.print(table)
    for trial in told["trials"]:
        console.print(f"  {trial['id']}  {trial['because']}", highlight=False)
        console.print(f"      evidence: {', '.join(trial['evidence'])}", style="dim")
    for entry in told["notCounted"]:
        console.print(f"  not counted: {entry['agent']}, {entry['reason']} ({entry['from']} to {entry['to'] or '?'})")


def _definitions(console: Console, told: Result) -> None:
    differing = [f"{name} {entry['status']} ({entry['failedTrials']})" for name, entry in told["byDefinition"].items()]
    if differing:
        console.print("By definition: " + "; ".join(differing))


def _options(console: Console, told: Result) -> None:
    if not told["recommendations"]:
        console.print("Next steps: none offered")
        return
    console.print(Text("Next steps", style="bold"))
    for option in told["recommendations"]:
        agent = f": {option['agent']['name']}" if option.get("agent") else ""
        console.print(f"  {option['rank']:>2}  {option['topic']}{agent} ({option['strength']})  {option['rationale']}")
        for caution in option["cautions"]:
            console.print(f"        caution: {caution['message']}", style="yellow")
        if option["unknowns"]:
            console.print(f"        not known: {'; '.join(option['unknowns'])}", style="dim")


def _set_aside(entry: Result) -> str:
    agent = f": {entry['agent']['name']}" if entry.get("agent") else ""
    row = f" [{entry['row']}]" if entry.get("row") else ""
    return f"{entry['topic']}{agent}, {entry['reason']}{row}"


def _lines(console: Console, title: str, lines: list[str]) -> None:
    if not lines:
        return
    console.print(Text(title, style="bold"))
    for line in lines:
        console.print(f"  – {line}", markup=False)
