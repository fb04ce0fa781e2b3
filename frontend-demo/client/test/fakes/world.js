import { Sluice } from '../../sluice.js';
import { Clock, seeded, settle } from './clock.js';
import { FakeLocks } from './locks.js';
import { FakeServer } from './server.js';

const ORIGIN = 'http://sluice.test';

/** A browser with any number of pages of one origin, a server, and a clock that all of them share. */
export class World {
  clock = new Clock();
  locks = new FakeLocks();
  server = new FakeServer(this.clock);
  pages = new Set();
  localStorage = new FakeStorage();
  /** All that was asked for. */
  urls = [];
  /** How fetches were told to treat cookies. */
  credentials = new Set();
  random;
  #ids = 0;

  constructor(seed = 1) {
    this.random = seeded(seed);
  }

  /** Opens a page with a client in it, which gets `options`. `without` names parts of the browser that are missing. */
  page({ without = [], sessionStorage = new FakeStorage(), options = {} } = {}) {
    const page = new Page(this, ++this.#ids, sessionStorage, without, options);
    this.pages.add(page);
    return page;
  }

  run(ms) {
    return this.clock.run(ms);
  }

  leader() {
    return [...this.pages].find((page) => page.sluice.state.role === 'leader') ?? null;
  }
}

/** One page: it can be closed, killed without a word, frozen, thawed and reloaded. */
class Page {
  frozen = false;
  dead = false;
  window = new EventTarget();
  document = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  logged = [];
  #world;
  #later = [];
  #channels = new Set();
  #sources = new Set();

  constructor(world, id, sessionStorage, without, options) {
    this.#world = world;
    this.id = id;
    this.sessionStorage = sessionStorage;
    this.env = this.#env(without);
    this.options = options;
    this.sluice = new Sluice({ ...options, env: this.env });
  }

  /** Runs a task of this page soon, or, while it is frozen, once it is thawed; a dead page never. */
  task(task) {
    this.#world.clock.set(() => this.now(task));
  }

  now(task) {
    if (this.dead) return;
    if (this.frozen) this.#later.push(task);
    else task();
  }

  freeze() {
    this.frozen = true;
  }

  thaw() {
    this.frozen = false;
    for (const task of this.#later.splice(0)) this.task(task);
  }

  /** Ends without a goodbye, as a crash does. */
  kill() {
    this.dead = true;
    this.#world.locks.drop(this.id);
    for (const channel of this.#channels) channel.close();
    for (const source of this.#sources) source.close();
    this.#world.pages.delete(this);
  }

  close() {
    this.window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: false }));
    this.kill();
  }

  reload() {
    this.close();
    return this.#world.page({ sessionStorage: this.sessionStorage, options: this.options });
  }

  #env(without) {
    const world = this.#world;
    const page = this;
    const env = {
      origin: ORIGIN,
      page: this.window,
      document: this.document,
      sessionStorage: this.sessionStorage,
      localStorage: world.localStorage,
      locks: world.locks.of(this.id),
      now: () => world.clock.now(),
      random: world.random,
      id: () => `${page.id}x${(page.serial = (page.serial ?? 0) + 1)}`,
      log: (line) => page.logged.push(line),
      online: () => !world.server.down,
      hidden: () => page.document.visibilityState === 'hidden',
      setTimeout: (task, ms) => world.clock.set(() => page.now(task), ms),
      clearTimeout: (id) => world.clock.clear(id),
      beacon: (url) => Boolean(world.server.answer('POST', new URL(url).pathname, null, {})),
      fetch: (url, init = {}) => page.#fetch(url, init),
      EventSource: class extends FakeEventSource {
        constructor(url) {
          super(world, page, url);
          page.#sources.add(this);
        }
      },
      BroadcastChannel: class {
        constructor(name) {
          Object.assign(this, { name, page });
          page.#channels.add(this);
        }
        postMessage(data) {
          if (!page.#channels.has(this)) throw new Error('closed');
          for (const other of world.pages) if (other !== page) other.#hear(this.name, structuredClone(data));
        }
        close() {
          page.#channels.delete(this);
        }
      },
    };
    for (const part of without) env[part] = null;
    return env;
  }

  #hear(name, data) {
    for (const channel of this.#channels) {
      if (channel.name === name) this.task(() => this.#channels.has(channel) && channel.onmessage({ data }));
    }
  }

  #fetch(url, { method = 'GET', body, headers = {}, credentials }) {
    return new Promise((resolve, reject) => {
      const { server } = this.#world;
      if (server.down) return this.task(() => reject(new TypeError('Failed to fetch')));
      const { pathname, search } = new URL(url);
      this.#world.urls.push(url);
      this.#world.credentials.add(credentials);
      const [status, json] = server.answer(method, pathname + search, body ? JSON.parse(body) : null, headers);
      const response = new Response(json === null || json === undefined ? null : JSON.stringify(json), { status });
      this.task(() => resolve(response));
    });
  }
}

/** EventSource as far as the client uses it: it opens, brings named events, and fails. */
class FakeEventSource extends EventTarget {
  onerror = null;
  #world;
  #page;
  #closed = false;

  constructor(world, page, url) {
    super();
    this.#world = world;
    this.#page = page;
    this.url = new URL(url);
    world.urls.push(url);
    page.task(() => {
      if (this.#closed) return;
      if (world.server.down) this.fail();
      else world.server.connect(this, this.url.searchParams);
    });
  }

  send(name, data, id = '') {
    const event = Object.assign(new Event(name), { data: JSON.stringify(data), lastEventId: id });
    this.#page.task(() => !this.#closed && this.dispatchEvent(event));
  }

  /** The connection breaks. */
  fail() {
    this.#world.server.connections.delete(this);
    this.#page.task(() => !this.#closed && this.onerror?.(new Event('error')));
  }

  /** The server ended it. */
  drop() {
    this.fail();
  }

  close() {
    this.#closed = true;
    this.#world.server.connections.delete(this);
  }
}

class FakeStorage {
  #items = new Map();
  getItem(key) {
    return this.#items.get(key) ?? null;
  }
  setItem(key, value) {
    this.#items.set(key, String(value));
  }
  removeItem(key) {
    this.#items.delete(key);
  }
}

/** Reads an answer to its end in the background; `read.text` grows as a page would show it. */
export function reading(answer) {
  const read = { text: '', pieces: [], ended: false, error: null };
  read.whole = (async () => {
    try {
      for await (const piece of answer) {
        read.text = piece.replace ? piece.text : read.text + piece.text;
        read.pieces.push(piece);
      }
    } catch (error) {
      read.error = error;
    }
    read.ended = true;
  })();
  return read;
}

export { settle };
