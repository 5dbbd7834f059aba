"""The words of the field: every verdict, level and kind that the service may say, spelled once."""

from enum import Enum, StrEnum


class Topic(StrEnum):
    """What a card or an option is about (`contract.md` §1.3); the order is that of the contract."""

    SUMMARY = "summary"
    DOSE_OPTIMIZATION = "doseOptimization"
    SWITCH = "switch"
    COMBINATION = "combination"
    AUGMENTATION = "augmentation"
    PSYCHOTHERAPY = "psychotherapy"
    ECT_REFERRAL = "ectReferral"
    TMS_REFERRAL = "tmsReferral"
    KETAMINE_REFERRAL = "ketamineReferral"
    SPECIALIST_REFERRAL = "specialistReferral"
    DIAGNOSTIC_REVIEW = "diagnosticReview"
    MEASUREMENT = "measurement"
    SUICIDE_RISK = "suicideRisk"
    ORDER_SAFETY = "orderSafety"


class Strength(StrEnum):
    """How strongly an option is put forward (N-K1)."""

    URGENT = "urgent"
    FIRST_LINE = "first-line"
    SECOND_LINE = "second-line"
    THIRD_LINE = "third-line"
    CONSIDER = "consider"


class Adequacy(StrEnum):
    """Was it a fair trial? (R-Q4)"""

    ADEQUATE = "adequate"
    INADEQUATE_DOSE = "inadequate-dose"
    INADEQUATE_DURATION = "inadequate-duration"
    NON_ADHERENT = "non-adherent"
    UNDETERMINED = "undetermined"


class Outcome(StrEnum):
    """Did it help? (§5.3)"""

    REMISSION = "remission"
    RESPONSE = "response"
    PARTIAL_RESPONSE = "partial-response"
    NON_RESPONSE = "non-response"
    INTOLERANCE = "intolerance"
    ONGOING = "ongoing"
    UNKNOWN = "unknown"


class OutcomeBasis(StrEnum):
    SCORES = "scores"
    RECORDED_REASON = "recorded-reason"
    INFERRED_FROM_CHANGE = "inferred-from-change"
    NONE = "none"


class TrialKind(StrEnum):
    MONOTHERAPY = "monotherapy"
    COMBINATION = "combination"
    AUGMENTATION = "augmentation"
    NEUROMODULATION = "neuromodulation"
    KETAMINE = "ketamine"
    PSYCHOTHERAPY = "psychotherapy"


class EpisodeOf(StrEnum):
    """Which episode a trial belongs to (R-P12)."""

    CURRENT = "current"
    EARLIER = "earlier"
    UNKNOWN = "unknown"


class DateBasis(StrEnum):
    """How the first or last day of an exposure is known (§2)."""

    STATED = "stated"
    SUPPLY = "supply"
    UNTIL_NEXT = "until-next"
    ASSUMED = "assumed"
    ONGOING = "ongoing"


class Doubt(StrEnum):
    """Why a day of a drug is only possible: the fact that would make it certain (R-P23)."""

    START = "start"
    END = "end"
    DISPENSING = "dispensing"
    """Ordered, but nothing shows that it was dispensed (R-E20, R-E26)."""
    TAKING = "taking"
    """The record itself is unsure, or another one denies it (§2.1, R-E27)."""
    AS_NEEDED = "as-needed"


class EpisodeStartBasis(StrEnum):
    STATED = "stated"
    RECORDED = "recorded"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"


class Counts(StrEnum):
    """Does an exposure count as an antidepressant trial? (§1.3)"""

    YES = "yes"
    AUGMENTATION_ONLY = "augmentation-only"
    NO = "no"
    UNDETERMINED = "undetermined"


class DiagnosisStatus(StrEnum):
    ACTIVE = "active"
    REMISSION = "remission"
    EXCLUDED = "excluded"
    NONE = "none"


class ResistanceStatus(StrEnum):
    NONE = "none"
    ONE_FAILURE = "one-failure"
    RESISTANT = "resistant"
    INDETERMINATE = "indeterminate"


class SeverityBand(StrEnum):
    """Bands of every scale mapped to one ladder (§5.1)."""

    NONE = "none"
    MILD = "mild"
    MODERATE = "moderate"
    MODERATELY_SEVERE = "moderately-severe"
    SEVERE = "severe"

    @property
    def rank(self) -> int:
        """0 (none) to 4 (severe), for comparisons such as "moderate or above"."""
        return _BANDS.index(self)

    def at_least(self, other: "SeverityBand") -> bool:
        return self.rank >= other.rank


_BANDS = tuple(SeverityBand)


class Trend(StrEnum):
    WORSE = "worse"
    UNCHANGED = "unchanged"
    BETTER = "better"
    UNKNOWN = "unknown"


class RiskLevel(StrEnum):
    """Suicide risk as the record tells it (§6.9); `unknown` is not `none`."""

    NONE = "none"
    PRESENT = "present"
    HIGH = "high"
    UNKNOWN = "unknown"


class Verdict(Enum):
    """The three values of every check (R-Z1): yes, no, not known."""

    HIT = "hit"
    CLEAR = "clear"
    UNKNOWN = "unknown"


class Effect(StrEnum):
    """What a hit row of the safety matrix does, worst first (R-Z7, R-Z8)."""

    CONTRAINDICATED = "contraindicated"
    AVOID = "avoid"
    CHECK_FIRST = "check-first"
    DOSE_LIMIT = "dose-limit"
    CAUTION = "caution"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return _EFFECTS.index(self)


_EFFECTS = tuple(Effect)


class Ask(StrEnum):
    """When an unknown of a safety row is put to the clinician (R-Z3)."""

    REQUIRED = "required"
    WHEN_SUSPECTED = "when-suspected"
    NEVER = "never"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"


class RecordKind(StrEnum):
    """Which kind of record told of a drug; later ones tell more surely that it was taken (R-E20)."""

    ORDER = "order"
    STATEMENT = "statement"
    DISPENSE = "dispense"
    ADMINISTRATION = "administration"


class RecordStatus(StrEnum):
    """The status of a drug record, over all FHIR versions (§2.1)."""

    ACTIVE = "active"
    COMPLETED = "completed"
    STOPPED = "stopped"
    ON_HOLD = "on-hold"
    UNKNOWN = "unknown"


class Intake(StrEnum):
    """What a statement says about taking (STU3 `taken`, R5 `adherence`, R4 `not-taken`)."""

    AS_DIRECTED = "as-directed"
    NOT_AS_DIRECTED = "not-as-directed"
    NOT_TAKEN = "not-taken"
    NOT_STATED = "not-stated"


class StopReason(StrEnum):
    """Why a drug was stopped, in the rows of §5.4."""

    INEFFECTIVE = "ineffective"
    PARTIAL_BENEFIT = "partial-benefit"
    ADVERSE_EFFECT = "adverse-effect"
    MOOD_SWITCH = "mood-switch"
    SUICIDAL_THOUGHTS = "suicidal-thoughts"
    REMISSION = "remission"
    PREGNANCY = "pregnancy"
    PATIENT_CHOICE = "patient-choice"
    ADMINISTRATIVE = "administrative"
    """Cost, supply, formulary, interaction, surgery …: says nothing about benefit."""


class Route(StrEnum):
    ORAL = "oral"
    TRANSDERMAL = "transdermal"
    NASAL = "nasal"
    INJECTION = "injection"
    TOPICAL = "topical"
    OPHTHALMIC = "ophthalmic"
    OTIC = "otic"
    INHALATION = "inhalation"
    RECTAL = "rectal"
    VAGINAL = "vaginal"
    SUBLINGUAL = "sublingual-buccal"
    IMPLANT = "implant"


class ReleaseForm(StrEnum):
    """The release forms that a rule tells apart (paroxetine CR, viloxazine ER, selegiline patch …)."""

    IMMEDIATE = "ir"
    CONTROLLED = "cr"
    SUSTAINED = "sr"
    EXTENDED = "xl"
    PATCH = "patch"
    SOLUTION = "solution"
    DROPS = "drops"
    LONG_ACTING_INJECTION = "lai"


class ClinicalStatus(StrEnum):
    ACTIVE = "active"
    RECURRENCE = "recurrence"
    RELAPSE = "relapse"
    INACTIVE = "inactive"
    REMISSION = "remission"
    RESOLVED = "resolved"


class Verification(StrEnum):
    CONFIRMED = "confirmed"
    PROVISIONAL = "provisional"
    UNCONFIRMED = "unconfirmed"
    DIFFERENTIAL = "differential"
    REFUTED = "refuted"


class CourseKind(StrEnum):
    """Treatments that are sessions, not daily doses (R-T33 … R-T35)."""

    ECT = "ect"
    TMS = "tms"
    KETAMINE = "ketamine"
    ESKETAMINE = "esketamine"
    PSYCHOTHERAPY = "psychotherapy"
    OTHER_NEUROMODULATION = "other-neuromodulation"


class RequestStatus(StrEnum):
    """What became of a treatment or a referral that was asked for."""

    OPEN = "open"
    ON_HOLD = "on-hold"
    COMPLETED = "completed"


class FactList(StrEnum):
    """The lists an EHR may deliver; absent from a list that was delivered is "not on record" (R-Z2)."""

    PATIENT = "patient"
    CONDITIONS = "conditions"
    MEDICATIONS = "medications"
    DISPENSES = "dispenses"
    OBSERVATIONS = "observations"
    QUESTIONNAIRES = "questionnaireResponses"
    PROCEDURES = "procedures"
    ALLERGIES = "allergies"
    ENCOUNTERS = "encounters"


class GapCode(StrEnum):
    """The closed, published list of what may be missing, contradictory or unreadable."""

    AGE_UNCERTAIN = "age-uncertain"
    AGE_UNKNOWN = "age-unknown"
    CONDITION_BY_TEXT = "condition-by-text"
    CONDITIONS_NOT_SENT = "conditions-not-sent"
    DATES_CONTRADICT = "dates-contradict"
    DIAGNOSIS_CONTRADICTS_SCORE = "diagnosis-contradicts-score"
    DIAGNOSIS_STALE = "diagnosis-stale"
    DOSE_CONFLICT = "dose-conflict"
    DOSE_TEXT = "dose-text"
    END_UNKNOWN = "end-unknown"
    FETCH_FAILED = "fetch-failed"
    FUTURE_DATE = "future-date"
    IMPLAUSIBLE_DOSE = "implausible-dose"
    IMPLAUSIBLE_VALUE = "implausible-value"
    NO_DEPRESSION_DIAGNOSIS = "no-depression-diagnosis"
    NO_START_DATE = "no-start-date"
    NOT_SENT = "not-sent"
    ORDER_NOT_DISPENSED = "order-not-dispensed"
    OTHER_PATIENT = "other-patient"
    POSSIBLE_COMBINATION = "possible-combination"
    REMISSION_UNSPECIFIED = "remission-unspecified"
    SCORE_MISMATCH = "score-mismatch"
    SCORE_MISSING = "score-missing"
    SCORE_OLD = "score-old"
    SCORE_UNREADABLE = "score-unreadable"
    STALE_OPEN_ORDER = "stale-open-order"
    UNCONFIRMED_DIAGNOSIS = "unconfirmed-diagnosis"
    UNKNOWN_DRUG = "unknown-drug"
    UNREADABLE_RESOURCE = "unreadable-resource"
    UNREADABLE_UNIT = "unreadable-unit"
