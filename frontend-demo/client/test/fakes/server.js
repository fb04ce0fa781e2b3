/**
 * As much of Sluice as a page sees, for one session: resources, stream logs and a channel with cursors. Its network may
 * be cut, and it may merge what a reader is behind with, as the real one does.
 */
export class FakeServer {
  streams = new Map();
  tabs = new Set();
  closedTabs = [];
  stopped = [];
  requests = [];
  connections = new Set();
  /** Connections ever made, and of those the refused. */
  opened = 0;
  session = null;
  sessionsMade = 0;
  down = false;
  ready = true;
  silent = false;
  heartbeatMs = 1000;
  epoch = 'k1';
  /** On another site, where no cookie comes along: requests need the session's token, and a channel a ticket, good once. */
  foreign = false;
  ticketsMade = 0;
  #tickets = new Set();
  #clock;
  #keys = new Map();
  #merge = false;

  constructor(clock) {
    this.#clock = clock;
  }

  /** From now on a reader that is behind gets its text in ranges. */
  mergeReplays() {
    this.#merge = true;
  }

  /** Loses all it had, as a node with a memory store does. */
  restart() {
    for (const connection of [...this.connections]) connection.fail();
    this.session = null;
    this.streams.clear();
    this.tabs.clear();
    this.epoch += 'x';
  }

  /** Cuts all connections, as a network does. */
  cut() {
    for (const connection of [...this.connections]) connection.fail();
  }

  bye(data) {
    for (const connection of [...this.connections]) {
      connection.send('bye', data);
      connection.drop();
    }
  }

  /** Writes to an answer. */
  say(id, text) {
    const stream = this.streams.get(id);
    this.#append(stream, 'chunk', { chunk: { choices: [{ index: 0, delta: { content: text } }] } });
  }

  finish(id, reason = 'stop') {
    const stream = this.streams.get(id);
    stream.status = 'done';
    this.#append(stream, 'done', { finish_reason: reason, usage: { total_tokens: 3 }, cost_usd: 0.5 });
  }

  break(id) {
    const stream = this.streams.get(id);
    stream.status = 'failed';
    this.#append(stream, 'failed', { code: 'upstream_cut', message: 'cut', retryable: true });
  }

  heartbeat() {
    for (const connection of this.connections) connection.send('ping', { t: this.#clock.now() });
  }

  textOf(id) {
    return this.streams.get(id).log.map(({ data }) => data.chunk?.choices[0].delta.content ?? '').join('');
  }

  /** @returns {[number, object|null]} status and JSON */
  answer(method, path, body, headers) {
    this.requests.push(`${method} ${path}`);
    if (path === '/ready') return this.ready ? [200, {}] : [503, {}];
    const [, what, id, verb] = path.replace('/api/v1', '').split('?')[0].split('/');
    const mine = !this.foreign || headers.authorization === `Bearer ${this.session}`;
    if (what === 'session' && id !== 'ticket') return this.#makeSession(mine);
    if (!this.session || !mine) return [401, { code: 'unknown_session', detail: 'no such session' }];
    if (what === 'session') return [200, { ticket: this.#ticket() }];
    if (what === 'tabs' && method === 'PUT') return [200, { tab: (this.tabs.add(id), id) }];
    if (what === 'tabs') return [204, void (this.tabs.delete(id), this.closedTabs.push(id))];
    if (what === 'streams' && !id) return this.#submit(body, headers['idempotency-key']);
    const stream = this.streams.get(id);
    if (!stream) return [404, { code: 'unknown_stream', detail: `no stream ${id}` }];
    if (verb === 'subscribe') return [202, { stream: id, ordinal: stream.ordinal }];
    if (method === 'DELETE') return [204, void this.#stop(stream)];
    return [200, this.#snapshot(stream)];
  }

  connect(connection, query) {
    if (!this.session || (this.foreign && !this.#tickets.delete(query.get('ticket')))) {
      connection.send('bye', { reason: 'unauthorized', reconnect: false });
      return connection.drop();
    }
    this.opened++;
    const tab = query.get('tab');
    const cursor = this.#read(query.get('cursor'));
    if (!tab) {
      for (const old of [...this.connections].filter((other) => !other.tab)) {
        old.send('bye', { reason: 'replaced', reconnect: false });
        old.drop();
      }
    }
    Object.assign(connection, { tab, at: new Map() });
    this.connections.add(connection);
    const mine = [...this.streams.values()].filter((stream) => !tab || stream.tab === tab);
    const live = mine.filter(({ status }) => status === 'streaming');
    const subscriptions = live.map(({ id, ordinal, status, tab: of }) => ({ stream: id, ordinal, status, tabs: [of] }));
    if (this.silent) return;
    connection.send('hello', { heartbeat_ms: this.heartbeatMs, resumed: cursor !== null, subscriptions }, cursor?.text);
    for (const stream of mine) this.#replay(connection, stream, cursor);
  }

  #ticket() {
    const ticket = `t${++this.ticketsMade}`;
    this.#tickets.add(ticket);
    return ticket;
  }

  #makeSession(mine) {
    if (this.session && mine) return [200, { session: this.session }];
    this.session = `s${++this.sessionsMade}`;
    return [201, { session: this.session, token: this.session }];
  }

  #submit({ tab, model }, key) {
    let id = this.#keys.get(key);
    if (!id) {
      id = `st_${this.#keys.size + 1}`;
      this.#keys.set(key, id);
      const stream = { id, ordinal: this.#keys.size, tab, model, status: 'streaming', log: [] };
      this.streams.set(id, stream);
      this.#append(stream, 'start', { model, tab });
    }
    return [202, { stream: id, ordinal: this.streams.get(id).ordinal, status: 'streaming', share: `share-${id}` }];
  }

  #stop(stream) {
    this.stopped.push(stream.id);
    if (stream.status === 'streaming') this.finish(stream.id, 'cancelled');
  }

  #append(stream, name, data) {
    stream.log.push({ name, seq: stream.log.length + 1, data: { stream: stream.id, seq: stream.log.length + 1, ...data } });
    for (const connection of this.connections) {
      if (!connection.tab || connection.tab === stream.tab) this.#catchUp(connection, stream);
    }
  }

  #replay(connection, stream, cursor) {
    const known = cursor && stream.ordinal <= cursor.high;
    if (known && !cursor.at.has(stream.ordinal)) return connection.at.set(stream.id, Infinity);
    const from = known ? cursor.at.get(stream.ordinal) : 0;
    connection.at.set(stream.id, from);
    if (!cursor && stream.status === 'streaming') {
      const { seq, text } = this.#snapshot(stream);
      connection.at.set(stream.id, seq);
      connection.send('snapshot', { stream: stream.id, seq, text }, this.#cursorOf(connection));
    } else if (!cursor) connection.at.set(stream.id, Infinity);
    else if (this.#merge) this.#replayMerged(connection, stream, from);
    this.#catchUp(connection, stream);
  }

  #replayMerged(connection, stream, from) {
    const behind = stream.log.slice(from).filter(({ name }) => name === 'chunk');
    if (behind.length < 2 || stream.log[from]?.name !== 'chunk') return;
    const content = behind.map(({ data }) => data.chunk.choices[0].delta.content).join('');
    const seq = behind.at(-1).seq;
    connection.at.set(stream.id, seq);
    const data = { stream: stream.id, from: from + 1, seq, chunk: { choices: [{ index: 0, delta: { content } }] } };
    connection.send('chunk', data, this.#cursorOf(connection));
  }

  #catchUp(connection, stream) {
    for (const { name, seq, data } of stream.log.slice(connection.at.get(stream.id) ?? 0)) {
      connection.at.set(stream.id, seq);
      connection.send(name, data, this.#cursorOf(connection));
    }
  }

  #cursorOf(connection) {
    const parts = [this.epoch, Math.max(0, ...Array.from(connection.at.keys(), (id) => this.streams.get(id).ordinal))];
    for (const [id, seq] of connection.at) {
      const { ordinal, log } = this.streams.get(id);
      const ended = ['done', 'failed'].includes(log[seq - 1]?.name);
      if (seq !== Infinity && !ended) parts.push(`${ordinal}.${seq}`);
    }
    return parts.join(';');
  }

  #read(text) {
    const [epoch, high, ...parts] = text?.split(';') ?? [];
    if (epoch !== this.epoch) return null;
    return { text, high: Number(high), at: new Map(parts.map((part) => part.split('.').map(Number))) };
  }

  #snapshot({ id, status, model, log }) {
    const end = log.at(-1)?.data;
    const { finish_reason = null, usage = null } = end ?? {};
    return { stream: id, status, model, seq: log.length, text: this.textOf(id), finish_reason, usage };
  }
}
