const INDEX = 'sluice-chat';
const KEPT = 60;

/**
 * The conversations of this browser, in localStorage: one entry each, and an index, so that all tabs list the same.
 *
 *     conversation: {id, title, at, model, messages: [{role, content, state?, stream?, …}]}
 */
export class Conversations {
  /** @returns {Array<{id: string, title: string, at: number}>} newest first */
  list() {
    return read(INDEX) ?? [];
  }

  create() {
    return { id: Math.random().toString(36).slice(2, 10), title: '', at: Date.now(), messages: [] };
  }

  /** @returns the conversation, or null if there is none of that id */
  load(id) {
    return read(`${INDEX}-${id}`);
  }

  save(conversation) {
    const { id, title, at } = conversation;
    const others = this.list().filter((other) => other.id !== id);
    const all = [{ id, title, at }, ...others].sort((a, b) => b.at - a.at);
    for (const old of all.splice(KEPT)) localStorage.removeItem(`${INDEX}-${old.id}`);
    write(`${INDEX}-${id}`, conversation);
    write(INDEX, all);
  }

  remove(id) {
    localStorage.removeItem(`${INDEX}-${id}`);
    write(
      INDEX,
      this.list().filter((other) => other.id !== id),
    );
  }

  /** Calls back when another tab changed the list. */
  watch(changed) {
    addEventListener('storage', ({ key }) => key === INDEX && changed());
  }
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null; // blocked, or not ours: start anew
  }
}

function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or blocked: the page works on, it only will not remember.
  }
}
