"""The report as one HTML file: no script, nothing loaded from anywhere, its style within it and named by its hash.

https://www.w3.org/TR/CSP3/
"""

import base64
from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from typing import Any, Final

from app.cohort.burden.quality import MEASURES
from app.pages import burden_pictures as pictures
from app.pages.templates import TEMPLATES
from cds_hooks.card_sources import OVERRIDE_REASONS
from cds_hooks.code_systems import code_systems
from cds_hooks.composition import INDICATORS
from trd.knowledge.types import Knowledge

TEMPLATE: Final = "burden.html"
STYLES: Final = ("page.css", "burden.css")
POLICY: Final = "default-src 'none'; style-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'"
STATUS_WORDS: Final = {
    "resistant": "resistant",
    "oneFailure": "one failure",
    "indeterminate": "undecided",
    "none": "no failure",
    "noActiveDepression": "no active depression",
}


def page_of(report: Mapping[str, Any], knowledge: Knowledge) -> str:
    """The page; all that it says of patients stands in the report too."""
    style = "\n".join((files("app.pages") / "static" / name).read_text(encoding="utf-8") for name in STYLES)
    digest = base64.b64encode(sha256(style.encode()).digest()).decode()
    topics = {concept["code"]: concept["display"] for concept in code_systems()["card-topic"]["concept"]}
    reasons = {reason.code: reason.display or reason.code for reason in OVERRIDE_REASONS}
    return TEMPLATES.get_template(TEMPLATE).render(
        style=style,
        policy=POLICY.format(digest),
        report=report,
        draft=knowledge.draft,
        named=lambda code: topics.get(code, code),
        because=lambda code: reasons.get(code, code),
        of_definition={one["definition"]: one for one in report["byDefinition"]},
        letters=pictures.letters_of(report),
        statuses=STATUS_WORDS,
        indicators=INDICATORS,
        measures=MEASURES,
        up_set=pictures.up_set(report),
        columns=pictures.columns(report),
        highest=pictures.highest(report),
        most_shown=max((one["shown"] or 0 for one in report["cards"]["byTopic"]), default=0),
        pictures=pictures,
    )
