// What the last change of the record changed in the answer, in a few words: read aloud, so nothing else is.

const topicOf = (card) => card.source?.topic?.display ?? card.source?.topic?.code ?? card.source?.topic ?? "";
const named = (card) => `“${card.summary}”`;
const keyOf = (card) => `${topicOf(card)} ${card.summary}`;

const optionOf = (option) => option && [option.topic, option.agent?.name].filter(Boolean).join(" ");

const FIGURES = [
  ["diagnosis", (told) => told.diagnosis?.status],
  ["failed trials", (told) => told.failedTrials],
  ["failed trials in all", (told) => told.lifetimeFailedTrials],
  ["resistance", (told) => told.resistance?.status],
  ["severity", (told) => told.severity?.band],
  ["suicide risk", (told) => told.suicideRisk?.level],
  ["Thase-Rush", (told) => told.staging?.thaseRush?.stage],
  ["Maudsley", (told) => told.staging?.maudsley && `${told.staging.maudsley.min}–${told.staging.maudsley.max}`],
  ["first option", (told) => optionOf(told.recommendations?.[0])],
  ["set aside", (told) => told.setAside?.length],
  ["notes on the record", (told) => told.gaps?.length],
];

const shown = (value) => (value === null || value === undefined ? "none" : String(value));
const nameOf = (trial) => (trial.agents ?? []).map((agent) => agent.name).join(" + ") || trial.kind;

function trialChanges(before, after) {
  const old = new Map((before.trials ?? []).map((trial) => [`${nameOf(trial)} ${trial.episode}`, trial]));
  return (after.trials ?? []).flatMap((trial) => {
    const was = old.get(`${nameOf(trial)} ${trial.episode}`);
    if (!was) return [`${nameOf(trial)}: new trial, ${trial.adequacy}`];
    const changed = ["adequacy", "outcome"].filter((name) => was[name] !== trial[name]);
    return changed.map((name) => `${nameOf(trial)}: ${was[name]} → ${trial[name]}`);
  });
}

/** Sentences without their full stops; none: nothing changed that a clinician would see. */
export function differences(before, after) {
  const figures = FIGURES.map(([name, of]) => [name, shown(of(before)), shown(of(after))])
    .filter(([, was, is]) => was !== is)
    .map(([name, was, is]) => `${name} ${was} → ${is}`);
  const had = new Map(before.cards.map((card) => [keyOf(card), card]));
  const has = new Map(after.cards.map((card) => [keyOf(card), card]));
  const topics = (cards) => new Map(cards.map((card) => [topicOf(card), card]));
  const [oldTopics, newTopics] = [topics(before.cards), topics(after.cards)];
  const changes = [];
  for (const [key, card] of has) {
    if (had.has(key)) {
      const was = had.get(key);
      if (was.indicator !== card.indicator) changes.push(`card ${named(card)}: ${was.indicator} → ${card.indicator}`);
    } else {
      changes.push(oldTopics.has(topicOf(card)) ? `${topicOf(card)} card now says ${named(card)}` : `new card ${named(card)}`);
    }
  }
  for (const [key, card] of had) if (!has.has(key) && !newTopics.has(topicOf(card))) changes.push(`card gone ${named(card)}`);
  return [...figures, ...trialChanges(before, after), ...changes];
}

/** One text for the live region. */
export function difference(before, after) {
  const cards = after.cards.length === 1 ? "1 card" : `${after.cards.length || "no"} cards`;
  if (!before) return `Answered: ${cards}.`;
  const found = differences(before, after);
  return found.length ? `Changed: ${found.join("; ")}.` : "Nothing changed in the answer.";
}
