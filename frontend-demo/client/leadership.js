/** A follower asks after this much silence of the leader, and up to … */
const QUIET_MS = 1500;
/** … this much later, by lot: the answer to the first that asks is heard by all, and spares them the question. */
const LOT_MS = 1000;
/** It takes the lock from a leader that left the question unanswered for this long. */
const PATIENCE_MS = 2500;
/** Most by which a take-over is put off at random, so that the first one is heard by the others. */
const SPREAD_MS = 400;
/** A tab in the background lets those that are looked at go first. */
const HIDDEN_MS = 800;

/**
 * Which of the tabs holds the one connection. The holder of a Web Lock leads; when its page goes, the browser hands the
 * lock to the next in line. A *frozen* page keeps its lock, so followers also listen: who hears nothing asks, and who
 * gets no answer steals the lock.
 *
 * The question goes by message and not by a timer of the leader: browsers slow the timers of hidden pages down to one
 * a minute, but deliver messages at once. For the same reason a follower whose own timer came late trusts nothing it
 * did not hear, and asks again. Two leaders for a moment do no harm: readers merge by number.
 */
export class Leadership {
  #env;
  #bus;
  #name;
  #port;
  #running = false;
  #leading = false;
  #claim = 0;
  #queued = null;
  #release = null;
  #timer = null;
  #dueAt = 0;
  #heardAt = 0;
  #askedAt = null;
  #forgiven = false;

  /** @param port `lead()` and `follow()`, called at each change; `answer()` -> what a leader tells who asks */
  constructor({ env, bus, name, port }) {
    this.#env = env;
    this.#bus = bus;
    this.#name = name;
    this.#port = port;
  }

  get leading() {
    return this.#leading;
  }

  start() {
    this.#running = true;
    this.#listen();
    this.#queue();
  }

  /** Gives the lock back at once, or leaves the line. Idempotent. */
  stop() {
    this.#running = false;
    this.#leading = false;
    this.#claim++;
    this.#env.clearTimeout(this.#timer);
    this.#queued?.abort();
    this.#release?.();
    this.#release = null;
  }

  /** The leader spoke, in whatever matter. */
  heard() {
    this.#heardAt = this.#env.now();
    this.#askedAt = null;
    this.#forgiven = false;
  }

  /** A follower asks whether somebody leads. */
  asked() {
    if (this.#leading) this.#bus.post({ kind: 'beat', ...this.#port.answer() });
  }

  /** The page woke up: do not wait for the next look at the clock. A question that stands keeps its time. */
  wake() {
    if (!this.#running || this.#leading || this.#askedAt !== null) return;
    this.#ask();
    this.#look(PATIENCE_MS);
  }

  /** Asks the browser, whose word is newer than our events: was the lock taken from us while we slept? */
  async confirmed(lockOfThisPage) {
    const { held } = await this.#env.locks.query();
    const owner = (name) => held.find((lock) => lock.name === name)?.clientId;
    return this.#leading && owner(this.#name) === owner(lockOfThisPage);
  }

  #queue() {
    const queued = new AbortController();
    this.#queued = queued;
    this.#request({ signal: queued.signal });
  }

  #steal() {
    this.#queued.abort();
    this.#request({ steal: true });
  }

  async #request(options) {
    const claim = ++this.#claim;
    try {
      await this.#env.locks.request(this.#name, options, () => {
        if (claim !== this.#claim || !this.#running) return null; // granted to a request that was given up meanwhile
        this.#become(true);
        return new Promise((release) => (this.#release = release));
      });
    } catch {
      // AbortError: we left the line (then this claim is stale), or the lock was stolen from us.
      if (claim !== this.#claim || !this.#running) return;
      this.#become(false);
      this.#queue();
    }
  }

  #become(leading) {
    this.#leading = leading;
    this.#env.clearTimeout(this.#timer);
    if (leading) {
      this.#port.lead();
      this.#bus.post({ kind: 'beat', ...this.#port.answer() });
    } else {
      this.#listen();
      this.#port.follow();
    }
  }

  #listen() {
    this.heard();
    this.#look(QUIET_MS);
  }

  #look(ms) {
    this.#env.clearTimeout(this.#timer);
    this.#dueAt = this.#env.now() + ms;
    this.#timer = this.#env.setTimeout(() => this.#judge(), ms);
  }

  #judge() {
    const now = this.#env.now();
    const asleep = now - this.#dueAt > QUIET_MS && !this.#forgiven;
    const quiet = now - this.#heardAt;
    if (quiet < QUIET_MS) return this.#look(QUIET_MS - quiet + this.#env.random() * LOT_MS);
    if (asleep) {
      this.#forgiven = true;
      this.#ask();
    } else if (this.#askedAt === null) {
      this.#ask();
    } else if (now - this.#askedAt >= PATIENCE_MS) {
      return this.#takeOver();
    }
    this.#look(PATIENCE_MS);
  }

  #ask() {
    this.#askedAt = this.#env.now();
    this.#bus.post({ kind: 'ask' });
  }

  #takeOver() {
    const delay = this.#env.random() * SPREAD_MS + (this.#env.hidden() ? HIDDEN_MS : 0);
    this.#timer = this.#env.setTimeout(() => {
      if (this.#askedAt === null) return this.#look(QUIET_MS); // somebody spoke: another tab was faster
      this.#steal();
    }, delay);
  }
}
