// What an operator may change here: whoever is on this machine, or has an admin key, which this page keeps until it is closed.
const KEY = 'sluice-admin-key';
let allowed = false;
let redraw = () => {};

function headers() {
  const key = sessionStorage.getItem(KEY);
  return key ? { authorization: `Bearer ${key}` } : {};
}

function tell(text, good) {
  const at = document.getElementById('told');
  at.textContent = text;
  at.className = good ? 'good' : '';
  at.hidden = !text;
}

async function problem(response) {
  try {
    const body = await response.json();
    return body.detail ?? body.title ?? `status ${response.status}`;
  } catch {
    return `status ${response.status}`;
  }
}

async function check() {
  const response = await fetch('/admin', { headers: headers() });
  allowed = response.ok;
  document.getElementById('node-actions').hidden = !allowed;
  document.getElementById('key').hidden = allowed;
  if (!allowed && sessionStorage.getItem(KEY)) {
    sessionStorage.removeItem(KEY);
    tell(await problem(response), false);
  }
  redraw();
}

async function post(path, body) {
  const response = await fetch(path, { method: 'POST', headers: { ...headers(), 'content-type': 'application/json' }, body: body ?? '{}' });
  if (response.ok) tell('Done.', true);
  else tell(await problem(response), false);
}

function click(event) {
  const button = event.target.closest('[data-admin]');
  if (!button || (button.dataset.ask && !confirm(button.dataset.ask))) return;
  button.blur();
  post(button.dataset.admin, button.dataset.body).catch((e) => tell(e.message, false));
}

function change(event) {
  const path = event.target.dataset.weight;
  if (!path) return;
  const weight = Number(event.target.value);
  event.target.blur();
  post(path, JSON.stringify({ weight })).catch((e) => tell(e.message, false));
}

export const admin = {
  /** Whether the buttons are of use. */
  allowed: () => allowed,

  /** @param {() => void} draw called when that may have changed */
  start(draw) {
    redraw = draw;
    document.addEventListener('click', click);
    document.addEventListener('change', change);
    document.getElementById('key').addEventListener('submit', (event) => {
      event.preventDefault();
      const input = document.getElementById('key-value');
      sessionStorage.setItem(KEY, input.value.trim());
      input.value = '';
      check().catch((e) => tell(e.message, false));
    });
    check().catch(() => {});
  },
};
