const EVERY_MS = 10_000;

/**
 * The leader's count of living tabs. A page that crashed or was swept away by its phone says no goodbye: it is known to
 * the server, but its Web Lock is gone. The leader closes such tabs at the server, so that nobody pays for answers that
 * nobody reads.
 */
export class Census {
  #env;
  #tab;
  #port;
  #known = new Set();
  #gone = new Set();
  #timer = null;
  #on = false;

  /** Living tabs at the last count; this page at least. */
  count = 1;

  /** @param port `close(tab)` at the server; `counted()` after the number changed */
  constructor({ env, tab, port }) {
    this.#env = env;
    this.#tab = tab;
    this.#port = port;
  }

  start() {
    this.#on = true;
    this.#again();
  }

  /** Idempotent. */
  stop() {
    this.#on = false;
    this.#env.clearTimeout(this.#timer);
  }

  /** These ids are registered at the server; living or not is for the count to say. */
  learn(tabs) {
    for (const id of tabs) if (this.#tab.owns(id)) this.#known.add(id);
    if (this.#on) this.#again();
  }

  /** This page came, or came back. */
  came(id) {
    this.#gone.delete(id);
    this.learn([id]);
  }

  /** This page said goodbye and told the server itself; its lock may take a moment to go. */
  left(id) {
    this.#gone.add(id);
    this.#known.delete(id);
    if (this.#on) this.#again();
  }

  async #again() {
    this.#env.clearTimeout(this.#timer);
    this.#timer = this.#env.setTimeout(() => this.#again(), EVERY_MS);
    const living = await this.#tab.living();
    if (!this.#on) return;
    for (const id of this.#known) {
      if (living.includes(id)) continue;
      this.#known.delete(id);
      this.#port.close(id);
    }
    for (const id of this.#gone) if (!living.includes(id)) this.#gone.delete(id);
    const count = Math.max(1, living.filter((id) => !this.#gone.has(id)).length);
    if (count === this.count) return;
    this.count = count;
    this.#port.counted();
  }
}
