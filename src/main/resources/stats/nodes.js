import { el, facts, number, row, table } from '/stats/dom.js';

const KIND = { ready: 'good', alive: 'good', starting: 'wait', draining: 'wait', ending: 'wait', silent: 'bad', gone: 'bad', unknown: 'bad' };
const HEAD = ['Node', 'State', 'Up', 'Heard', 'Connections', 'Answers', 'Feed sources'];

function node(n, ago) {
  const heard = n.here ? 'now' : `${ago(Math.round(n.heard_ms / 1000))} ago`;
  const cells = [
    el('td', { title: n.member }, n.name, n.here ? el('span', { class: 'soft' }, ' this node') : ''),
    el('td', { class: 'left' }, el('span', { class: `state ${KIND[n.state] ?? 'wait'}` }, n.state)),
    n.up_s === undefined ? '–' : ago(n.up_s),
    heard,
    number(n.connections),
    number(n.answers),
    number(n.feeds),
  ];
  const line = row(...cells);
  line.dataset.node = n.name;
  return line;
}

/** The nodes that share a store, and what this one does for the others. */
export function cluster(c, ago) {
  const panel = el('div', { class: 'panel' });
  const redis = el('span', { class: `state ${c.redis_up ? 'good' : 'bad'}` }, c.redis_up ? 'up' : 'away');
  panel.append(
    el('div', {}, facts([
      ['redis', redis],
      ['logs written', number(c.written)],
      ['logs copied', number(c.copied)],
      ['answers of dead nodes ended here', number(c.ended)],
      ['answers lost to others', number(c.lost)],
    ])),
    table(HEAD, c.nodes.map((n) => node(n, ago))),
  );
  return panel;
}

/** What draining this node does to those who read here. */
export function drainQuestion(sample) {
  const { sse, websocket, readers, streams } = sample.gauges;
  const others = (sample.cluster?.nodes ?? []).filter((n) => !n.here && n.state === 'ready').map((n) => n.name);
  const where = others.length ? `other nodes that are ready: ${others.join(', ')}` : 'no other node is known that is ready to take them';
  return (
    'Drain this node? It takes no new sessions, and those who read here are asked to go elsewhere. ' +
    `Connections: ${number(sse + websocket + readers)}; answers under way: ${number(streams)}; ${where}.`
  );
}
