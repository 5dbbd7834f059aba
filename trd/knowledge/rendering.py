"""Knowledge -> one Markdown page that people who read no code can review: `docs/knowledge.md`, `GET /knowledge`."""

from collections.abc import Iterable

from trd.knowledge.rendering_reviews import reviews, state
from trd.knowledge.rendering_steps import candidates, ladders, main_rows, methods, modifiers, monitoring, products
from trd.knowledge.rendering_tables import anchor, cited, place, plain, reviewed, section, shown, table
from trd.knowledge.types import (
    Agent,
    Availability,
    CountryDose,
    ExplanationRow,
    Knowledge,
    Scale,
    Source,
)
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


def render(knowledge: Knowledge) -> str:
    """The whole page; equal knowledge gives equal text, so that a changed dose is a changed line."""
    head = HEAD.format(version=knowledge.version, state=state(knowledge))
    parts = [
        head,
        section(
            "Antidepressants",
            _agents(knowledge, (agent for agent in knowledge.agents.values() if agent.antidepressant)),
        ),
        section(
            "Augmentation agents", _agents(knowledge, (agent for agent in knowledge.agents.values() if agent.augmenter))
        ),
        section("Not a trial", _traps(knowledge)),
        section("Definitions", _definitions(knowledge)),
        section("Symptom scales", _scales(knowledge.scales.values())),
        section("Other figures", _figures(knowledge)),
        section("Next steps", candidates(knowledge)),
        section("Decision table", main_rows(knowledge)),
        section("What moves an agent", modifiers(knowledge)),
        section("Dose steps", ladders(knowledge)),
        section("From one antidepressant to another", methods(knowledge)),
        section("Products of draft orders", products(knowledge)),
        section("Tests before and later", monitoring(knowledge)),
        section("Safety matrix", _safety(knowledge)),
        section("Other explanations", _explanations(knowledge)),
        section("Countries", _countries(knowledge.countries.values())),
        section("Reviews", reviews(knowledge)),
        section("Sources", _sources(knowledge.sources.values())),
    ]
    return "\n".join(parts)


def _agents(knowledge: Knowledge, agents: Iterable[Agent]) -> str:
    columns = (
        *("agent", "class", "unit", "min", "MGH", "ATHF", "label", "usual max", "label max", "older or genotype max"),
        *("source of min", "RxNorm", "review"),
    )
    return table(columns, ((*_agent(agent), reviewed(knowledge.reviews[f"agent {agent.id}"])) for agent in agents))


def _agent(agent: Agent) -> tuple[str, ...]:
    lower = [f"{shown(agent.older_maximum)} from {agent.older_from}"] if agent.older_maximum else []
    lower += [f"{shown(own.maximum)} at {own.gene} {own.phenotype}" for own in agent.genotype_maxima]
    older = ", ".join(lower) or "–"
    label = agent.label if agent.counted else f"{agent.label} (listed, never a trial)"
    return (
        anchor(f"agent-{agent.id}", label),
        agent.drug_class,
        agent.dose_unit,
        shown(agent.minimum) if agent.rated else "not rated",
        *(shown(figure) for figure in (agent.mgh, agent.athf, agent.label_minimum)),
        shown(agent.usual_maximum),
        shown(agent.label_maximum),
        older,
        place(agent.minimum),
        agent.rxcui or "–",
    )


def _traps(knowledge: Knowledge) -> str:
    rows = []
    for agent in knowledge.agents.values():
        for trap in agent.traps:
            limit = f"below {plain(trap.below.value)} {trap.below.unit}" if trap.below else "at any dose"
            which = [trap.route.value] if trap.route else [form.value for form in sorted(trap.forms)]
            lifted = "by the indication depression" if trap.unless_depression or trap.below else "never"
            rows.append((agent.label, " ".join([limit, *which]), trap.why, lifted))
    for product in knowledge.trap_products:
        told = [*sorted(product.brands), *(f"{plain(strength)} mg" for strength in sorted(product.strengths))]
        told += [word for word in (product.dose_form, product.with_ingredient) if word]
        rows.append((knowledge.agents[product.agent].label, ", ".join(told), product.why, "never"))
    return table(("agent", "which", "because", "lifted"), rows)


def _definitions(knowledge: Knowledge) -> str:
    rows = (
        (
            anchor(f"definition-{found.id}", found.id),
            found.words,
            found.dose_column,
            f"{shown(found.days_at_dose)} in {found.window_days}",
            ", ".join(sorted(outcome.value for outcome in found.failure_outcomes)),
            str(found.failures),
            f"{cited(found.source.id)}, {found.where}",
            reviewed(knowledge.reviews[f"definition {found.id}"]),
        )
        for found in knowledge.definitions.values()
    )
    return table(("id", "says", "dose", "days", "fails on", "N", "source", "review"), rows)


def _scales(scales: Iterable[Scale]) -> str:
    names = tuple(band.value for band in SeverityBand)
    rows = (
        (
            anchor(f"scale-{scale.id}", scale.label),
            f"{plain(scale.minimum)}–{plain(scale.maximum)}",
            *(plain(dict(scale.bands).get(band)) for band in SeverityBand),
            plain(scale.remission),
            plain(scale.mcid),
            _risk(scale),
            f"{cited(scale.source.id)}, {scale.where} {scale.mark}",
        )
        for scale in scales
    )
    columns = ("scale", "range", *(f"{name} to" for name in names), "remission", "MCID", "suicide item", "source")
    return table(columns, rows)


def _risk(scale: Scale) -> str:
    if scale.risk_item is None:
        return "–"
    levels = ", ".join(f"{plain(answer)} {level}" for answer, level in sorted(scale.risk_levels.items()))
    return f"item {scale.risk_item}: {levels}"


def _figures(knowledge: Knowledge) -> str:
    rows = (
        (anchor(f"figure-{name}", name), f"{plain(figure.value)} {figure.unit}", place(figure), figure.mark)
        for name, figure in knowledge.figures.items()
    )
    return table(("figure", "value", "source", "mark"), rows)


def _safety(knowledge: Knowledge) -> str:
    rows = (
        (
            anchor(row.id, row.id),
            row.agents,
            row.finding,
            row.effect.value,
            row.message,
            f"{_row_sources(row.source, knowledge)} {row.mark}",
        )
        for row in knowledge.safety
    )
    return table(("row", "for", "finding", "effect", "says", "source"), rows)


def _row_sources(named: str, knowledge: Knowledge) -> str:
    """A row may name several; what is no source of ours stands as it is written."""
    parts = [part.strip() for part in named.replace(",", ";").split(";") if part.strip()]
    return ", ".join(cited(part) if part in knowledge.sources else part for part in parts)


def _explanations(knowledge: Knowledge) -> str:
    rows = (
        (
            anchor(f"explanation-{code}", code),
            row.row,
            row.label,
            _shown_by(row),
            row.advice,
            f"{cited(row.source.id)}, {row.where} {row.mark}",
            reviewed(knowledge.reviews[f"explanation {code}"]),
        )
        for code, row in knowledge.explanations.items()
    )
    return table(("code", "row", "what", "shown by", "the card says", "source", "review"), rows)


def _shown_by(row: ExplanationRow) -> str:
    limits = [
        f"{limit.label} {limit.test.replace('-', ' ')} {plain(limit.threshold.value)} {limit.unit}"
        + (f" ({limit.sex.value})" if limit.sex else "")
        for limit in row.limits
    ]
    told = [*row.conditions, *limits, *row.positive, *sorted(row.drugs), *row.genes]
    since = f"; last {row.lookback_days} d" if row.lookback_days else ""
    return ", ".join(told) + since


def _countries(countries: Iterable[Availability]) -> str:
    columns = (
        "country",
        "failures needed",
        "not suggested",
        "with a word",
        "doses that differ",
        "notes",
        "crisis text",
    )
    return table((*columns, "sources", "checked"), (_country(country) for country in countries))


def _country(country: Availability) -> tuple[str, ...]:
    sources = [*country.citations, *([country.crisis_source.id] if country.crisis_source else [])]
    return (
        anchor(f"country-{country.country}", country.country),
        "; ".join(f"{name} from {least}" for name, least in country.entry.items() if least is not None),
        ", ".join(agent for agent, offer in country.agents.items() if offer == "no"),
        ", ".join(f"{agent} ({offer})" for agent, offer in country.agents.items() if offer not in ("yes", "no")),
        "; ".join(f"{agent} {_country_dose(dose)}" for agent, dose in country.doses.items()),
        "; ".join(f"{agent}: {note}" for agent, note in country.notes.items()),
        country.crisis_text,
        cited(*dict.fromkeys(sources)),
        country.checked,
    )


def _country_dose(dose: CountryDose) -> str:
    older = f", {plain(dose.older_maximum)} from {dose.older_from}" if dose.older_maximum else ""
    start = f", older start {plain(dose.older_start)}" if dose.older_start else ""
    return f"{plain(dose.maximum)}{older}{start}"


def _sources(sources: Iterable[Source]) -> str:
    rows = (
        (
            anchor(source.id, source.id),
            source.citation + (f" <{source.url}>" if source.url else ""),
            source.supports,
            "yes" if source.seen else "no",
        )
        for source in sources
    )
    return table(("id", "citation", "supports", "seen"), rows)
