/** What an EventSource is asked to listen for; `open` and `error` are its own. */
const EVENTS = 'hello queued start chunk snapshot done failed feed gap job ping bye'.split(' ');
const HEARTBEAT_MS = 15_000;
/** A server says hello at once; this is for slow networks and for a browser whose connections are all taken. */
const HELLO_MS = 10_000;
const STABLE_MS = 5000;

/**
 * One channel connection that stays: an EventSource which is closed and made anew on error, on `bye` and on silence,
 * with the newest cursor each time. The browser's own retry is never used: it gives up for good on any error status,
 * knows nothing of a frozen socket, and waits without jitter.
 *
 *     idle -> connecting -> open -> waiting -> (GET /ready) -> connecting …
 *
 * Every wait has one timer, `#timer`; every attempt has one number, `#attempt`, by which late answers are known.
 */
export class Connection {
  #env;
  #backoff;
  #port;
  #source = null;
  #timer = null;
  #attempt = 0;
  #heardAt = 0;
  #openedAt = 0;
  #notBefore = 0;
  #failedBefore = false;
  #heartbeatMs = HEARTBEAT_MS;

  /** idle, connecting, open, waiting or closed. */
  state = 'idle';
  /** When the next attempt is due (ms, clock of env), while waiting. */
  retryAt = null;

  /**
   * @param port `url()` -> promise of the address with the newest cursor; `ready()` -> promise of `ready` or of why not;
   *             `renew()` -> promise, makes sure of the session; `event(name, data, id)` with unparsed data;
   *             `changed(reason)`; `bye(data)` where the server wants no reconnect
   */
  constructor({ env, backoff, port }) {
    this.#env = env;
    this.#backoff = backoff;
    this.#port = port;
  }

  start() {
    if (this.state === 'idle' || this.state === 'closed') this.#connect();
  }

  /** Idempotent. */
  stop(reason = 'stopped') {
    if (this.state === 'idle') return;
    this.#drop();
    this.#become('idle', reason);
  }

  /** The page or the network woke up: no waiting, and no trust in a connection that was silent. What the server asked for holds. */
  wake(reason) {
    if (this.state === 'waiting' && this.#env.now() >= this.#notBefore) this.#probe(reason);
    else if (this.state === 'open' && this.#silentMs() > this.#heartbeatMs * 1.2) this.#lose('silence', 0, true);
  }

  /** Leaves the connection for a new one at once: the session is another. */
  restart(reason) {
    if (this.state !== 'idle') this.#lose(reason, 0, true);
  }

  async #connect() {
    const attempt = this.#begin('connecting');
    this.#heardAt = this.#env.now();
    this.#watch();
    try {
      // A refused connection looks like a broken one to an EventSource. So after one that brought nothing, make sure
      // of the session with a request whose answer can be read.
      if (this.#failedBefore) await this.#port.renew();
      const url = await this.#port.url();
      if (attempt === this.#attempt) this.#open(attempt, url);
    } catch (error) {
      if (attempt !== this.#attempt) return;
      if (error.retryable === false && error.status) this.#close(error.code);
      else this.#lose('unreachable');
    }
  }

  #open(attempt, url) {
    const source = new this.#env.EventSource(url, { withCredentials: true });
    this.#source = source;
    this.#failedBefore = true;
    for (const name of EVENTS) {
      source.addEventListener(name, (event) => {
        if (attempt === this.#attempt) this.#received(name, event);
      });
    }
    source.onerror = () => {
      if (attempt === this.#attempt) this.#lose('broken');
    };
  }

  #received(name, event) {
    this.#heardAt = this.#env.now();
    if (name === 'bye') return this.#farewell(JSON.parse(event.data));
    if (name === 'hello') {
      this.#heartbeatMs = JSON.parse(event.data).heartbeat_ms ?? HEARTBEAT_MS;
      this.#failedBefore = false;
      this.#openedAt = this.#env.now();
      this.#port.event(name, event.data, event.lastEventId);
      this.#become('open', null);
      return this.#watch();
    }
    this.#port.event(name, event.data, event.lastEventId);
  }

  #farewell({ reason, reconnect = true, retry_ms = 0 }) {
    this.#notBefore = this.#env.now() + retry_ms;
    if (reconnect) return this.#lose(reason, retry_ms);
    this.#close(reason);
    this.#port.bye(reason);
  }

  /** Silence: a page sees neither comments nor a dead socket, so the clock is all there is. */
  #watch() {
    const limit = this.state === 'open' ? this.#heartbeatMs * 2 : HELLO_MS;
    const left = limit - this.#silentMs();
    if (left <= 0) return this.#lose('silence', 0, this.state === 'open');
    this.#after(left, () => this.#watch());
  }

  #lose(reason, floorMs = 0, now = false) {
    this.#drop();
    if (this.#openedAt > 0 && this.#env.now() - this.#openedAt >= STABLE_MS) this.#backoff.reset();
    this.#openedAt = 0;
    this.#wait(reason, now ? 0 : this.#backoff.next(floorMs));
  }

  #wait(reason, delay) {
    this.#begin('waiting', reason, this.#env.now() + delay);
    this.#after(delay, () => this.#probe(reason));
  }

  /** A cheap question first: a server that drains or starts is not met by everybody's reconnect. */
  async #probe(reason) {
    const attempt = this.#begin('waiting', reason, this.#env.now());
    const answer = await this.#port.ready();
    if (attempt !== this.#attempt) return;
    if (answer === 'ready') this.#connect();
    else this.#wait(this.#env.online() ? answer : 'offline', this.#backoff.next());
  }

  #close(reason) {
    this.#drop();
    this.#become('closed', reason);
  }

  #begin(state, reason = null, retryAt = null) {
    this.#drop();
    this.#become(state, reason, retryAt);
    return this.#attempt;
  }

  #become(state, reason, retryAt = null) {
    this.state = state;
    this.retryAt = retryAt;
    this.#port.changed(reason);
  }

  #after(ms, task) {
    this.#env.clearTimeout(this.#timer);
    this.#timer = this.#env.setTimeout(task, ms);
  }

  #drop() {
    this.#attempt++;
    this.#env.clearTimeout(this.#timer);
    this.#source?.close();
    this.#source = null;
  }

  #silentMs() {
    return this.#env.now() - this.#heardAt;
  }
}
