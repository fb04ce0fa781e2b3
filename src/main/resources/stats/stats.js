// Draws what /stats/events tells: one sample a second, the last minute first.
import { admin } from '/stats/admin.js';
import { cluster, drainQuestion } from '/stats/nodes.js';
import { feeds, jobs, upstream } from '/stats/tables.js';
import { el, number, refill } from '/stats/dom.js';

const KEPT = 60;
const SILENT_MS = 5000;

const GAUGES = [
  ['Connections', (g) => g.sse + g.websocket, (g) => `${number(g.sse)} SSE, ${number(g.websocket)} WebSocket`],
  ['Sessions', (g) => g.sessions, (g) => `${number(g.tabs)} tabs`],
  ['Single readers', (g) => g.readers],
  ['Answers', (g) => g.streams, (g) => `${number(g.answers_s)} ended/s`],
  ['In the queue', (g) => g.queue],
  ['Permits in use', (g) => g.permits, (g) => `of ${number(g.permits_limit)}`],
  ['Requests/s', (g) => g.requests_s],
  ['Events out/s', (g) => g.events_s],
  ['First token', (g) => Math.round(g.first_token_ms ?? 0), (g) => (g.first_token_p99_ms === null ? 'none lately' : `ms; p99 ${number(Math.round(g.first_token_p99_ms))}`)],
  ['Tokens/s', (g) => g.tokens_s, (g) => `$${g.spend_usd.toFixed(2)} spent`],
  ['CPU', (g) => g.cpu_percent, () => '% of all cores'],
  ['Heap', (g) => g.heap_mib, (g) => `MiB; resident ${number(g.rss_mib)}`],
  ['Loop lag', (g) => Math.round(g.loop_lag_ms ?? 0), () => 'ms p99'],
  ['Slow sockets', (g) => g.slow_readers, (g) => `${number(g.gaps)} gaps`],
];

const history = [];
let heard = Date.now();
let pressed = false;

function plot(values) {
  const width = 160;
  const height = 32;
  const top = Math.max(...values, 1e-9);
  const step = width / (KEPT - 1);
  const from = width - step * (values.length - 1);
  const points = values.map((v, i) => `${(from + i * step).toFixed(1)},${(height - 2 - (v / top) * (height - 5)).toFixed(1)}`);
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  for (const [name, d] of [['area', `M${from},${height} L${points.join(' L')} L${width},${height} Z`], ['line', `M${points.join(' L')}`]]) {
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', d);
    if (name === 'line') path.setAttribute('fill', 'none');
    else path.setAttribute('stroke', 'none');
    svg.append(path);
  }
  return svg;
}

function gauges(g) {
  return GAUGES.map(([label, value, more]) => {
    const small = more ? el('small', { title: more(g) }, ` ${more(g)}`) : '';
    const now = number(value(g));
    return el('div', { class: 'gauge', 'data-gauge': label }, el('span', { class: 'soft' }, label), el('b', {}, now, small), plot(history.map((s) => value(s.gauges))));
  });
}

function ago(seconds) {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86400)} d`;
}

function link(text, kind) {
  const at = document.getElementById('link');
  if (at.textContent !== text) at.textContent = text;
  at.className = `state ${kind}`;
}

function draw(sample) {
  const { node } = sample;
  const region = node.region ? ` in ${node.region}` : '';
  const name = sample.cluster?.nodes.find((n) => n.here).name;
  document.title = name ? `${name}: Sluice stats` : 'Sluice stats';
  document.getElementById('node').textContent = `${name ? `${name}, ` : ''}${node.version}${region}, up ${ago(node.uptime_s)}`;
  document.getElementById('drain').dataset.ask = drainQuestion(sample);
  link(node.ready ? 'ready' : 'draining', node.ready ? 'good' : 'wait');
  document.getElementById('gauges').replaceChildren(...gauges(sample.gauges));
  // A field that an operator is typing in must not be drawn anew under the hand, nor a button while it is pressed: that would be no
  // click. Not every browser gives a pressed button the focus.
  const all = document.getElementById('upstreams');
  if (!pressed && !all.contains(document.activeElement)) refill(all, sample.upstreams.map((u) => upstream(u, ago, admin.allowed())));
  refill(document.getElementById('feeds'), [feeds(sample.feeds)]);
  refill(document.getElementById('jobs'), [jobs(sample.jobs)]);
  document.getElementById('cluster').hidden = !sample.cluster;
  if (sample.cluster) refill(document.getElementById('nodes'), [cluster(sample.cluster, ago)]);
}

const source = new EventSource('/stats/events');
source.addEventListener('feed', (event) => {
  heard = Date.now();
  const sample = JSON.parse(JSON.parse(event.data).data);
  const last = history[history.length - 1];
  if (last && sample.t <= last.t) return;
  history.push(sample);
  if (history.length > KEPT) history.shift();
  requestAnimationFrame(() => {
    if (history[history.length - 1] === sample) draw(sample);
  });
});
source.addEventListener('ping', () => (heard = Date.now()));
document.addEventListener('pointerdown', () => (pressed = true));
for (const end of ['pointerup', 'pointercancel']) document.addEventListener(end, () => (pressed = false));
setInterval(() => {
  if (Date.now() - heard > SILENT_MS) link('the node does not answer', 'bad');
}, 1000);

admin.start(() => history.length && draw(history[history.length - 1]));
