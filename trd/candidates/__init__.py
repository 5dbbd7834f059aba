"""The candidates of the drug strategies, weighed for one patient: points, doses, questions, what sets them aside."""

from trd.candidates.asides import forbidden_by
from trd.candidates.availability import country_of, words_for
from trd.candidates.drug_options import drug_options
from trd.candidates.modifiers import set_off
from trd.candidates.questions import LIVER_SEVERITY, liver_questions
from trd.candidates.rationale import failed_evidence, number, sentence, story
from trd.candidates.running_drug import NOT_ABRUPTLY, base_set_aside, contraindicated
from trd.candidates.tapering import taper_of
from trd.candidates.weighing import Weighed, Weighing, cautions, eligible, ingredients, unknowns, weigh

__all__ = [
    "LIVER_SEVERITY",
    "NOT_ABRUPTLY",
    "Weighed",
    "Weighing",
    "base_set_aside",
    "cautions",
    "contraindicated",
    "country_of",
    "drug_options",
    "eligible",
    "failed_evidence",
    "forbidden_by",
    "ingredients",
    "liver_questions",
    "number",
    "sentence",
    "set_off",
    "story",
    "taper_of",
    "unknowns",
    "weigh",
    "words_for",
]
