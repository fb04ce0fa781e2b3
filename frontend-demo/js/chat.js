import { Sluice } from '../client/sluice.js';
import { Composer } from './composer.js';
import { Conversations } from './conversations.js';
import { byId, el } from './dom.js';
import { MessageView } from './message.js';
import { fillModels } from './models.js';
import { showPill } from './pill.js';
import { Replies } from './replies.js';
import { Side } from './side.js';

const IDEAS = [
  ['Explain it to a child', 'Why do six tabs work and the seventh hangs?'],
  ['Write some code', 'A reader for server-sent events, in JavaScript'],
  ['Compare', 'Server-sent events or WebSockets for a chat?'],
  ['Plan', 'A week of walks along old canals'],
];

const sluice = new Sluice();
const conversations = new Conversations();
const replies = new Replies(sluice, conversations, worded);
const composer = new Composer({ onSend: ask, onStop: () => replies.stop(current.id) });
const side = new Side({ onNew: () => go(null) });
const log = byId('log');
let current = null;
let views = new Map();
let stuck = true;

/** A new word, or the end, of an answer in this page; its conversation may be another than the open one. */
function worded(conversation, message) {
  if (conversation.id === current.id) {
    views.get(message)?.show();
    composer.running = replies.runs(current.id);
  }
  if (message.state === 'running') return;
  list();
  if (conversation.id === current.id) byId('said').textContent = message.state === 'failed' ? 'The answer failed' : 'The answer is complete';
}

function ask(text) {
  if (current.messages.length === 0) current.title = text.replace(/\s+/g, ' ').slice(0, 60);
  Object.assign(current, { at: Date.now(), model: byId('model').value });
  current.messages.push({ role: 'user', content: text });
  byId('said').textContent = 'Answering';
  reply();
  if (location.hash !== `#${current.id}`) history.replaceState(null, '', `#${current.id}`);
}

function reply() {
  replies.ask(current);
  stuck = true;
  draw();
  list();
}

/** Asks the last question again, in place of the answer that failed. */
function retry() {
  if (replies.runs(current.id)) return;
  if (current.messages.at(-1).role === 'assistant') current.messages.pop();
  current.model = byId('model').value;
  reply();
}

function open(id) {
  const known = id && (replies.conversation(id) ?? conversations.load(id));
  current = known || conversations.create();
  if (known) replies.resume(current);
  stuck = true;
  draw();
  list();
  composer.focus();
}

/** Shows a conversation, or a new one for null; the address keeps it over a reload. */
function go(id) {
  history.pushState(null, '', id ? `#${id}` : location.pathname + location.search);
  open(id);
}

function draw() {
  const empty = current.messages.length === 0;
  byId('welcome').hidden = !empty;
  byId('messages').hidden = empty;
  views = new Map(current.messages.map((message) => [message, new MessageView(message, { onRetry: retry })]));
  byId('messages').replaceChildren(...Array.from(views.values(), ({ node }) => node));
  composer.running = replies.runs(current.id);
  document.title = current.title ? `${current.title} · Sluice Chat` : 'Sluice Chat';
  follow();
}

function list() {
  const entries = conversations.list().map(({ id, title }) => ({ id, title, live: replies.runs(id), current: id === current.id }));
  side.show(entries, { onOpen: go, onDrop: drop });
}

function drop(id) {
  replies.discard(id);
  conversations.remove(id);
  if (id === current.id) go(null);
  else list();
}

/** Stays at the newest word unless the reader scrolled up. */
function follow() {
  if (stuck) log.scrollTop = log.scrollHeight;
  byId('down').hidden = stuck || current.messages.length === 0;
}

log.addEventListener('drawn', follow);
log.addEventListener('scroll', () => {
  stuck = log.scrollHeight - log.scrollTop - log.clientHeight < 48;
  byId('down').hidden = stuck;
});
byId('down').addEventListener('click', () => {
  stuck = true;
  follow();
});
byId('ideas').append(
  ...IDEAS.map(([title, text]) => {
    const idea = el('button', { type: 'button' }, title, el('small', {}, text));
    idea.addEventListener('click', () => ask(text));
    return idea;
  }),
);
addEventListener('popstate', () => open(location.hash.slice(1)));
conversations.watch(list);
showPill(sluice);
await fillModels(byId('model'));
open(location.hash.slice(1));
// Answers of other conversations that this tab was streaming when it was reloaded.
for (const { id } of conversations.list()) {
  const other = conversations.load(id);
  if (id !== current.id && sluice.running().includes(other?.messages.at(-1)?.stream)) replies.resume(other);
}
list();
