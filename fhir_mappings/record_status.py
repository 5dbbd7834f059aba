"""Which records of drugs count, which are only possible, and which never were a treatment (§2.1), over all versions."""

from collections.abc import Mapping
from dataclasses import dataclass

from fhir_mappings.codings import local_codes, words_of
from fhir_mappings.reading.drug_resources import (
    MedicationAdministration,
    MedicationDispense,
    MedicationRequest,
    MedicationStatement,
)
from fhir_mappings.reading.elements import CodeableConcept, several
from trd.terms import Intake, RecordStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far a record is believed."""

    status: RecordStatus
    only_possible: bool = False
    intake: Intake = Intake.NOT_STATED
    unreadable: str = ""
    """The element whose word is none of FHIR's (R-E1)."""


_STATUS: Mapping[str, RecordStatus] = {
    "active": RecordStatus.ACTIVE,
    "in-progress": RecordStatus.ACTIVE,
    "completed": RecordStatus.COMPLETED,
    "ended": RecordStatus.COMPLETED,
    "stopped": RecordStatus.STOPPED,
    "on-hold": RecordStatus.ON_HOLD,
    "suspended": RecordStatus.ON_HOLD,
    "unknown": RecordStatus.UNKNOWN,
    "recorded": RecordStatus.UNKNOWN,
}
_ORDERED = frozenset({"order", "original-order", "reflex-order", "filler-order", "instance-order", ""})
_AT_HOME = frozenset({"community", "patientspecified", "patient-specified"})
_NEVER_ORDER = frozenset({"cancelled", "draft", "entered-in-error"})
_NEVER_DISPENSE = frozenset({"preparation", "cancelled", "declined", "entered-in-error"})
_NEVER_GIVEN = frozenset({"not-done", "entered-in-error"})
_NEVER_STATED = frozenset({"intended", "draft", "entered-in-error"})


def _word(status: str | None) -> str:
    return (status or "").strip().lower().replace("_", "-").replace(" ", "-")


def _standing(word: str, element: str = "status") -> Standing:
    """A missing status is possible only; a word that is none is read as unknown, and said."""
    found = _STATUS.get(word)
    if found is None:
        return Standing(status=RecordStatus.UNKNOWN, only_possible=True, unreadable=element if word else "")
    return Standing(status=found, only_possible=found is RecordStatus.UNKNOWN)


def order_standing(request: MedicationRequest) -> Standing | None:
    """An order; None: proposed, drafted, cancelled, or an order *not* to give (`doNotPerform`)."""
    word, intent = _word(request.status), _word(request.intent)
    if request.do_not_perform or word in _NEVER_ORDER or intent in ("proposal", "option"):
        return None
    standing = _standing(word)
    if intent in _ORDERED or (intent == "plan" and _documented(request)):
        return standing
    unreadable = standing.unreadable or ("" if intent in ("plan", "directive") else "intent")
    return Standing(status=standing.status, only_possible=True, unreadable=unreadable)


def is_void(status: str | None, intent: str | None, *, do_not_perform: bool | None) -> bool:
    """A draft that asks for nothing: taken back, only an idea, or an order *not* to give (R-Z31)."""
    dropped = _word(status) in ("cancelled", "entered-in-error", "revoked", "rejected")
    return dropped or _word(intent) in ("proposal", "option") or bool(do_not_perform)


def is_signed(status: str | None) -> bool:
    """An order that says it is in force, or was."""
    return _word(status) not in ("", "draft", "unknown")


def ends_treatment(status: str | None) -> bool:
    """A draft by which a running order ends (R-Z32)."""
    return _word(status) in ("stopped", "completed", "ended", "discontinued")


def _documented(request: MedicationRequest) -> bool:
    """Home medication written down as a plan: Oracle's way."""
    categories = {code for concept in several(request.category) for code in local_codes(concept)}
    return bool(
        request.reported or request.reported_boolean or request.reported_reference is not None or categories & _AT_HOME
    )


def dispense_standing(dispense: MedicationDispense) -> Standing | None:
    """A dispense; None: never handed over."""
    word = _word(dispense.status)
    if dispense.not_done or word in _NEVER_DISPENSE or (word == "stopped" and not dispense.when_handed_over):
        return None
    standing = _standing(word)
    if word in ("in-progress", "on-hold", "active"):
        return Standing(status=standing.status, only_possible=True)
    return standing


def administration_standing(given: MedicationAdministration) -> Standing | None:
    """An administration; None: not given."""
    word = _word(given.status)
    if given.not_given or given.was_not_given or word in _NEVER_GIVEN:
        return None
    return _standing(word)


_ADHERENCE: Mapping[str, tuple[RecordStatus, Intake]] = {
    "taking": (RecordStatus.ACTIVE, Intake.NOT_STATED),
    "taking-as-directed": (RecordStatus.ACTIVE, Intake.AS_DIRECTED),
    "taking-not-as-directed": (RecordStatus.ACTIVE, Intake.NOT_AS_DIRECTED),
    "stopped": (RecordStatus.STOPPED, Intake.NOT_STATED),
    "stopped-as-directed": (RecordStatus.STOPPED, Intake.AS_DIRECTED),
    "stopped-not-as-directed": (RecordStatus.STOPPED, Intake.NOT_AS_DIRECTED),
    "on-hold": (RecordStatus.ON_HOLD, Intake.NOT_STATED),
    "on-hold-as-directed": (RecordStatus.ON_HOLD, Intake.AS_DIRECTED),
    "on-hold-not-as-directed": (RecordStatus.ON_HOLD, Intake.NOT_AS_DIRECTED),
    "not-taking": (RecordStatus.UNKNOWN, Intake.NOT_TAKEN),
}
_TAKEN: Mapping[str, Intake] = {"y": Intake.NOT_STATED, "n": Intake.NOT_TAKEN}


def statement_standing(statement: MedicationStatement, *, stu3: bool = False) -> Standing | None:
    """A statement; one that says "not taken" stands, as evidence of non-adherence (R-E27, R-Q8).

    `stu3`: the client speaks STU3, where `taken` is required and its absence leaves the days only possible.
    """
    word, taken = _word(statement.status), _word(statement.taken)
    if word in _NEVER_STATED or taken == "na":
        return None
    if statement.was_not_taken or word == "not-taken" or taken == "n":
        return Standing(status=_STATUS.get(word, RecordStatus.UNKNOWN), intake=Intake.NOT_TAKEN)
    if statement.adherence is not None:
        return _adherent(word, statement.adherence.code)
    standing = _standing(word)
    if taken and taken != "y":
        unreadable = "" if taken in ("unk", "unknown") else "taken"
        return Standing(status=standing.status, only_possible=True, unreadable=standing.unreadable or unreadable)
    if stu3 and not taken:
        return Standing(status=standing.status, only_possible=True, unreadable=standing.unreadable)
    return standing


def _adherent(word: str, concept: CodeableConcept | None) -> Standing:
    """R5: `recorded` says nothing of taking, `adherence` does."""
    said = (*local_codes(concept), *(words.lower().replace(" ", "-") for words in words_of(concept)))
    found = next((_ADHERENCE[code] for code in said if code in _ADHERENCE), None)
    if found is None:
        return Standing(status=_STATUS.get(word, RecordStatus.UNKNOWN), only_possible=True)
    status, intake = found
    own = _STATUS.get(word, RecordStatus.UNKNOWN)
    return Standing(status=status if own is RecordStatus.UNKNOWN else own, intake=intake)
