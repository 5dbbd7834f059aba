"""What is generated in the guides for integrators: prefetch, scopes, and the replay with the cards expected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import orjson

from scripts.examples import answer_of, curl

GUIDES = "docs/integrators"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """What one client's page is made of."""

    replays: str
    statements: bool = True
    """Whether its R4 server has MedicationStatement."""
    one_category: bool = False
    """Whether its server is asked one category of Observations at a time."""


PAGES = {
    "README": Guide(replays="patient-view"),
    "sandbox": Guide(replays="sandbox-order-select"),
    "epic": Guide(replays="epic-order-sign", statements=False, one_category=True),
    "oracle-health": Guide(replays="oracle-health-patient-view", statements=False),
    "athenahealth": Guide(replays="athenahealth-order-select"),
    "medplum": Guide(replays="patient-view"),
    "hapi": Guide(replays="patient-view"),
    "wintehr": Guide(replays="wintehr-patient-view"),
    "openemr": Guide(replays="openemr-patient-view"),
}


def prefetch(guide: Guide) -> Mapping[str, str]:
    """The templates of discovery, without what this client has not."""
    from cds_hooks.catalog import services_offered

    (asked,) = {orjson.dumps(dict(service.prefetch)) for service in services_offered(legacy=True).values()}
    templates: dict[str, str] = {}
    for key, query in orjson.loads(asked).items():
        if key == "medicationStatements" and not guide.statements:
            continue
        if key == "observations" and guide.one_category:
            templates |= _one_a_category(query)
        else:
            templates[key] = query
    return templates


def _one_a_category(query: str) -> dict[str, str]:
    """The same search a category at a time; the first keeps the key, so that it is not fetched as absent."""
    start, _, rest = query.partition("category=")
    categories, _, end = rest.partition("&")
    found = categories.split(",")
    return {
        "observations" if number == 0 else f"observations{''.join(part.title() for part in category.split('-'))}": (
            f"{start}category={category}&{end}"
        )
        for number, category in enumerate(found)
    }


def prefetch_block(guide: Guide) -> str:
    """Ready to paste, as JSON."""
    written = orjson.dumps({"prefetch": dict(prefetch(guide))}, option=orjson.OPT_INDENT_2).decode()
    return f"```json\n{written}\n```\n"


def scopes_block(guide: Guide) -> str:
    """The same kinds of record as the app asks for, in the words of both versions of SMART."""
    from app.smart.scopes import resource_scopes

    def told(*, v2: bool) -> str:
        scopes = [one for one in resource_scopes(v2=v2) if guide.statements or "MedicationStatement" not in one]
        return " ".join(scopes)

    return f"```text\n{told(v2=True)}\n\n{told(v2=False)}\n```\n"


def replay_block(guide: Guide) -> str:
    """The command, and each card that it must bring."""
    lines = [
        "```console",
        f"$ {curl(guide.replays)}",
        "```",
        "",
        "| expected | about | summary |",
        "| --- | --- | --- |",
    ]
    for card in answer_of(guide.replays)["cards"]:
        topic = card["source"]["topic"]
        code = topic if isinstance(topic, str) else topic["code"]
        lines.append(f"| {card['indicator']} | `{code}` | {card['summary']} |")
    files = f"[request](../../examples/{guide.replays}.request.json)"
    answer = f"[answer](../../examples/{guide.replays}.answer.json)"
    return "\n".join([*lines, "", f"The {files} and the whole {answer}.", ""])


def guide_page(text: str, guide: Guide) -> str:
    """One guide with its blocks as the code makes them today."""
    from scripts.pages import block

    made = {"prefetch": prefetch_block, "scopes": scopes_block, "replay": replay_block}
    for name, make in made.items():
        text = block(text, name, make(guide))
    return text


def codes_page(_: str) -> str:
    """Every code that an analyst may have to map: what drafts ask for, override reasons, topics."""
    from cds_hooks.card_sources import OVERRIDE_REASONS, OVERRIDE_SYSTEM, TOPIC_SYSTEM
    from cds_hooks.code_systems import code_systems
    from fhir_mappings.writing.orders import codes_emitted

    lines = ["# Codes to map", "", "Made from the code (`make fix`). Drugs are RxNorm products"]
    lines += [
        "(`http://www.nlm.nih.gov/research/umls/rxnorm`), which a `|*` in `[client.code_maps]` renames all at once;"
    ]
    lines += ["referrals, scores and tests are these:", "", "| system | code | meaning |", "| --- | --- | --- |"]
    lines += [f"| `{one.system}` | `{one.code}` | {one.display or ''} |" for one in codes_emitted({})]
    lines += ["", "## Override reasons", "", f"System `{OVERRIDE_SYSTEM}`; the same set on every card.", ""]
    lines += ["| code | meaning |", "| --- | --- |"]
    lines += [f"| `{reason.code}` | {reason.display} |" for reason in OVERRIDE_REASONS]
    lines += ["", "## Topics", "", f"System `{TOPIC_SYSTEM}`, in `source.topic`; alphanumeric, and they stay.", ""]
    lines += ["| code | meaning |", "| --- | --- |"]
    lines += [f"| `{one['code']}` | {one['display']} |" for one in code_systems()["card-topic"]["concept"]]
    return "\n".join([*lines, ""])


def assessments_page(text: str) -> str:
    """The judgement as JSON: its members, and a call with its answer."""
    from scripts.assessment_page import call_block, members_block
    from scripts.pages import block

    return block(block(text, "members", members_block()), "call", call_block())


def guide_pages() -> Mapping[str, Callable[[str], str]]:
    """Each guide, and what makes it of its present text."""
    guides = {f"{GUIDES}/{name}.md": partial(guide_page, guide=guide) for name, guide in PAGES.items()}
    return {**guides, f"{GUIDES}/codes.md": codes_page, f"{GUIDES}/assessments.md": assessments_page}
