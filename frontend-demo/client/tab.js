/**
 * This page as one tab of the session: its id, the Web Lock that shows the others that it lives, and the streams that a
 * reload shall find again.
 *
 * Each load of a page is a new tab with a new id. An id kept over a reload would meet the close that the old page sent
 * on its way out, in whichever order; and "Duplicate tab" copies sessionStorage, so that two pages would own one id.
 * The streams are what must be kept, and a stream may be read by any number of tabs.
 */
export class Tab {
  #env;
  #prefix;
  #store;
  #release = null;

  /** @param tag names the pages that share a connection: same origin, same server, same group */
  constructor({ env, tag }) {
    this.#env = env;
    this.#prefix = `t${tag}-`;
    this.#store = `sluice-streams-${tag}`;
    this.id = this.#prefix + env.id();
  }

  get lockName() {
    return `sluice-tab-${this.id}`;
  }

  /** Takes the lock that says "alive". Resolves when it is held: before the server hears of the tab. */
  appear() {
    if (!this.#env.locks) return Promise.resolve();
    return new Promise((held, failed) => {
      const task = () => new Promise((release) => held((this.#release = release)));
      this.#env.locks.request(this.lockName, task).catch(failed);
    });
  }

  /** Idempotent. */
  vanish() {
    this.#release?.();
    this.#release = null;
  }

  /** Ids of all living pages of this group, this one included. */
  async living() {
    if (!this.#env.locks) return [this.id];
    const { held } = await this.#env.locks.query();
    const lock = `sluice-tab-${this.#prefix}`;
    return held.filter(({ name }) => name.startsWith(lock)).map(({ name }) => name.slice('sluice-tab-'.length));
  }

  /** Whether an id is one of this group's: others' tabs of the same session are not ours to close. */
  owns(id) {
    return id.startsWith(this.#prefix);
  }

  /** Streams that this page, before it was reloaded, was reading. */
  remembered() {
    try {
      const kept = JSON.parse(this.#env.sessionStorage?.getItem(this.#store) ?? '[]');
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  remember(stream) {
    this.#write([...this.remembered().filter((kept) => kept !== stream), stream]);
  }

  forget(stream) {
    this.#write(this.remembered().filter((kept) => kept !== stream));
  }

  #write(streams) {
    try {
      this.#env.sessionStorage?.setItem(this.#store, JSON.stringify(streams));
    } catch {
      // Full or forbidden: a reload will not find its answers again, all else works.
    }
  }
}
