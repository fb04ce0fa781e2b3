/** A clock that stands still until a test lets it run. Between two timers all promises settle. */
export class Clock {
  #now = 1_700_000_000_000;
  #timers = new Map();
  #ids = 0;

  now() {
    return this.#now;
  }

  set(task, ms = 0) {
    const id = ++this.#ids;
    this.#timers.set(id, { at: this.#now + Math.max(0, ms), id, task });
    return id;
  }

  clear(id) {
    this.#timers.delete(id);
  }

  /** Lets `ms` pass. */
  async run(ms) {
    const end = this.#now + ms;
    await settle();
    for (;;) {
      const due = [...this.#timers.values()].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.id - b.id);
      if (due.length === 0) break;
      this.#timers.delete(due[0].id);
      this.#now = Math.max(this.#now, due[0].at);
      due[0].task();
      await settle();
    }
    this.#now = end;
  }
}

/** Lets every promise that can settle do so. */
export function settle() {
  return new Promise((resolve) => setImmediate(resolve));
}

/** A small seeded generator (mulberry32), so that a failing run can be run again. */
export function seeded(seed) {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
