import { SluiceError } from './errors.js';
import { Ledger } from './ledger.js';
import { Pushable } from './pushable.js';

const HEAL_MS = [0, 250, 1000, 4000, 10_000];

/**
 * One AI answer as this page sees it: an async iterable of `{text, seq, raw}`, read once.
 *
 * It is fed by the inbox with whatever the channel brings, merges it with a {@link Ledger}, and heals a hole by reading
 * the stream's snapshot. It ends in one way only, {@link Answer#finish}, whichever of the terminal event, a stop, a
 * failed submit or a closed client comes first.
 */
export class Answer {
  #port;
  #keep;
  #ledger = new Ledger();
  #out = new Pushable();
  #healing = false;
  #finished = false;
  #stop = null;
  #begun;
  #settled;

  /** Id at the server, or null until the server gave it: see `started`. */
  stream = null;
  /** Token with which others may read this answer, where the server gave one. */
  share = null;
  /** submitting, queued, streaming, then done or failed. */
  status = 'submitting';
  /** Place in the server's queue as `{position, eta_ms}` while it waits there. */
  queued = null;

  /**
   * @param port what it asks of its page: `fetch(stream)` -> snapshot, `stop(stream)`, `ended(answer)`,
   *             `queued(answer)`, `later(ms)` -> promise
   */
  constructor(port, { keep = false, signal = null } = {}) {
    this.#port = port;
    this.#keep = keep;
    this.started = new Promise((resolve, reject) => (this.#begun = { resolve, reject }));
    this.done = new Promise((resolve, reject) => (this.#settled = { resolve, reject }));
    // Both are offers: who listens to neither shall not be told of unhandled rejections.
    this.started.catch(() => {});
    this.done.catch(() => {});
    if (signal) this.#obey(signal);
  }

  /** All text so far. */
  get text() {
    return this.#ledger.text;
  }

  /** Everything up to this event has been seen. */
  get seq() {
    return this.#ledger.seq;
  }

  get finished() {
    return this.#finished;
  }

  /** The server took it in. */
  begin({ stream, share = null, status = 'streaming' }) {
    this.stream = stream;
    this.share = share;
    if (this.status === 'submitting') this.status = status === 'queued' ? 'queued' : 'streaming';
    this.#begun.resolve(stream);
    this.#stop?.resolve(this.#port.stop(stream));
  }

  /** An event of this stream, from whichever connection and in whichever order. */
  offer(name, data) {
    if (this.#finished) return;
    if (name === 'queued') {
      this.status = 'queued';
      this.queued = { position: data.position, eta_ms: data.eta_ms };
      this.#port.queued(this);
      return;
    }
    this.status = 'streaming';
    this.queued = null;
    this.#emit(this.#ledger.offer(name, data));
    // A gap without an end: the server does not know any more how far the stream went. Its snapshot may.
    if (this.#ledger.hole || (name === 'gap' && data.to === null)) this.heal();
  }

  /** Reads what the server has of this stream and merges it. Idempotent; one at a time. */
  async heal() {
    if (this.#healing || this.#finished) return;
    this.#healing = true;
    try {
      for (const wait of HEAL_MS) {
        if (wait > 0) await this.#port.later(wait);
        if (this.#finished || (await this.#readOnce())) return;
      }
      this.#emit(this.#ledger.skip());
    } finally {
      this.#healing = false;
    }
  }

  /**
   * Stops the answer at the server; what was written until then stays. Idempotent, and good before the server knows of
   * the answer at all: then it is stopped as soon as it began. Resolves when the server knows.
   */
  stop() {
    if (this.#stop) return this.#stop.promise;
    this.#stop = {};
    this.#stop.promise = new Promise((resolve) => (this.#stop.resolve = resolve));
    if (this.#finished) this.#stop.resolve();
    else if (this.stream) this.#stop.resolve(this.#port.stop(this.stream));
    return this.#stop.promise;
  }

  /** @param {Error|null} failure why it broke, or null with the terminal event's data in `result` */
  finish(failure, result = null) {
    if (this.#finished) return;
    this.#finished = true;
    this.status = failure ? 'failed' : 'done';
    this.queued = null;
    if (failure) {
      this.#begun.reject(failure);
      this.#settled.reject(failure);
    } else {
      this.#settled.resolve({ usage: null, cost_usd: null, ...result, text: this.text, seq: this.seq });
    }
    this.#out.end(failure);
    this.#port.ended(this);
  }

  [Symbol.asyncIterator]() {
    return {
      next: () => this.#out.next(),
      return: async () => {
        this.#out.drop();
        // A `for await` that ran to the end does not come here; one that is left by break, return or throw does.
        if (!this.#keep && !this.#finished) await this.stop();
        return { value: undefined, done: true };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  /** @returns whether nothing is missing any more */
  async #readOnce() {
    let now;
    try {
      now = await this.#port.fetch(this.stream);
    } catch (error) {
      if (error.retryable) return false;
      this.finish(error);
      return true;
    }
    if (this.#finished) return true;
    this.#emit(this.#ledger.snapshot(now));
    if (now.status === 'failed') this.finish(failureOf(now));
    else if (now.status === 'done' || now.finish_reason) this.finish(null, terminal(now));
    return this.#finished || !this.#ledger.hole;
  }

  #emit(pieces) {
    for (const piece of pieces) this.#out.push(piece);
    const end = this.#ledger.end;
    if (!end) return;
    if (end.name === 'failed') this.finish(failureOf(end.data));
    else this.finish(null, terminal(end.data));
  }

  #obey(signal) {
    const abort = () => {
      if (!this.#keep) this.stop();
      this.#out.clear();
      this.finish(new SluiceError({ code: 'aborted', message: 'The caller aborted', cause: signal.reason }));
    };
    if (signal.aborted) queueMicrotask(abort);
    else signal.addEventListener('abort', abort, { once: true });
  }
}

function terminal({ finish_reason = null, usage = null, cost_usd = null, cached = false, coalesced = false }) {
  return { finish_reason, usage, cost_usd, cached, coalesced };
}

function failureOf({ code = 'failed', message = 'The answer broke off', retryable = false, error }) {
  return new SluiceError({ code: error?.code ?? code, message: error?.message ?? message, retryable });
}
