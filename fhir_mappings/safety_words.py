"""Conditions that a drug or a treatment may harm, read by their words where there is no code.

A text-only "seizure disorder" that nobody reads is a contraindication missed; so these few are read, under the
same care as a depression in words: no negation, question, family history or rule-out (`condition_words`).
"""

import re
from typing import Final

PATTERNS: Final = tuple(
    (re.compile(rf"\b(?:{words})\b"), concept)
    for concept, words in (
        ("seizure-epilepsy", r"epilep\w*|seizures?|seizure disorder|convulsions?|krampfanfall\w*"),
        ("eating-disorder-anorexia", r"anorexia nervosa|anorexie nerveuse"),
        ("eating-disorder-bulimia", r"bulimia\w*( nervosa)?|bulimi\w+"),
        ("eating-disorder-other", r"(binge[- ]?)?eating disorders?|disordered eating|osfed|ednos|arfid|essstorung\w*"),
        ("pregnancy", r"pregnan(t|cy)|pre-?eclampsia|gravid\w*|schwanger\w*|enceinte|embarazada|embarazo"),
        ("breastfeeding", r"breast-?\s?feed(ing|s)|lactating|nursing mother|stillend\w*|stillzeit|allaitement"),
        (
            "postpartum-period",
            r"ca?esarean( section| delivery| birth)?|c-section"
            r"|(?<!complicating )(?<!fear of )childbirth|live birth|stillbirth|puerperium"
            r"|(vaginal|forceps|vacuum|instrumental|breech) delivery|normal delivery|spontaneous delivery"
            r"|delivery of (the )?(baby|newborn|fetus|infant|placenta)"
            r"|post-?\s?(partum|natal) (state|status|period|care|follow-?\s?up|visit|check|examination)"
            r"|entbindung|kaiserschnitt|wochenbett|accouchement|weeks? (post-?\s?partum|after (delivery|birth))",
        ),
        ("glaucoma-narrow-angle", r"(narrow|closed)[- ]angle glaucoma|angle[- ]closure( glaucoma)?|engwinkelglaukom"),
        ("long-qt", r"long qt\w*|prolonged qtc?|qtc? prolongation|qtc?[- ]verlangerung"),
        ("torsades", r"torsades?( de pointes)?"),
        ("brugada", r"brugada\w*"),
        ("cardiac-arrest", r"cardiac arrest"),
        ("heart-failure", r"heart failure|cardiac failure|chf|hfref|hfpef|herzinsuffizienz"),
        (
            "mi-ihd",
            r"myocardial infarction|heart attack|n?stemi|coronary (artery|heart) disease"
            r"|isch[ae]?emic heart\w*( disease)?|angina(?! (bullosa|tonsill|ludov|plaut))",
        ),
        ("mi-acute", r"(?<!old )(?<!healed )myocardial infarction|heart attack|n?stemi"),
        ("unstable-angina", r"unstable angina|acute coronary syndrome"),
        (
            "arrhythmia",
            r"arrhythmia|dysrhythmia|(ventricular|supraventricular) tachycardia|svt|atrial flutter|sick sinus"
            r"|wolff[- ]parkinson[- ]white|ventricular fibrillation",
        ),
        ("myocarditis", r"myocarditis"),
        ("syncope", r"syncop\w+"),
        ("hypotension-orthostatic", r"(orthostatic|postural) hypotension"),
        ("falls", r"(recurrent|repeated|frequent|multiple|mechanical|accidental|history of) falls?"),
        ("atrial-fibrillation", r"atrial fibrillation|vorhofflimmern"),
        ("stroke", r"stroke|cva|cerebrovascular (accident|disease)|cerebral infarct\w*|schlaganfall"),
        ("intracerebral-haemorrhage", r"(intracerebral|intracranial|subarachnoid|cerebral) ha?emorrhage"),
        ("aneurysm-cerebral", r"(cerebral|intracranial|brain|berry)( artery| arterial)? aneurysms?"),
        (
            "aneurysm",
            r"aneurysm\w*|[at]aa|(aortic|arterial|carotid|vertebral) dissection"
            r"|dissection of (the )?(aorta|(\w+ )?artery)",
        ),
        ("avm", r"arteriovenous malformations?|avms?"),
        ("raised-icp", r"(raised|increased|elevated) intracranial pressure|intracranial hypertension"),
        ("brain-tumour", r"brain tumou?r|glioblastoma|glioma|meningioma"),
        (
            "brain-lesion-other",
            r"(brain|intracranial|cerebral) (lesion|mass|abscess|cyst)|(?<!hepatic )encephalopathy"
            r"|encephalomalacia|arachnoid cyst",
        ),
        ("phaeochromocytoma", r"pha?eochromocytoma"),
        ("hypertension", r"hypertension|high blood pressure|arterielle hypertonie"),
        (
            "hypertension-uncontrolled",
            r"(uncontrolled|malignant|accelerated|resistant|refractory) (\w+ )?hypertension"
            r"|hypertensive (crisis|emergency|urgency)",
        ),
        ("cirrhosis", r"cirrhosis|zirrhose"),
        ("liver-failure", r"(liver|hepatic) failure"),
        ("hepatitis-c", r"hepatitis c"),
        (
            "liver-disease-other",
            r"(chronic |alcoholic |alcohol-related )?liver disease|(alcoholic|autoimmune|chronic|toxic) hepatitis"
            r"|hepatitis b|steatohepatitis|nash|mash|fatty liver|(hepatic )?steatosis|nafld|masld"
            r"|(liver|hepatic) fibrosis|biliary cholangitis|lebererkrankung|fettleber",
        ),
        ("fatty-liver", r"fatty liver( disease)?|(hepatic )?steatosis|nafld|masld|fettleber"),
        (
            "ckd-5",
            r"end[- ]stage (renal|kidney)\w*( disease)?|esrd|(ckd|chronic kidney disease),? stage (5|v)|dialysis",
        ),
        ("ckd-4", r"(ckd|chronic kidney disease),? stage (4|iv)"),
        ("aki", r"acute (kidney|renal) (injury|failure)|aki|acute on chronic (kidney|renal) \w+"),
        ("ckd-unspecified", r"(chronic )?(renal|kidney) (failure|insufficiency|dysfunction|disease)|ckd"),
        (
            "peptic-ulcer",
            r"(peptic|gastric|duodenal|stomach) ulcer\w*|ulcer of (the )?(duodenum|stomach)",
        ),
        (
            "bleeding-gi",
            r"(gastrointestinal|gi|upper gi) (bleed\w*|ha?emorrhage)|ulcer with ha?emorrhage|mela?ena|ha?ematemesis",
        ),
        ("bleeding-disorder", r"ha?emophilia|von willebrand\w*|bleeding disorder|thrombocytopa?enia"),
        ("anaemia", r"ana?emia"),
        ("diabetes", r"diabetes( mellitus)?|diabetic"),
        ("asthma", r"asthma"),
        ("copd", r"copd|chronic obstructive (pulmonary|lung) disease|(pulmonary )?emphysema"),
        ("cancer", r"cancer|malignancy|malignant (neoplasm|tumou?r|melanoma)|carcinoma|leuka?emia|lymphoma|melanoma"),
        ("cardiomyopathy", r"cardiomyopathy"),
        ("aortic-stenosis", r"aortic stenosis"),
        ("heart-block", r"(atrioventricular|av|heart) block|bundle branch block"),
        ("bradycardia", r"bradycardia|sick sinus( syndrome)?|sinus node dys\w+"),
        ("rheumatoid-arthritis", r"rheumatoid arthritis"),
        ("sle", r"lupus|sle"),
        ("ms", r"multiple sclerosis"),
        ("chronic-pain", r"chronic (\w+ )?pain|fibromyalgia"),
        ("bph", r"prostat(e|ic) (hyperplasia|hypertrophy|enlargement)|enlarged prostate|bph"),
        ("urinary-retention", r"urinary retention"),
        ("osteoporosis", r"osteoporosis"),
        ("obesity", r"obes(e|ity)"),
        ("osa", r"(obstructive )?sleep apn\w+"),
        ("hyperthyroidism", r"hyperthyroidism|thyrotoxicosis"),
        ("adhd", r"adhd|attention[- ]deficit\w*( hyperactivity)? disorder"),
        ("bariatric-surgery", r"bariatric surgery|gastric bypass|sleeve gastrectomy"),
        ("menopause", r"menopaus\w+"),
        ("hyponatraemia", r"hyponatra?emia|siadh|low (serum |blood )?sodium(?! (diet|salt|intake))|inappropriate adh"),
        ("hypokalaemia", r"hypokal(a?emia|iamie)|low potassium"),
        ("hypomagnesaemia", r"hypomagnesa?emia|low magnesium"),
        ("hypocalcaemia", r"hypocalca?emia"),
        ("hypercalcaemia", r"hypercalca?emia"),
        ("hyperparathyroidism", r"hyperparathyroidism"),
        ("hyperprolactinaemia", r"hyperprolactina?emia|prolactinoma"),
        ("hypopituitarism", r"(pan)?hypopituitarism"),
        ("addison", r"addison('?s)?( disease)?|adrenal(cortical)? insufficiency|adrenal failure"),
        ("diabetes-insipidus", r"diabetes insipidus|arginine vasopressin (deficiency|resistance)"),
        ("dehydration", r"dehydrat\w+"),
        ("lithium-toxicity", r"lithium (toxicity|intoxication|poisoning|overdose)"),
        ("metabolic-syndrome", r"metabolic syndrome"),
        ("dyslipidaemia", r"dyslipida?emia|hyperlipida?emia|hypercholesterola?emia|hypertriglycerida?emia"),
        (
            "breast-cancer",
            r"breast (cancer|carcinoma)|(cancer|carcinoma|neoplasm) of (the )?(\w+ )?breast|mammakarzinom",
        ),
        ("psoriasis", r"psoria\w+"),
        ("priapism", r"priapism"),
        ("ileus", r"ileus|(bowel|intestinal) obstruction"),
        ("constipation", r"constipation|obstipation"),
        ("interstitial-cystitis", r"(interstitial|ulcerative) cystitis|bladder pain syndrome"),
        ("retinal-detachment", r"(retinal detachment|detached retina|detachment of (the )?retina)"),
        ("pancreatitis", r"pancreatitis"),
        ("urea-cycle-disorder", r"urea cycle (disorder|defect)|ornithine transcarbamylase deficiency"),
        ("mitochondrial-disease", r"mitochondrial (disease|disorder|myopathy|cytopathy)|melas|alpers"),
        (
            "dress-sjs",
            r"stevens[- ]johnson\w*|toxic epidermal necrolysis|dress syndrome|drug reaction with eosinophilia",
        ),
        ("parkinson", r"parkinson('?s)?( disease| syndrome)?|morbus parkinson"),
        ("parkinsonism-secondary", r"parkinsonism|parkinsonoid"),
        ("tardive-dyskinesia", r"tardive dys(kinesia|tonia)"),
        ("akathisia", r"akathisia"),
        ("delirium", r"delirium|delirious|acute confusional state"),
        ("myasthenia", r"myasthenia\w*( gravis)?"),
        ("serotonin-syndrome", r"serotonin (syndrome|toxicity)"),
        ("nms", r"neuroleptic malignant syndrome"),
        ("catatonia", r"catatoni\w+|katatoni\w+"),
        ("agranulocytosis", r"agranulocytosis"),
        ("porphyria", r"porphyria"),
        ("pacemaker", r"pacemaker|herzschrittmacher"),
        ("icd-defibrillator", r"(implantable |implanted )?(cardioverter[- ])?defibrillator"),
        ("cochlear-implant", r"cochlea\w*[- ]?(implant\w*|prosthes[ie]s|device)"),
        (
            "neurostimulator-dbs-vns",
            r"(deep brain|vagus nerve|vagal nerve|vagus|vagal) stimulat\w+|neuro-?\s?stimulators?"
            r"|(dbs|vns) (device|implant\w*|electrodes?|leads?|generator|in situ)|hirnschrittmacher",
        ),
        (
            "metal-in-head",
            r"aneurysm\w* (clip|coil)\w*|(clip\w*|coil\w*)( \w+)? (of|in|on|for) (the |a )?(\w+ ){0,3}aneurysms?"
            r"|(metal\w*|titanium|shrapnel|bullet)( \w+){0,3} (in|of|to) (the )?(\w+ )?"
            r"(head|skull|brain|eye|orbit|cranium)"
            r"|(cranial|skull|intracranial|intraocular|intraorbital) "
            r"(metal\w*( \w+)?|plates?|mesh|screws?|clips?|coils?|stents?|electrodes?|implants?)|cranioplasty",
        ),
        (
            "cerebral-shunt",
            r"(vp|va|ventriculo-?\s?(peritoneal|atrial)|cerebral( ventric\w+)?|ventricular|csf|hydrocephalus) shunt\w*",
        ),
        (
            "tbi",
            r"traumatic brain injury|tbi|concussion|(brain|cerebral) (injury|contusion)|intracranial injury"
            r"|severe (closed |open )?head (injury|trauma)"
            r"|head (injury|trauma) with (loc|loss of consciousness|skull fracture)",
        ),
        (
            "suicide-attempt",
            r"suicide attempt|attempted suicide|suizidversuch|tentative de suicide|parasuicide"
            r"|(intentional|deliberate) (self[- ]?(harm|poisoning|injury)|overdose|drug overdose)",
        ),
        ("suicidal-ideation", r"suicidal (ideation|thoughts?|ideas)|suicidality|suizidgedanken|suizidalitat"),
        ("self-harm-unspecified-intent", r"self[- ]?harm|self[- ]?injury"),
        (
            "poisoning-antidepressant",
            r"(antidepressants?|tricyclics?|tca|ssri) (overdose|poisoning)"
            r"|(overdose|poisoning) (of|by|with|from|due to) (\w+ )?(antidepressants?|tricyclics?)",
        ),
        ("alcohol-use", r"alcohol (use disorder|dependence|abuse)|alcoholism|alkoholabhangigkeit"),
        ("alcohol-withdrawal", r"alcohol(ic)? withdrawal( syndrome| state| seizures?| delirium)?|delirium tremens"),
        (
            "sedative-use",
            r"(sedative|hypnotic|anxiolytic|benzodiazepine)s?( \w+){0,3} "
            r"(use disorder|dependence|abuse|misuse|addiction)",
        ),
        ("opioid-use", r"opioid (use disorder|dependence|abuse)|heroin (dependence|abuse)"),
        ("stimulant-use", r"(cocaine|amphetamine|methamphetamine) (use disorder|dependence|abuse)"),
        ("substance-use", r"substance (use disorder|dependence|abuse)|drug (dependence|abuse|addiction)"),
        ("postpartum-psychosis", r"(postpartum|puerperal) psychosis"),
        ("psychosis-other", r"psychosis|psychotic disorder"),
        ("ptsd", r"ptsd|post-?\s?traumatic stress disorder"),
        ("hypothyroidism", r"hypothyroidism|hypothyreose"),
        ("adherence-problem", r"non-?\s?(adherence|compliance)|non-?(adherent|compliant)|medication noncompliance"),
    )
)
"""Concept -> words, in folded form; the narrower word stands before the wider one."""

PAST_CONCEPTS: Final = {
    "suicide-attempt": "suicide-attempt-history",
    "self-harm-unspecified-intent": "suicide-attempt-history",
    "mi-acute": "mi-ihd",
}
"""A history of these is another concept; a past pregnancy or past thoughts of suicide are none."""

NEVER_PAST: Final = frozenset(
    {"pregnancy", "breastfeeding", "postpartum-period", "suicidal-ideation", "adherence-problem"}
)


def concepts_in(statement: str, *, past: bool) -> frozenset[str]:
    """The concepts that a folded statement names."""
    found: set[str] = set()
    for pattern, concept in PATTERNS:
        if pattern.search(statement):
            if past and concept in NEVER_PAST:
                continue
            found.add(PAST_CONCEPTS.get(concept, concept) if past else concept)
    if "ckd-4" in found or "ckd-5" in found:
        found.discard("ckd-unspecified")
    if "raised-icp" in found and "intracranial hypertension" in statement:
        found.discard("hypertension")
    if "aneurysm-cerebral" in found and "aort" not in statement:
        found.discard("aneurysm")
    if "diabetes-insipidus" in found and "mellitus" not in statement:
        found.discard("diabetes")
    if "delirium tremens" in statement:
        found.discard("delirium")
    if "postpartum-psychosis" in found:
        found.discard("psychosis-other")
    return frozenset(found)
