import { Backoff } from './backoff.js';
import { Bus } from './bus.js';
import { Census } from './census.js';
import { Connection } from './connection.js';
import { Leadership } from './leadership.js';

/**
 * The session's channel as one tab has it: held by this page as the leader, heard from the leader as a follower, or
 * opened for this tab alone where the browser cannot share (`solo`). What comes out is the same in all three.
 *
 * Each tab keeps the newest cursor that it heard, *after* it took the event in. Whoever becomes the leader connects with
 * it: what the last leader received but did not tell is sent again, and what was told twice falls to the readers' merge.
 */
export class Channel {
  #env;
  #api;
  #tab;
  #port;
  #tag;
  #connection;
  #census;
  #bus = null;
  #leadership = null;
  #cursor = null;
  #everOpen = false;
  #renewedOnce = false;

  /** connecting, open, reconnecting or closed, as the page sees it. */
  state = { state: 'connecting', role: 'follower', reason: null, retryAt: null, tabs: 1 };

  /**
   * @param port `event(name, stream, json)` with unparsed data; `hello(data)`; `sessionChanged()`, another tab has made
   *             a new session; `changed()` after `state` changed
   */
  constructor({ env, api, tab, tag, port }) {
    this.#env = env;
    this.#api = api;
    this.#tab = tab;
    this.#tag = tag;
    this.#port = port;
    this.#connection = new Connection({
      env,
      backoff: new Backoff({ random: env.random }),
      port: {
        url: () => api.channelUrl({ cursor: this.#cursor, tab: this.shared ? null : tab.id }),
        ready: () => api.ready(),
        renew: () => api.session(),
        event: (name, json, id) => this.#received(name, json, id),
        changed: (reason) => this.#changed(reason),
        bye: (reason) => this.#bye(reason),
      },
    });
    const close = (id) => api.closeTab(id);
    this.#census = new Census({ env, tab, port: { close, counted: () => this.#changed(this.state.reason) } });
  }

  /** Whether tabs share here: needs Web Locks to choose a leader and BroadcastChannel to hear it. */
  get shared() {
    return Boolean(this.#env.locks && this.#env.BroadcastChannel);
  }

  open() {
    if (!this.shared) {
      this.#changed(null);
      return this.#connection.start();
    }
    const name = `sluice-${this.#tag}`;
    this.#bus = new Bus({ env: this.#env, name, self: this.#tab.id, receive: (message) => this.#heard(message) });
    const port = { lead: () => this.#lead(), follow: () => this.#follow(), answer: () => this.#beat() };
    this.#leadership = new Leadership({ env: this.#env, bus: this.#bus, name, port });
    this.#leadership.start();
    this.#bus.post({ kind: 'came' });
    this.#bus.post({ kind: 'ask' }); // for the state and the cursor
  }

  /** Leaves, and lets another tab lead. Idempotent; {@link Channel#open} comes back. */
  close(reason) {
    this.#bus?.post({ kind: 'left' });
    this.#leadership?.stop();
    this.#leadership = null;
    this.#bus?.close();
    this.#bus = null;
    this.#census.stop();
    this.#connection.stop(reason);
  }

  /** The page or the network woke up. */
  wake(reason) {
    this.#leadership?.wake();
    this.#connection.wake(reason);
  }

  /** The session is another one: tells the other tabs too. */
  renewed() {
    this.#bus?.post({ kind: 'session' });
    this.#connection.restart('session');
  }

  /** Takes the channel back after `closed`. */
  reconnect() {
    if (this.#holds()) this.#connection.start();
    else this.#bus?.post({ kind: 'reconnect' });
  }

  #holds() {
    return !this.shared || Boolean(this.#leadership?.leading);
  }

  #lead() {
    this.#census.start();
    this.#census.learn([this.#tab.id]);
    this.#connection.start();
  }

  #follow() {
    this.#census.stop();
    this.#connection.stop('follower');
    this.#changed(null);
  }

  #received(name, json, id) {
    const data = name === 'ping' ? null : JSON.parse(json);
    if (name === 'hello') {
      this.#everOpen = true;
      this.#renewedOnce = false;
      this.#census.learn((data.subscriptions ?? []).flatMap(({ tabs }) => tabs ?? []));
      this.#port.hello(data);
    } else if (data?.stream) {
      this.#port.event(name, data.stream, json);
    }
    if (id) this.#cursor = id;
    if (name !== 'ping') this.#bus?.post({ kind: 'event', name, stream: data.stream ?? null, json, cursor: id });
  }

  #heard(message) {
    const leads = message.kind === 'event' || message.kind === 'beat';
    if (leads) this.#leadership?.heard();
    switch (message.kind) {
      case 'ask':
        return this.#leadership?.asked();
      case 'event':
        return this.#overheard(message);
      case 'beat':
        return this.#mirror(message);
      case 'came':
        return this.#census.came(message.from);
      case 'left':
        return this.#census.left(message.from);
      case 'session':
        if (this.#holds()) this.#connection.restart('session');
        return this.#port.sessionChanged();
      case 'reconnect':
        return this.#holds() && this.#connection.start();
    }
  }

  /** An event that the leader received. A leader that lost its lock in its sleep may still talk: harmless, see Ledger. */
  #overheard({ name, stream, json, cursor }) {
    if (name === 'hello') this.#port.hello(JSON.parse(json));
    else this.#port.event(name, stream, json);
    if (cursor && !this.#holds()) this.#cursor = cursor;
  }

  #beat() {
    const { state, reason, retryAt, tabs } = this.state;
    return { state, reason, retryAt, tabs, cursor: this.#cursor };
  }

  #mirror({ state, reason, retryAt, tabs, cursor }) {
    if (this.#holds()) return;
    this.#cursor ??= cursor;
    this.#census.count = tabs;
    this.#everOpen ||= state === 'open';
    this.#tell({ state, role: 'follower', reason, retryAt, tabs });
  }

  /** Something changed in this page's own connection, or in its role. */
  #changed(reason) {
    if (!this.#holds()) {
      // Until the leader speaks nothing is known but what was.
      return this.#tell({ ...this.state, role: 'follower' });
    }
    const { state: phase, retryAt } = this.#connection;
    // A connection that was replaced may be a leadership that was stolen: #bye finds out before anybody is told.
    if (phase === 'closed' && reason === 'replaced') return;
    const state = { open: 'open', closed: 'closed' }[phase] ?? (this.#everOpen ? 'reconnecting' : 'connecting');
    const role = this.shared ? 'leader' : 'solo';
    this.#tell({ state, role, reason, retryAt, tabs: this.#census.count });
    this.#bus?.post({ kind: 'beat', ...this.#beat() });
  }

  #tell(next) {
    const same = Object.keys(next).every((key) => next[key] === this.state[key]);
    this.state = next;
    if (!same) this.#port.changed();
  }

  /** The server wants no reconnect. */
  async #bye(reason) {
    if (reason === 'expired' || reason === 'unauthorized') return this.#renewOnce();
    if (reason !== 'replaced') return;
    if (this.shared && !(await this.#leadership?.confirmed(this.#tab.lockName))) return;
    this.#tell({ ...this.state, state: 'closed', reason, retryAt: null });
    this.#bus?.post({ kind: 'beat', ...this.#beat() });
  }

  async #renewOnce() {
    if (this.#renewedOnce) return;
    this.#renewedOnce = true;
    try {
      await this.#api.renew();
      if (this.#holds()) this.#connection.start();
    } catch {
      // The state says closed, with the reason; the next request of the page fails with its own, telling error.
    }
  }
}
