/** What the clinician did with a card, as the message that goes back. https://cds-hooks.hl7.org/2.0/#feedback */

/** The card and those of its suggestions that were filed. */
export function accepted(card, suggestion, moment) {
  const acceptedSuggestions = [{ id: suggestion.uuid }];
  return { card: card.uuid, outcome: "accepted", acceptedSuggestions, outcomeTimestamp: moment };
}

/** The card and why it was put aside, by one of its own coded reasons. */
export function overridden(card, code, moment) {
  const reason = card.overrideReasons?.find((one) => one.code === code);
  const told = { card: card.uuid, outcome: "overridden", outcomeTimestamp: moment };
  return reason ? { ...told, overrideReason: { reason } } : told;
}
