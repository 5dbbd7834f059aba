"""JSON Schema (draft 2020-12) of the report on the burden of cards, as `/schemas/` gives it."""

from typing import Final

from app.cohort.burden.quality import MEASURES
from app.cohort.burden.reading_told import ALMOST_NONE, NEARLY_ALL
from app.cohort.burden.settling import KINDS, OTHER
from cds_hooks.composition import INDICATORS
from trd.result.schema.forms import COUNT, DAY, FLAG, ROW, TEXT, WORDS, Schema, list_of, maybe, object_of, one_of
from trd.terms import Effect, GapCode, Topic

NAME: Final = "burden-report.json"
TOLD: Final = maybe(COUNT)
RATE: Final = maybe({"type": "number", "minimum": 0})
SHARE: Final = {"anyOf": [{"type": "integer", "minimum": 0, "maximum": 100}, {"enum": [NEARLY_ALL, ALMOST_NONE, None]}]}
ONE_OR_MORE: Final = {"type": "integer", "minimum": 1}
OFTEN: Final = dict.fromkeys(("per100Openings", "per1000PatientsAMonth"), RATE)
RATES: Final = OFTEN | dict.fromkeys(("per100Visits", "per1000PatientsAMonthAtVisits"), RATE)
LOUDNESS: Final[Schema] = {str(name): TOLD for name in INDICATORS}


def burden_schema(base_url: str) -> Schema:
    """Of `report.json`; null is withheld (few patients, or a sum would give it away), or a rate of nothing."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base_url.rstrip('/')}/schemas/{NAME}",
        "title": "The report on the burden of cards of a cohort (trd-cds cohort --report)",
        "description": "A null number is withheld: few patients stand behind it, or a sum would give such a one away.",
        **object_of(_head() | _patients() | _cards() | _record()),
    }


def _head() -> Schema:
    replay = {
        "from": DAY,
        "to": DAY,
        "everyDays": ONE_OR_MORE,
        "days": ONE_OR_MORE,
        "maxCards": COUNT,
        "silentBefore": maybe(DAY),
        "topicsOff": list_of(one_of(Topic)),
    }
    return {
        "schema": {"const": "1"},
        "asOf": DAY,
        "definition": WORDS,
        "client": WORDS,
        "knowledgeVersion": WORDS,
        "knowledgeHash": TEXT,
        "package": TEXT,
        "blurUnder": ONE_OR_MORE,
        "replay": object_of(replay),
        "assumptions": list_of(WORDS),
        "notKnown": list_of(WORDS),
    }


def _patients() -> Schema:
    statuses = ("resistant", "oneFailure", "indeterminate", "none", "noActiveDepression")
    combination = object_of({"definitions": list_of(WORDS), "patients": COUNT})
    return {
        "patients": object_of(dict.fromkeys(("judged", "inCare", "silent", "dead", "withoutDate"), TOLD)),
        "byDefinition": list_of(
            object_of({"definition": WORDS, "label": WORDS, "words": WORDS, **dict.fromkeys(statuses, TOLD)})
        ),
        "resistantBy": object_of(
            {
                "any": TOLD,
                "anyPercent": RATE,
                "combinations": list_of(combination),
                "combinationsWithheld": COUNT,
            }
        ),
    }


def _cards() -> Schema:
    topic = {"topic": one_of(Topic), "shown": TOLD, **LOUDNESS, **RATES}
    whole = {
        "openings": TOLD,
        "visits": TOLD,
        "shown": TOLD,
        "openingsWithCard": TOLD,
        "withCardPercent": RATE,
        **RATES,
        "byIndicator": list_of(object_of({"indicator": {"enum": list(INDICATORS)}, "shown": TOLD, **OFTEN})),
        "byTopic": list_of(object_of(topic)),
    }
    day = dict.fromkeys(("openings", "visits", "resistant", "openingsWithCard", "shown"), TOLD)
    return {
        "cards": object_of(whole),
        "overTime": list_of(object_of({"day": DAY, **day, **LOUDNESS, "per100Openings": RATE})),
        "whatIf": object_of(_what_if()),
    }


def _what_if() -> Schema:
    limit = {"maxCards": COUNT, "now": FLAG, "shown": TOLD, "per100Openings": RATE, "withCardPercent": RATE}
    off = {"topic": one_of(Topic), "fewer": TOLD, "per100Openings": RATE, "openingsLeftWithoutCard": TOLD}
    answer = {"reason": WORDS, "silentDays": COUNT, "shown": TOLD, "per100Openings": RATE, "withCardPercent": RATE}
    repeats = {"repeated": TOLD, "repeatedPercent": RATE, "ifAllAreOverridden": list_of(object_of(answer))}
    return {
        "maxCards": list_of(object_of(limit)),
        "topicsOff": list_of(object_of(off)),
        "filterRepeated": object_of(repeats),
    }


def _record() -> Schema:
    row = {
        "row": maybe(ROW),
        "message": WORDS,
        "effect": maybe(one_of(Effect)),
        "patients": COUNT,
        "topics": {"type": "object", "propertyNames": one_of(Topic), "additionalProperties": TOLD},
    }
    fact = {"fact": {"enum": [*KINDS, OTHER]}, "words": WORDS, "patients": TOLD, "percent": RATE}
    gap = {"code": one_of(GapCode), "patients": TOLD, "percent": RATE}
    missing = {
        "depressed": TOLD,
        "indeterminate": TOLD,
        "wouldSettle": list_of(object_of(fact)),
        "gaps": list_of(object_of(gap)),
    }
    system = {"system": WORDS, "orders": TOLD, "refills": TOLD, "trials": TOLD, **dict.fromkeys(MEASURES, SHARE)}
    return {
        "setAside": object_of({"patients": TOLD, "rows": list_of(object_of(row)), "rowsWithheld": COUNT}),
        "missingFacts": object_of(missing),
        "reading": list_of(object_of(system)),
    }
