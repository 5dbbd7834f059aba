"""Our own words for a diagnosis on record: free text of the record is never shown (R-W14)."""

from collections.abc import Iterable
from typing import Final

LABELS: Final = {
    "aki": "acute kidney injury",
    "alcohol-use": "alcohol use disorder",
    "als": "amyotrophic lateral sclerosis",
    "aneurysm": "aneurysm or dissection",
    "aneurysm-cerebral": "cerebral aneurysm",
    "antidepressant-adverse-effect": "adverse effect of an antidepressant",
    "anxiety-other": "anxiety disorder",
    "avm": "vascular malformation",
    "bipolar-i": "bipolar disorder",
    "bipolar-ii": "bipolar II disorder",
    "bleeding-gi": "gastrointestinal bleeding",
    "bpd": "borderline personality disorder",
    "bph": "prostatic hyperplasia",
    "cannabis-use": "cannabis use disorder",
    "cardiac-arrest": "cardiac arrest",
    "ckd-unspecified": "chronic kidney disease",
    "depression-unspecified": "depression",
    "dress-sjs": "severe skin reaction",
    "eating-disorder-anorexia": "anorexia nervosa",
    "eating-disorder-bulimia": "bulimia nervosa",
    "eating-disorder-other": "eating disorder",
    "gad": "generalised anxiety disorder",
    "glaucoma-narrow-angle": "narrow-angle glaucoma",
    "hypotension-orthostatic": "orthostatic hypotension",
    "icd-defibrillator": "implanted defibrillator",
    "intracerebral-haemorrhage": "intracranial haemorrhage",
    "liver-disease-other": "liver disease",
    "long-qt": "long QT",
    "mania-substance-or-organic": "induced mania",
    "mi-acute": "acute myocardial infarction",
    "mi-ihd": "ischaemic heart disease",
    "ms": "multiple sclerosis",
    "neurostimulator-dbs-vns": "implanted neurostimulator",
    "nms": "neuroleptic malignant syndrome",
    "ocd": "obsessive-compulsive disorder",
    "opioid-use": "opioid use disorder",
    "osa": "sleep apnoea",
    "panic": "panic disorder",
    "parkinson": "Parkinson's disease",
    "personality-disorder-other": "personality disorder",
    "pmdd": "premenstrual dysphoric disorder",
    "poisoning-antidepressant": "antidepressant poisoning",
    "psychosis-other": "psychotic disorder",
    "ptsd": "post-traumatic stress disorder",
    "raised-icp": "raised intracranial pressure",
    "schizophrenia-spectrum": "schizophrenia or related disorder",
    "sedative-use": "sedative use disorder",
    "seizure-epilepsy": "seizure disorder",
    "self-harm-unspecified-intent": "self-harm",
    "self-harm-nonsuicidal": "self-harm",
    "sle": "lupus",
    "stimulant-use": "stimulant use disorder",
    "substance-use": "substance use disorder",
    "sudden-cardiac-family": "sudden cardiac death in the family",
    "suicide-attempt-history": "earlier self-harm",
    "tbi": "brain injury",
}
_DEPRESSION: Final = ("mdd-", "depression-")


def label(concepts: Iterable[str]) -> str:
    """The diagnosis in our words; of several concepts the one that says most, by a fixed order."""
    first = min(concepts, key=lambda concept: (concept not in LABELS, -len(concept), concept))
    if first in LABELS:
        return LABELS[first]
    for family in _DEPRESSION:
        if first.startswith(family):
            return "depression"
    for stage in ("1", "2", "3", "4", "5"):
        if first == f"ckd-{stage}":
            return f"chronic kidney disease, stage {stage}"
    return first.replace("-", " ")
