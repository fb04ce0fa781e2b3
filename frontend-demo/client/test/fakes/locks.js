/** Web Locks of one origin, exclusive ones only: https://w3c.github.io/web-locks/ */
export class FakeLocks {
  #held = new Map();
  #queues = new Map();

  /** The `navigator.locks` of one page. */
  of(clientId) {
    return {
      request: (name, options, task) => this.#request(clientId, name, task ? options : {}, task ?? options),
      query: async () => ({
        held: Array.from(this.#held, ([name, { clientId: owner }]) => ({ name, clientId: owner, mode: 'exclusive' })),
        pending: [],
      }),
    };
  }

  /** A page is gone: what it held goes to the next in line, what it waited for is forgotten. */
  drop(clientId) {
    for (const queue of this.#queues.values()) {
      for (let i = queue.length - 1; i >= 0; i--) if (queue[i].clientId === clientId) queue.splice(i, 1);
    }
    for (const [name, grant] of [...this.#held]) if (grant.clientId === clientId) this.#free(name, grant);
  }

  holder(name) {
    return this.#held.get(name)?.clientId ?? null;
  }

  #request(clientId, name, { steal = false, signal }, task) {
    return new Promise((resolve, reject) => {
      const grant = { clientId, task, resolve, reject };
      if (steal) {
        this.#held.get(name)?.reject(new DOMException('stolen', 'AbortError'));
        this.#held.delete(name);
        return this.#grant(name, grant);
      }
      const queue = this.#queues.get(name) ?? this.#queues.set(name, []).get(name);
      signal?.addEventListener('abort', () => {
        const at = queue.indexOf(grant);
        if (at < 0) return;
        queue.splice(at, 1);
        reject(new DOMException('aborted', 'AbortError'));
      });
      if (this.#held.has(name) || queue.length > 0) queue.push(grant);
      else this.#grant(name, grant);
    });
  }

  #grant(name, grant) {
    this.#held.set(name, grant);
    queueMicrotask(async () => {
      try {
        grant.resolve(await grant.task({ name }));
      } catch (error) {
        grant.reject(error);
      }
      this.#free(name, grant);
    });
  }

  #free(name, grant) {
    if (this.#held.get(name) !== grant) return;
    this.#held.delete(name);
    const next = this.#queues.get(name)?.shift();
    if (next) this.#grant(name, next);
  }
}
