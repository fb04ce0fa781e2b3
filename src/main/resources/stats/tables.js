import { el, facts, number, row, table } from '/stats/dom.js';

const KIND = { up: 'good', draining: 'wait', maint: 'wait', ejected: 'bad', down: 'bad' };

function quantiles(ms) {
  return ms.p50 === null ? '–' : `${number(ms.p50)} / ${number(ms.p95)} / ${number(ms.p99)} ms`;
}

function path(upstream, endpoint) {
  return `/admin/endpoints/${encodeURIComponent(upstream)}/${encodeURIComponent(endpoint)}`;
}

/** @param last whether the upstream has nobody else */
function controls(upstream, e, last) {
  const out = e.state === 'draining' || e.state === 'maint';
  const button = el('button', { type: 'button', 'data-admin': path(upstream, e.name), 'data-body': JSON.stringify({ state: out ? 'ready' : 'drain' }) }, out ? 'Ready' : 'Drain');
  if (last && !out) button.dataset.ask = `Drain ${e.name}? No other endpoint of ${upstream} is up: what is asked of it fails until one is.`;
  return el('td', { class: 'left' }, button);
}

function weight(upstream, e, allowed) {
  if (!allowed) return el('td', {}, number(e.weight));
  const input = el('input', { type: 'number', min: 0, max: 256, value: e.weight, 'aria-label': `Weight of ${e.name}`, 'data-weight': path(upstream, e.name) });
  return el('td', {}, input);
}

function endpoint(upstream, e, ago, allowed, last) {
  const state = el('td', { class: 'left' }, el('span', { class: `state ${KIND[e.state]}` }, e.state), el('span', { class: 'why', title: e.reason ?? '' }, e.reason ?? ''));
  const cells = [
    el('td', {}, e.name, e.backup ? el('span', { class: 'soft' }, ' backup') : ''),
    state,
    ago(e.since_s),
    weight(upstream, e, allowed),
    number(e.in_flight),
    number(e.calls),
    el('td', {}, number(e.failures), e.last_failure ? el('span', { class: 'why' }, e.last_failure) : ''),
    number(e.retries),
    e.outages ? `${number(e.outages)}, ${ago(e.outage_s)}` : '0',
  ];
  if (allowed) cells.push(controls(upstream, e, last));
  return row(...cells);
}

/** One upstream: its permits, its line, its calls, then its endpoints. */
export function upstream(u, ago, allowed) {
  const queue = Object.entries(u.queue).map(([tier, n]) => `${tier} ${number(n)}`);
  const failed = Object.entries(u.codes).filter(([code]) => code !== 'ok' && code !== 'cancelled');
  const head = ['Endpoint', 'State', 'Since', 'Weight', 'In flight', 'Attempts', 'Failures', 'Retries', 'Outages'];
  if (allowed) head.push('');
  const panel = el('div', { class: 'panel', 'data-upstream': u.name });
  panel.append(
    el('div', {}, el('h3', {}, u.name), facts([
      ['permits', `${number(u.permits.in_use)} of ${number(u.permits.limit)}`],
      ['queue', queue.join(', ') || '0'],
      ['waited', quantiles(u.wait_ms)],
      ['first token', quantiles(u.first_token_ms)],
      ['connect', quantiles(u.connect_ms)],
      ['calls', `${number(u.calls.ok)} good, ${number(u.calls.left)} left, ${number(u.calls.failed)} failed`],
      ['shed', number(u.sheds)],
      ['keys set aside', number(u.keys_set_aside)],
    ])),
  );
  if (failed.length) panel.append(el('p', { class: 'bad' }, failed.map(([code, n]) => `${code} ${number(n)}`).join(', ')));
  const up = u.endpoints.filter((e) => e.state === 'up' && e.weight > 0);
  panel.append(table(head, u.endpoints.map((e) => endpoint(u.name, e, ago, allowed, up.every((other) => other === e)))));
  return panel;
}

export function feeds(list) {
  const panel = el('div', { class: 'panel' });
  if (!list.length) panel.append(el('p', { class: 'soft' }, 'Nobody has asked for a feed yet.'));
  else
    panel.append(table(['Feed', 'Readers', 'Events', 'Gaps', 'Sources'], list.map((f) => {
      const sources = Object.entries(f.sources).filter(([, n]) => n > 0).map(([state, n]) => `${number(n)} ${state}`);
      return row(f.name, number(f.subscribers), number(f.events), number(f.gaps), sources.join(', ') || '–');
    })));
  return panel;
}

/** Jobs by state. */
export function jobs(states) {
  const panel = el('div', { class: 'panel' });
  const rows = Object.entries(states).map(([state, n]) => row(state, number(n)));
  panel.append(rows.length ? table(['State', 'Jobs'], rows) : el('p', { class: 'soft' }, 'No jobs.'));
  return panel;
}
