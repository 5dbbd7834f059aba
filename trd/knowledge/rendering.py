"""Knowledge -> one Markdown page that people who read no code can review: `docs/knowledge.md`, `GET /knowledge`."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from trd.knowledge.types import Agent, Availability, Definition, Knowledge, Review, Scale, Source, Threshold
from trd.terms import SeverityBand

HEAD = """\
# Clinical knowledge, version {version}

Made from the code (`make fix`). Every figure by which this service judges, with its source, the place in it and a mark:
**V** seen in the source, **M** from memory and to be checked, **P** a choice of this product. {state}

How a trial is judged: the days on which the recorded dose certainly reached the least adequate dose are counted; enough
of them in one window of consecutive days make the trial adequate. *Sertraline, 60 days at 50 mg/d or more, 42 needed:
adequate.* What the record leaves open makes a trial undetermined, never failed. What was left out on purpose stands as
a comment at the head of each file of `trd/knowledge/`.
"""

DRAFT = "**Draft: no clinician has signed it yet.**"
SIGNED = "Signed by clinicians, entry by entry."


def render(knowledge: Knowledge) -> str:
    """The whole page; equal knowledge gives equal text, so that a changed dose is a changed line."""
    head = HEAD.format(version=knowledge.version, state=DRAFT if knowledge.draft else SIGNED)
    parts = [
        head,
        _section("Antidepressants", _agents(agent for agent in knowledge.agents.values() if agent.antidepressant)),
        _section("Augmentation agents", _agents(agent for agent in knowledge.agents.values() if agent.augmenter)),
        _section("Not a trial", _traps(knowledge)),
        _section("Definitions", _definitions(knowledge.definitions.values())),
        _section("Symptom scales", _scales(knowledge.scales.values())),
        _section("Other figures", _figures(knowledge)),
        _section("Next steps", _strategies(knowledge)),
        _section("Decision table", _main_rows(knowledge)),
        _section("Safety matrix", _safety(knowledge)),
        _section("Other explanations", _explanations(knowledge)),
        _section("Countries", _countries(knowledge.countries.values())),
        _section("Sources", _sources(knowledge.sources.values())),
    ]
    return "\n".join(parts)


def _section(title: str, body: str) -> str:
    return f"\n## {title}\n\n{body}"


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(columns)} |", f"|{' --- |' * len(columns)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ") or "–"


def _anchor(name: str, text: str) -> str:
    return f'<a id="{name}"></a>{text}'


def plain(value: Decimal | None) -> str:
    """A number without the zeros that only its reading brought: 50, 37.5, 0.6."""
    if value is None:
        return "–"
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _figure(figure: Threshold | None) -> str:
    return "–" if figure is None else f"{plain(figure.value)} {figure.mark}"


def _where(figure: Threshold | None) -> str:
    return "" if figure is None else f"[{figure.source.id}](#{figure.source.id}), {figure.where}"


def _review(review: Review) -> str:
    return "draft" if review.status == "draft" else f"{review.by}, {review.on}"


def _agents(agents: Iterable[Agent]) -> str:
    columns = (
        *("agent", "class", "unit", "min", "MGH", "ATHF", "label", "usual max", "label max", "older max"),
        *("source of min", "RxNorm", "review"),
    )
    return _table(columns, (_agent(agent) for agent in agents))


def _agent(agent: Agent) -> tuple[str, ...]:
    older = f"{_figure(agent.older_maximum)} from {agent.older_from}" if agent.older_maximum else "–"
    label = agent.label if agent.counted else f"{agent.label} (listed, never a trial)"
    return (
        _anchor(f"agent-{agent.id}", label),
        agent.drug_class,
        agent.dose_unit,
        _figure(agent.minimum) if agent.rated else "not rated",
        *(_figure(figure) for figure in (agent.mgh, agent.athf, agent.label_minimum)),
        _figure(agent.usual_maximum),
        _figure(agent.label_maximum),
        older,
        _where(agent.minimum),
        agent.rxcui or "–",
        _review(agent.review),
    )


def _traps(knowledge: Knowledge) -> str:
    rows = []
    for agent in knowledge.agents.values():
        for trap in agent.traps:
            limit = f"below {plain(trap.below.value)} {trap.below.unit}" if trap.below else "at any dose"
            which = [trap.route.value] if trap.route else [form.value for form in sorted(trap.forms)]
            lifted = "lifted by the indication depression" if trap.unless_depression or trap.below else ""
            rows.append((agent.label, " ".join([limit, *which]), trap.why, lifted))
    for product in knowledge.trap_products:
        told = [*sorted(product.brands), *(f"{plain(strength)} mg" for strength in sorted(product.strengths))]
        told += [word for word in (product.dose_form, product.with_ingredient) if word]
        rows.append((knowledge.agents[product.agent].label, ", ".join(told), product.why, "always"))
    return _table(("agent", "which", "because", ""), rows)


def _definitions(definitions: Iterable[Definition]) -> str:
    rows = (
        (
            _anchor(f"definition-{found.id}", found.id),
            found.words,
            found.dose_column,
            f"{_figure(found.days_at_dose)} in {found.window_days}",
            ", ".join(sorted(outcome.value for outcome in found.failure_outcomes)),
            str(found.failures),
            f"[{found.source.id}](#{found.source.id}), {found.where}",
            _review(found.review),
        )
        for found in definitions
    )
    return _table(("id", "says", "dose", "days", "fails on", "N", "source", "review"), rows)


def _scales(scales: Iterable[Scale]) -> str:
    names = tuple(band.value for band in SeverityBand)
    rows = (
        (
            _anchor(f"scale-{scale.id}", scale.label),
            f"{plain(scale.minimum)}–{plain(scale.maximum)}",
            *(plain(dict(scale.bands).get(band)) for band in SeverityBand),
            plain(scale.remission),
            plain(scale.mcid),
            _risk(scale),
            f"[{scale.source.id}](#{scale.source.id}), {scale.where} {scale.mark}",
        )
        for scale in scales
    )
    columns = ("scale", "range", *(f"{name} to" for name in names), "remission", "MCID", "suicide item", "source")
    return _table(columns, rows)


def _risk(scale: Scale) -> str:
    if scale.risk_item is None:
        return "–"
    levels = ", ".join(f"{plain(answer)} {level}" for answer, level in sorted(scale.risk_levels.items()))
    return f"item {scale.risk_item}: {levels}"


def _figures(knowledge: Knowledge) -> str:
    rows = (
        (_anchor(f"figure-{name}", name), f"{plain(figure.value)} {figure.unit}", _where(figure), figure.mark)
        for name, figure in knowledge.figures.items()
    )
    return _table(("figure", "value", "source", "mark"), rows)


def _strategies(knowledge: Knowledge) -> str:
    parts = []
    for strategy in knowledge.strategies.values():
        cited = ", ".join(f"[{name}](#{name})" for name in strategy.citations)
        parts.append(f"### {_anchor(f'strategy-{strategy.id}', strategy.label)}\n\nSources: {cited}\n")
        if strategy.candidates:
            rows = (
                (
                    knowledge.agents[found.agent].label
                    + (f" + {', '.join(sorted(found.partners))}" * bool(found.partners)),
                    " / ".join(str(points) for points in found.points),
                    " → ".join(plain(dose) for dose in (found.start, found.target, found.maximum)),
                    found.line,
                    ", ".join(found.required),
                    "; ".join(word for word in (found.titration, found.note, "text only" * found.text_only) if word),
                    f"[{found.source.id}](#{found.source.id}), {found.where} {found.mark}",
                )
                for found in strategy.candidates
            )
            columns = ("agent", "points n 1 / 2 / 3", "start → target → most", "line", "asked before", "note", "source")
            parts.append(_table(columns, rows))
    return "\n".join(parts)


def _main_rows(knowledge: Knowledge) -> str:
    words = {4: "first-line", 3: "second-line", 2: "third-line", 1: "consider"}
    rows = (
        (
            _anchor(row.id, row.id),
            row.state,
            ", ".join(f"{topic.value} ({words[level]})" for topic, level in row.topics),
            row.why,
            ", ".join(f"[{name}](#{name})" for name in row.citations),
        )
        for row in knowledge.main_rows.values()
    )
    return _table(("row", "state", "offers, in order", "because", "sources"), rows)


def _safety(knowledge: Knowledge) -> str:
    rows = (
        (
            _anchor(row.id, row.id),
            row.agents,
            row.finding,
            row.effect.value,
            row.message,
            f"[{row.source}](#{row.source}) {row.mark}",
        )
        for row in knowledge.safety
    )
    return _table(("row", "for", "finding", "effect", "says", "source"), rows)


def _explanations(knowledge: Knowledge) -> str:
    rows = (
        (_anchor(f"explanation-{code}", code), row.label, row.advice) for code, row in knowledge.explanations.items()
    )
    return _table(("code", "what", "the card says"), rows)


def _countries(countries: Iterable[Availability]) -> str:
    rows = (
        (
            country.country,
            "; ".join(f"{name} from {least}" for name, least in country.entry.items() if least is not None),
            ", ".join(agent for agent, offer in country.agents.items() if offer == "no"),
            ", ".join(f"{agent} ({offer})" for agent, offer in country.agents.items() if offer not in ("yes", "no")),
            country.crisis_text,
            country.checked,
        )
        for country in countries
    )
    return _table(("country", "failures needed", "not suggested", "with a word", "crisis text", "checked"), rows)


def _sources(sources: Iterable[Source]) -> str:
    rows = (
        (
            _anchor(source.id, source.id),
            source.citation + (f" <{source.url}>" if source.url else ""),
            source.supports,
            "" if source.seen else "not seen",
        )
        for source in sources
    )
    return _table(("id", "citation", "supports", ""), rows)
