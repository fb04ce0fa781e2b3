import { Answer } from './answer.js';
import { Api } from './api.js';
import { Backoff } from './backoff.js';
import { Channel } from './channel.js';
import { browserEnv, tagOf } from './env.js';
import { SluiceError } from './errors.js';
import { Feed } from './feed.js';
import { Inbox } from './inbox.js';
import { watchPage } from './lifecycle.js';
import { Tab } from './tab.js';

export { SluiceError } from './errors.js';

const ATTEMPTS = 5;

/**
 * A page's way to Sluice. All pages of one origin, server and group share one connection; each has its own answers.
 * Dispatches `state` (see {@link Sluice#state}) and `queued` (`{stream, position, eta_ms}`) as CustomEvents.
 *
 * @example
 * const sluice = new Sluice({ url: 'https://ai.example.com' });
 * for await (const { text } of sluice.chat({ model: 'sluice-1', messages })) print(text);
 */
export class Sluice extends EventTarget {
  #env;
  #api;
  #tab;
  #channel;
  #inbox = new Inbox();
  #arriving = null;
  #closed = false;
  #present = false;
  #forgetPage;

  /**
   * @param options `url`: the server, default: where the page came from. `token`: a JWT or API key (or a function that
   *                gives one) for the session; none where the server takes anonymous ones. `auth`: 'cookie', or 'ticket'
   *                for a server on another site. `group`: pages with different groups do not share. `env`: the world,
   *                for tests.
   */
  constructor({ url, token = null, auth = 'cookie', group = '', env } = {}) {
    super();
    this.#env = browserEnv(env);
    const base = new URL(url ?? this.#env.origin, this.#env.origin === 'null' ? undefined : this.#env.origin);
    const address = base.href.replace(/\/+$/, '');
    const tag = tagOf(`${this.#env.origin} ${address} ${group}`);
    this.#tab = new Tab({ env: this.#env, tag });
    this.#api = new Api({ env: this.#env, base: address, token, auth, tag });
    this.#api.onRenewed = async () => {
      await this.#register();
      this.#channel.renewed();
      this.#recover();
    };
    this.#api.onUnknownTab = () => this.#register();
    this.#channel = new Channel({
      env: this.#env,
      api: this.#api,
      tab: this.#tab,
      tag,
      port: {
        event: (name, stream, json) => {
          if (this.#inbox.wants(stream)) this.#inbox.deliver(stream, name, JSON.parse(json));
        },
        hello: (data) => this.#greeted(data),
        sessionChanged: () => this.#register().then(() => this.#recover(), () => {}),
        changed: () => this.#emit('state', this.state),
      },
    });
    if (!this.#channel.shared) this.#env.log('sluice: no Web Locks here, so this tab connects for itself (solo).');
    this.#forgetPage = this.#watchPage();
    this.#arrive().catch(() => {}); // told by state; the first request tries again
  }

  /** `{state: connecting|open|reconnecting|closed, role: leader|follower|solo, reason, retryAt, tabs}` */
  get state() {
    return { ...this.#channel.state };
  }

  /** This page's id at the server. */
  get tab() {
    return this.#tab.id;
  }

  /** Streams that this page was reading before it was reloaded and that may still run: for {@link Sluice#resume}. */
  running() {
    return this.#tab.remembered();
  }

  /**
   * Asks. The answer is stopped at the server when the loop over it is left early, unless `keep` is set.
   *
   * @param request {model, messages, …}: an OpenAI chat completion request
   * @param options {keep, signal}
   * @returns an {@link Answer}, at once; failures come out of its iteration and its `done`
   */
  chat(request, options = {}) {
    const answer = this.#answer(options);
    this.#submit(answer, request).catch((error) => answer.finish(error));
    return answer;
  }

  /** Reads an answer that runs or is done, from its beginning: after a reload, or with a `share` token somebody else's. */
  resume(stream, { share = null, ...options } = {}) {
    const answer = this.#answer(options, share);
    answer.begin({ stream });
    this.#inbox.add(stream, answer);
    this.#join(answer, share).catch((error) => answer.finish(error));
    return answer;
  }

  /**
   * Reads a feed until the loop over it is left: from now on, or with the last `history` events before, or from behind
   * the event whose own id is `since`.
   */
  subscribe(feed, { signal = null, history = 0, since = null } = {}) {
    const path = `/feeds/${encodeURIComponent(feed)}`;
    const server = {
      join: (ask) => this.#call('POST', `${path}/subscribe`, { body: { ...ask, tab: this.tab } }),
      past: (after) => this.#call('GET', `${path}?after=${after}`),
      left: (reader) => this.#leftFeed(reader, path),
    };
    const reader = new Feed(server, { signal, history, since });
    this.#expecting(async () => {
      await reader.enter();
      if (!reader.ended) this.#inbox.add(reader.stream, reader);
    }).catch((error) => reader.finish(error));
    return reader;
  }

  /** Takes the channel back after state `closed`, for example when another browser window took it. */
  reconnect() {
    this.#channel.reconnect();
  }

  /** Leaves: as if the page were closed. Answers that run are told so and go on at the server for its grace period. */
  close() {
    if (this.#closed) return;
    this.#closed = true;
    this.#forgetPage();
    this.#leave('closed');
    this.#api.closeTab(this.tab);
    for (const reader of this.#inbox.all()) reader.finish(gone());
  }

  #answer(options, share = null) {
    const query = share ? `?share=${encodeURIComponent(share)}` : '';
    const path = (stream) => `/streams/${encodeURIComponent(stream)}`;
    return new Answer(
      {
        fetch: (stream) => this.#call('GET', path(stream) + query),
        stop: (stream) => this.#call('DELETE', path(stream)).catch(() => {}),
        later: (ms) => new Promise((resolve) => this.#env.setTimeout(resolve, ms)),
        queued: ({ stream, queued }) => this.#emit('queued', { stream, ...queued }),
        ended: (answer) => {
          if (answer.stream) this.#inbox.remove(answer.stream, answer);
          if (answer.stream && !this.#closed) this.#tab.forget(answer.stream);
        },
      },
      options,
    );
  }

  /** The same key each time: however often the network makes us ask, it is one answer and one bill. */
  async #submit(answer, request) {
    const headers = { 'idempotency-key': this.#env.id() };
    const submit = () => this.#call('POST', '/streams', { body: { ...request, tab: this.tab }, headers });
    await this.#expecting(async () => this.#taken(answer, await this.#insist(answer, submit)));
  }

  /** Asks again while the network, and nothing else, is in the way. */
  async #insist(answer, task) {
    const backoff = new Backoff({ random: this.#env.random });
    for (;;) {
      try {
        return await task();
      } catch (error) {
        if (error.code !== 'unreachable' || backoff.attempt + 1 >= ATTEMPTS || answer.finished) throw error;
        await new Promise((resolve) => this.#env.setTimeout(resolve, backoff.next()));
      }
    }
  }

  #taken(answer, taken) {
    answer.begin(taken);
    if (answer.finished) return; // aborted meanwhile
    this.#tab.remember(taken.stream);
    this.#inbox.add(taken.stream, answer);
  }

  async #join(answer, share) {
    this.#tab.remember(answer.stream);
    try {
      await this.#insist(answer, () => this.#follow(answer.stream, share));
    } catch (error) {
      // A finished answer has nothing to follow, but it can still be read; what else is wrong, the read says as well.
      if (error.retryable) throw error;
    }
    await answer.heal();
  }

  #follow(stream, share = null) {
    const body = { tab: this.tab, ...(share && { share }) };
    return this.#call('POST', `/streams/${encodeURIComponent(stream)}/subscribe`, { body });
  }

  #leftFeed(reader, path) {
    this.#inbox.remove(reader.stream, reader);
    if (this.#closed || this.#inbox.streams().includes(reader.stream)) return;
    this.#call('POST', `${path}/unsubscribe`, { body: { tab: this.tab } }).catch(() => {});
  }

  async #expecting(task) {
    this.#inbox.expect();
    try {
      await task();
    } finally {
      this.#inbox.settle();
    }
  }

  async #call(method, path, options) {
    await this.#arrive();
    return this.#api.request(method, path, options);
  }

  /** Life sign, channel, session, tab: what is done stays done, what failed is tried again by the next caller. */
  #arrive() {
    if (this.#closed) return Promise.reject(gone());
    this.#arriving ??= this.#enter().catch((error) => {
      this.#arriving = null;
      throw error;
    });
    return this.#arriving;
  }

  async #enter() {
    if (!this.#present) {
      this.#present = true;
      await this.#tab.appear();
      if (this.#present) this.#channel.open();
    }
    await this.#api.ensure();
    await this.#register();
  }

  #register() {
    return this.#api.request('PUT', `/tabs/${encodeURIComponent(this.tab)}`, { body: {}, again: false });
  }

  #leave(reason) {
    this.#present = false;
    this.#arriving = null;
    this.#channel.close(reason);
    this.#tab.vanish();
  }

  /** The channel is open, here or in the leader. What ended while nobody listened is not sent again: read it. */
  #greeted({ subscriptions = [] }) {
    this.#arrive().catch(() => {});
    const live = new Set(subscriptions.map(({ stream }) => stream));
    for (const reader of this.#inbox.all()) if (!live.has(reader.stream)) reader.heal();
  }

  /** The server may have forgotten that this page reads these, and the page may have missed their end. */
  #recover() {
    for (const stream of this.#inbox.streams()) if (!isFeed(stream)) this.#follow(stream).catch(() => {});
    for (const reader of this.#inbox.all()) reader.heal();
  }

  #watchPage() {
    return watchPage(this.#env, {
      leave: () => {
        this.#leave('left');
        this.#api.closeTab(this.tab);
      },
      suspend: () => this.#leave('suspended'),
      restore: () => this.#arrive().then(() => this.#recover(), () => {}),
      freeze: () => this.#channel.close('frozen'), // it stays a tab: its answers shall go on
      thaw: () => {
        this.#channel.open();
        this.#recover();
      },
      wake: (reason) => this.#channel.wake(reason),
    });
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** A feed says for itself where it goes on. */
function isFeed(stream) {
  return stream.startsWith('fd_');
}

function gone() {
  return new SluiceError({ code: 'closed', message: 'This client was closed' });
}
