/**
 * Waiting times between attempts: full jitter, that is, uniform in [0, min(cap, base x 2^n)), so that pages that were
 * cut together do not come back together ("Exponential Backoff and Jitter", AWS Architecture Blog, 2015).
 */
export class Backoff {
  #attempt = 0;

  /** @param {{random: () => number, baseMs?: number, capMs?: number}} options random gives [0, 1) */
  constructor({ random, baseMs = 500, capMs = 30_000 }) {
    this.random = random;
    this.baseMs = baseMs;
    this.capMs = capMs;
  }

  /** Attempts since the last reset. */
  get attempt() {
    return this.#attempt;
  }

  /** Milliseconds to wait now. What the server asked for is the floor; the jitter comes on top of it. */
  next(floorMs = 0) {
    // 2^20 x base is over any sane cap: no need to let the exponent grow until it is Infinity.
    const ceiling = Math.min(this.capMs, this.baseMs * 2 ** Math.min(this.#attempt++, 20));
    return Math.round(floorMs + this.random() * ceiling);
  }

  reset() {
    this.#attempt = 0;
  }
}
