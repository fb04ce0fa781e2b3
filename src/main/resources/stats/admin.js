// What an operator may change here: whoever is on this machine, or has an admin key, which this page keeps until it is closed.
import { ask } from '/stats/ask.js';

const KEY = 'sluice-admin-key';
let key = sessionStorage.getItem(KEY);
let allowed = false;
let redraw = () => {};

function headers(bearer) {
  return bearer ? { authorization: `Bearer ${bearer}` } : {};
}

function tell(text, good) {
  const at = document.getElementById('told');
  at.textContent = text;
  at.className = good ? 'good' : '';
  at.hidden = !text;
}

const broken = (error) => tell(`The node did not answer: ${error.message}`, false);

async function problem(response) {
  try {
    const body = await response.json();
    return body.detail ?? body.title ?? `status ${response.status}`;
  } catch {
    return `status ${response.status}`;
  }
}

/** Asks whether that key opens, or none; one that does not is forgotten, and told. */
async function check(bearer) {
  const response = await fetch('/admin', { headers: headers(bearer) });
  allowed = response.ok;
  key = allowed ? bearer : null;
  if (key) sessionStorage.setItem(KEY, key);
  else sessionStorage.removeItem(KEY);
  document.getElementById('node-actions').hidden = !allowed;
  document.getElementById('key').hidden = allowed;
  redraw();
  if (allowed || !bearer) return tell('', true);
  const why = await problem(response);
  // Whoever is on this machine may need none.
  await check(null);
  return tell(why, false);
}

/** What the node says that it has done, in a line. */
function done(answer) {
  if (answer.endpoint) return `${answer.endpoint}: ${answer.state}, weight ${answer.weight}`;
  const lists = Object.entries({ changed: answer.changed, 'needs a restart': answer.needs_restart }).filter(([, list]) => list?.length);
  return [`This node: ${answer.status}`, ...lists.map(([name, list]) => `${name}: ${list.join(', ')}`)].join('; ');
}

async function post(path, body) {
  const response = await fetch(path, { method: 'POST', headers: { ...headers(key), 'content-type': 'application/json' }, body: body ?? '{}' });
  if (response.ok) return tell(done(await response.json()), true);
  const why = await problem(response);
  // The key was good when it was given, and is not any more.
  if (response.status === 401 || response.status === 403) await check(key);
  return tell(why, false);
}

async function click(event) {
  const button = event.target.closest('[data-admin]');
  if (!button) return;
  const { admin: path, body, ask: question } = button.dataset;
  const name = button.textContent;
  // The tables are drawn anew only while nothing in them has the focus.
  button.blur();
  if (!question || (await ask(question, name))) await post(path, body);
}

async function change(event) {
  const path = event.target.dataset.weight;
  if (!path) return;
  const { value } = event.target;
  event.target.blur();
  // An empty field is no 0, which would take the endpoint out of use.
  if (value === '') tell('weight: got nothing, expected a whole number from 0 to 256', false);
  else await post(path, JSON.stringify({ weight: Number(value) }));
}

export const admin = {
  /** Whether the buttons are of use. */
  allowed: () => allowed,

  /** @param {() => void} draw called when that may have changed */
  start(draw) {
    redraw = draw;
    document.addEventListener('click', (event) => click(event).catch(broken));
    document.addEventListener('change', (event) => change(event).catch(broken));
    document.getElementById('key').addEventListener('submit', (event) => {
      event.preventDefault();
      const input = document.getElementById('key-value');
      const bearer = input.value.trim();
      input.value = '';
      if (/^[\x21-\x7e]+$/.test(bearer)) check(bearer).catch(broken);
      else tell(`Admin key: got ${bearer ? 'characters that no key has' : 'nothing'}, expected an API key with the scope admin`, false);
    });
    check(key).catch(broken);
  },
};
