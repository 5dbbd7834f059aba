/** The unsigned orders: made in the form, or filed by a suggestion. */

const ACTIONS = { delete: 0, create: 1, update: 2 };

export class Drafts {
  #orders = new Map();
  #made = 0;

  /** Every draft, the oldest first. */
  get list() {
    return [...this.#orders.values()];
  }

  /** An id that no draft had before. */
  newId() {
    this.#made += 1;
    return `draft-${this.#made}`;
  }

  put(order) {
    this.#orders.set(referenceOf(order), order);
  }

  remove(reference) {
    return this.#orders.delete(reference);
  }

  holds(reference) {
    return this.#orders.has(reference);
  }

  clear() {
    this.#orders.clear();
  }

  /** What `draftOrders` is to hold. */
  bundle() {
    return collection(this.list);
  }

  /** Do all that a suggestion says: one transaction, so nothing is done when a part can't be. */
  file(actions) {
    const missing = actions.map(targetOf).find((target) => target && !this.#orders.has(target));
    if (missing) return { refused: `${missing} is no draft here, so nothing was filed.`, changed: [], removed: [] };
    const changed = [];
    const removed = [];
    for (const action of [...actions].sort((one, other) => ACTIONS[one.type] - ACTIONS[other.type])) {
      if (action.type === "delete") {
        this.remove(targetOf(action));
        removed.push(targetOf(action));
      } else {
        const id = action.type === "update" ? action.resource.id : this.newId();
        const order = { ...action.resource, id };
        this.put(order);
        changed.push(referenceOf(order));
      }
    }
    return { refused: "", changed, removed };
  }
}

/** Orders as the context of a hook holds them. */
export function collection(orders) {
  return { resourceType: "Bundle", type: "collection", entry: orders.map((resource) => ({ resource })) };
}

export function referenceOf(order) {
  return `${order.resourceType}/${order.id}`;
}

/** The draft that an action is about; none for one that is new. */
function targetOf(action) {
  if (action.type === "create") return null;
  return action.resourceId ?? (action.resource ? referenceOf(action.resource) : "A draft without a name");
}
