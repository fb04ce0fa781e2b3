import { byId, el } from './dom.js';

const WORDS = { open: 'Live', connecting: 'Connecting', reconnecting: 'Reconnecting', closed: 'Disconnected' };
const ROLES = {
  leader: 'This tab holds the connection and shares it with the others.',
  follower: 'Another tab holds the connection; this one listens in.',
  solo: 'This browser cannot share between tabs here, so this tab has a connection of its own.',
};
const REASONS = {
  broken: 'The connection broke.',
  silence: 'Nothing was heard for too long.',
  draining: 'The server is being updated.',
  overloaded: 'The server is busy.',
  reset: 'The server begins anew.',
  offline: 'The network is away.',
  not_ready: 'The server is not ready yet.',
  unreachable: 'The server cannot be reached.',
  replaced: 'Another window took the connection.',
};

/** The connection in one glance; a click says more. Follows the client's `state` events. */
export function showPill(sluice) {
  const pill = byId('pill');
  const card = byId('card');
  let ticking = null;

  function draw() {
    const { state, role, reason, retryAt, tabs } = sluice.state;
    const seconds = retryAt ? Math.ceil((retryAt - Date.now()) / 1000) : 0;
    pill.dataset.state = state;
    pill.dataset.role = role;
    pill.dataset.tabs = tabs;
    const word = state === 'reconnecting' && seconds > 0 ? `Reconnecting in ${seconds} s` : WORDS[state];
    const more = pill.querySelector('.more');
    pill.querySelector('.word').textContent = word;
    more.hidden = state !== 'open';
    more.replaceChildren(el('span', { className: 'role' }, `${role}, `), tabs === 1 ? '1 tab' : `${tabs} tabs`);
    clearTimeout(ticking);
    if (retryAt && seconds > 0) ticking = setTimeout(draw, 250);
    if (!card.hidden) fill({ state, role, reason, tabs });
  }

  function fill({ state, role, reason, tabs }) {
    const rows = { Role: role, 'Tabs that share it': tabs, 'This tab': sluice.tab.slice(-6) };
    const list = Object.entries(rows).flatMap(([name, value]) => [el('dt', {}, name), el('dd', {}, String(value))]);
    const text = state === 'open' ? ROLES[role] : (REASONS[reason] ?? 'Finding the way to the server.');
    card.replaceChildren(el('p', {}, text), el('dl', {}, ...list));
    if (state !== 'closed') return;
    const again = el('button', { type: 'button', className: 'again' }, 'Connect here');
    again.addEventListener('click', () => sluice.reconnect());
    card.append(again);
  }

  function open(yes) {
    card.hidden = !yes;
    pill.setAttribute('aria-expanded', String(yes));
    if (yes) draw();
  }

  pill.addEventListener('click', () => open(card.hidden));
  addEventListener('click', ({ target }) => !card.hidden && !pill.parentNode.contains(target) && open(false));
  pill.parentNode.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || card.hidden) return;
    event.stopPropagation();
    open(false);
    pill.focus();
  });
  sluice.addEventListener('state', draw);
  draw();
}
