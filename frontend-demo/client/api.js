import { SluiceError, errorOf, unreachable } from './errors.js';

/**
 * The server's resources. Makes the session, keeps it, and where the server lost it makes a new one and asks once more.
 *
 * With `auth: 'cookie'` the browser carries the session. With `'ticket'`, for a server on another site where no cookie
 * can travel, the session's token is kept in localStorage, so that all tabs have the same session, and goes as a bearer.
 */
export class Api {
  #env;
  #base;
  #token;
  #bearer;
  #lock;
  #store;
  #pending = null;
  #known = false;

  /** Called after this page made a new session in place of a lost one. May return a promise. */
  onRenewed = () => {};
  /** Called when the server does not know this page's tab (any more). May return a promise. */
  onUnknownTab = () => {};

  constructor({ env, base, token = null, auth = 'cookie', tag }) {
    this.#env = env;
    this.#base = base;
    this.#token = token;
    this.#bearer = auth === 'ticket';
    this.#lock = `sluice-session-${tag}`;
    this.#store = `sluice-session-${tag}`;
  }

  get credentials() {
    if (this.#bearer) return 'omit';
    return new URL(this.#base).origin === this.#env.origin ? 'same-origin' : 'include';
  }

  /**
   * Makes the session, or finds the one that is there. Tabs take turns, so that twelve that open at once share one:
   * only the first comes without the cookie.
   *
   * @param lost token that the server refused; unless another tab has replaced it meanwhile, a new one is made
   */
  session(lost = null) {
    this.#pending ??= this.#inTurn(() => this.#makeSession(lost))
      .then((made) => this.#established(made))
      .finally(() => (this.#pending = null));
    return this.#pending;
  }

  /** A session, made now if this page has not seen to it yet. */
  ensure() {
    return this.#known ? Promise.resolve() : this.session();
  }

  /** The server no longer takes the session: makes another, unless another tab has. */
  renew() {
    return this.session(this.#sessionToken());
  }

  /** @returns the answer's JSON, or null for 204 */
  async request(method, path, { body, headers = {}, keepalive = false, again = true } = {}) {
    const bearer = this.#sessionToken();
    const response = await this.#fetch(method, path, { body, headers: this.#signed(headers, bearer), keepalive });
    if (response.ok) return response.status === 204 ? null : response.json();
    const error = await errorOf(response);
    if (again && (await this.#cured(error, bearer))) {
      return this.request(method, path, { body, headers, keepalive, again: false });
    }
    throw error;
  }

  /** Whether the server takes traffic: `ready`, `not_ready` or `unreachable`. Never throws. */
  async ready(timeoutMs = 5000) {
    const abort = new AbortController();
    const timer = this.#env.setTimeout(() => abort.abort(), timeoutMs);
    try {
      const url = `${this.#base}/ready`;
      const response = await this.#env.fetch(url, { cache: 'no-store', credentials: 'omit', signal: abort.signal });
      return response.ok ? 'ready' : 'not_ready';
    } catch {
      return 'unreachable';
    } finally {
      this.#env.clearTimeout(timer);
    }
  }

  /** Where to connect. @param {{cursor?: string, tab?: string}} at */
  async channelUrl({ cursor, tab }) {
    await this.ensure();
    const query = new URLSearchParams();
    if (cursor) query.set('cursor', cursor);
    if (tab) query.set('tab', tab);
    if (this.#bearer) query.set('ticket', (await this.request('POST', '/session/ticket', { body: {} })).ticket);
    const text = query.toString();
    return `${this.#base}/api/v1/channel${text ? `?${text}` : ''}`;
  }

  /** Tells the server that a page is gone, as the page goes. Cannot wait and cannot fail. */
  closeTab(tab) {
    const url = `${this.#base}/api/v1/tabs/${encodeURIComponent(tab)}/close`;
    if (!this.#bearer && this.#env.beacon?.(url)) return;
    this.request('POST', `/tabs/${encodeURIComponent(tab)}/close`, { keepalive: true, again: false }).catch(() => {});
  }

  async #cured(error, bearer) {
    if (error.status === 401 && error.code === 'unknown_session') {
      await this.session(bearer);
      await this.onUnknownTab();
      return true;
    }
    if (error.code === 'unknown_tab') {
      await this.onUnknownTab();
      return true;
    }
    return false;
  }

  async #makeSession(lost) {
    if (this.#bearer && !this.#env.localStorage) {
      // Said before one is made: nobody could use it, and the next try would make another.
      throw new SluiceError({ code: 'no_storage', message: "auth 'ticket' needs localStorage, which is blocked here" });
    }
    const kept = this.#sessionToken();
    if (kept && lost && kept !== lost) return false;
    if (kept && lost) this.#env.localStorage?.removeItem(this.#store);
    const user = typeof this.#token === 'function' ? await this.#token() : this.#token;
    const bearer = user ?? (lost ? null : kept);
    const response = await this.#fetch('POST', '/session', { body: {}, headers: this.#signed({}, bearer) });
    if (!response.ok) throw await errorOf(response);
    const { token: made } = await response.json();
    if (this.#bearer && made) this.#env.localStorage.setItem(this.#store, made); // only who made the session is told its token
    return response.status === 201;
  }

  /** @param made whether the session is new: then the other tabs, and the channel, must hear of it */
  async #established(made) {
    const again = this.#known;
    this.#known = true;
    if (made && again) await this.onRenewed();
  }

  #sessionToken() {
    return this.#bearer ? (this.#env.localStorage?.getItem(this.#store) ?? null) : null;
  }

  #inTurn(task) {
    return this.#env.locks ? this.#env.locks.request(this.#lock, task) : task();
  }

  #signed(headers, bearer) {
    return bearer ? { ...headers, authorization: `Bearer ${bearer}` } : headers;
  }

  async #fetch(method, path, { body, headers, keepalive = false }) {
    const init = { method, headers: { accept: 'application/json', ...headers }, credentials: this.credentials, keepalive };
    if (body !== undefined) {
      init.body = JSON.stringify(body);
      init.headers['content-type'] = 'application/json';
    }
    try {
      return await this.#env.fetch(`${this.#base}/api/v1${path}`, init);
    } catch (cause) {
      throw unreachable(cause);
    }
  }
}
