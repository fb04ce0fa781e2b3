import { el } from './dom.js';

/** Names for people. What the server has beyond these is shown as it is called. */
const NAMES = {
  'sluice-1': 'Sluice 1',
  'sluice-1-slow': 'Sluice 1, slow',
  'sim;ttft=300;rate=30;tokens=400': 'Simulator, 400 tokens',
  'sim;ttft=200;rate=120;tokens=2000': 'Simulator, long and fast',
};
const CHOSEN = 'sluice-chat-model';

/** Fills the picker with what the server offers, and keeps the choice. `?model=` in the address wins. */
export async function fillModels(select) {
  const wanted = new URLSearchParams(location.search).get('model') ?? remembered();
  const ids = await offered();
  if (wanted && !ids.includes(wanted)) ids.push(wanted);
  select.replaceChildren(...ids.map((value) => el('option', { value }, NAMES[value] ?? value)));
  select.value = wanted ?? ids[0];
  select.addEventListener('change', () => localStorage.setItem(CHOSEN, select.value));
}

async function offered() {
  try {
    const { data } = await (await fetch('/v1/models')).json();
    const ids = data.map(({ id }) => id).filter((id) => !id.includes('*'));
    // The built-in simulator takes its pace by name; a server with real providers only does not have it.
    return ids.includes('sluice-1') ? [...new Set([...ids, ...Object.keys(NAMES)])] : ids;
  } catch {
    return Object.keys(NAMES);
  }
}

function remembered() {
  try {
    return localStorage.getItem(CHOSEN);
  } catch {
    return null;
  }
}
