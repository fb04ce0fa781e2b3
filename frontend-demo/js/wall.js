import { byId, el } from './dom.js';

const query = new URLSearchParams(location.search);
const TABS = Number(query.get('n') ?? 12);
/** Twenty seconds: long enough to see that six of the left frames have nothing. */
const MODEL = query.get('model') ?? 'sim;ttft=300;rate=15;tokens=300';
const API = '/api/v1';

/**
 * The left frames live on another name of the same host: the browser counts its six connections per name, and what
 * hangs on the left must not take the right side, or this page, with it.
 */
const OTHER_NAME = { localhost: '127.0.0.1', '127.0.0.1': 'localhost' };
const leftHost = query.get('left') ?? OTHER_NAME[location.hostname];
const leftOrigin = leftHost ? `${location.protocol}//${leftHost}${location.port && `:${location.port}`}` : location.origin;

const frames = new Map();

function build(side, origin) {
  const room = document.querySelector(`[data-side=${side}] .frames`);
  for (let n = 1; n <= TABS; n++) {
    const src = new URL(`frame.html?side=${side}&n=${n}`, new URL(location.pathname, origin)).href;
    const frame = el('iframe', { src, title: `Tab ${n}` });
    room.append(frame);
    frames.set(`${side} ${n}`, { side, n, frame, origin, state: null, firstMs: null, connected: false });
  }
}

const of = (side) => [...frames.values()].filter((frame) => frame.side === side);

/** The answers of the left frames: a session of their own, and a link with a share token for each. */
async function askForLeft() {
  const { token } = await post('/session', {});
  const tab = `wall-${Date.now()}`;
  await post(`/tabs/${tab}`, {}, token, 'PUT');
  return Promise.all(
    of('left').map(async ({ n }) => {
      const messages = [{ role: 'user', content: `Tell me about canals, part ${n}` }];
      const { stream, share } = await post('/streams', { tab, model: MODEL, messages }, token);
      return `${leftOrigin}${API}/streams/${stream}?share=${share}`;
    }),
  );
}

async function post(path, body, token = null, method = 'POST') {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const response = await fetch(API + path, { method, headers, body: JSON.stringify(body), credentials: 'omit' });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail ?? `The server answered ${response.status}`);
  return answer;
}

async function start() {
  byId('start').disabled = true;
  byId('start').textContent = 'Streaming';
  byId('note').hidden = true;
  try {
    const urls = await askForLeft();
    of('left').forEach(({ frame, origin }, i) => frame.contentWindow.postMessage({ start: { url: urls[i] } }, origin));
    for (const { frame, origin } of of('right')) frame.contentWindow.postMessage({ start: { model: MODEL } }, origin);
  } catch (error) {
    tell(`It could not start: ${error.message}`);
    ready('Start');
  }
}

function heard({ source, data }) {
  const entry = frames.get(`${data?.side} ${data?.number}`);
  if (entry?.frame.contentWindow !== source) return;
  Object.assign(entry, { state: data.state, firstMs: data.firstMs, connected: data.connected });
  for (const side of ['left', 'right']) count(side);
  const all = [...frames.values()];
  if (all.every(({ state }) => state === 'idle')) ready('Start');
  if (all.every(({ state }) => state === 'done' || state === 'failed')) ready('Start again');
}

function count(side) {
  const own = of(side);
  const waiting = own.filter(({ state }) => state === 'waiting').length;
  const slowest = Math.max(...own.map(({ firstMs }) => firstMs ?? 0));
  show(side, 'connections', own.filter(({ connected }) => connected).length);
  show(side, 'streaming', own.filter(({ state }) => state === 'streaming').length);
  show(side, 'waiting', waiting, waiting > 0);
  show(side, 'slowest', slowest ? `${(slowest / 1000).toFixed(1)} s` : '–', slowest > 5000);
}

function show(side, name, value, bad = false) {
  const node = document.querySelector(`[data-side=${side}] [data-count=${name}]`);
  node.textContent = value;
  node.dataset.bad = bad;
}

function ready(label) {
  byId('start').disabled = false;
  byId('start').textContent = label;
}

function tell(text) {
  byId('note').textContent = text;
  byId('note').hidden = false;
}

/** What the server itself counts: channels (the left side has none, it reads single answers) and running answers. */
async function poll() {
  try {
    const { sse, websocket, streams } = await (await fetch('stats.json', { cache: 'no-store' })).json();
    byId('server').textContent = `At the server: ${sse + websocket} ${sse + websocket === 1 ? 'channel' : 'channels'}, ${streams} answers`;
  } catch {
    byId('server').textContent = 'The server cannot be reached';
  }
  setTimeout(poll, 1000);
}

if (!leftHost) {
  const local = `http://localhost${location.port && `:${location.port}`}${location.pathname}`;
  tell(`Both sides share the name ${location.hostname} here, so the left one starves the right one as well. Open it at ${local}`);
}
addEventListener('message', heard);
byId('start').addEventListener('click', start);
build('left', leftOrigin);
build('right', location.origin);
poll();
