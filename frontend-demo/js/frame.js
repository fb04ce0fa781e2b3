import { Sluice, SluiceError } from '../client/sluice.js';
import { byId } from './dom.js';

/**
 * One tab of the wall. `?side=left` reads its answer from an EventSource of its own; `?side=right` uses the client.
 * The page around it says when to start and is told how it goes. Nothing is acted: `waiting` is an EventSource that the
 * browser has not connected, or an answer of which no word has come.
 */
const side = new URLSearchParams(location.search).get('side');
const number = Number(new URLSearchParams(location.search).get('n'));
const read = side === 'left' ? readAlone : readShared;
const sluice = side === 'left' ? null : new Sluice();
let state = 'idle';
let startedAt = 0;
let firstMs = null;
let connected = false;
let leave = () => {};
let ticking = null;

function readAlone({ url }) {
  const source = new EventSource(url);
  source.onopen = () => report({ connected: true });
  source.onerror = () => report({ connected: false });
  source.addEventListener('snapshot', ({ data }) => show(JSON.parse(data).text, true));
  source.addEventListener('chunk', ({ data }) => show(JSON.parse(data).chunk.choices[0]?.delta?.content ?? ''));
  for (const end of ['done', 'failed']) {
    source.addEventListener(end, ({ data }) => {
      source.close();
      report({ connected: false, state: end, ...(end === 'failed' && { trouble: JSON.parse(data).message }) });
    });
  }
  return () => source.close();
}

function readShared({ model }) {
  const stop = new AbortController();
  const messages = [{ role: 'user', content: `Tell me about canals, part ${number}` }];
  (async () => {
    try {
      const answer = sluice.chat({ model, messages }, { signal: stop.signal });
      for await (const { text, replace } of answer) show(text, replace);
      report({ state: 'done' });
    } catch (error) {
      if (!(error instanceof SluiceError && error.code === 'aborted')) report({ state: 'failed', trouble: error.message });
    }
  })();
  return () => stop.abort();
}

function start(command) {
  leave();
  byId('text').textContent = '';
  startedAt = performance.now();
  firstMs = null;
  report({ state: 'waiting' });
  clearInterval(ticking);
  ticking = setInterval(tick, 100);
  leave = read(command);
}

function show(text, whole = false) {
  if (!text) return;
  const node = byId('text');
  node.textContent = whole ? text : node.textContent + text;
  node.scrollTop = node.scrollHeight;
  document.body.toggleAttribute('data-long', node.scrollHeight > node.clientHeight);
  if (firstMs !== null) return;
  firstMs = performance.now() - startedAt;
  report({ state: 'streaming' });
}

function tick() {
  if (state === 'waiting') byId('first').textContent = `waiting ${seconds(performance.now() - startedAt)}`;
  else clearInterval(ticking);
}

function report(change) {
  if (change.state) state = change.state;
  if (change.connected !== undefined) connected = change.connected;
  if (change.trouble) byId('text').textContent = change.trouble;
  document.body.dataset.state = state;
  byId('first').textContent = firstMs === null ? '' : `first word ${seconds(firstMs)}`;
  parent.postMessage({ side, number, state, firstMs, connected }, '*');
}

function seconds(ms) {
  return `${(ms / 1000).toFixed(ms < 9950 ? 2 : 1)} s`;
}

byId('name').textContent = `Tab ${number}`;
// The leader is the one that has the connection; the others have none.
sluice?.addEventListener('state', ({ detail }) => report({ connected: detail.role !== 'follower' && detail.state === 'open' }));
addEventListener('message', ({ source, data }) => source === parent && data.start && start(data.start));
report({});
