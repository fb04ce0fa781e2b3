import { el, icon } from './dom.js';
import { MarkdownView, copyText } from './markdown.js';

/** One message on the page. `show` may be called at each word: it draws at most once a frame. */
export class MessageView {
  node;
  #message;
  #words = el('div', { className: 'words' });
  #markdown = new MarkdownView(this.#words);
  #under = el('div', { className: 'under' });
  #trouble = null;
  #onRetry;
  #drawing = false;

  constructor(message, { onRetry }) {
    this.#message = message;
    this.#onRetry = onRetry;
    this.node = el('article', { className: `message ${message.role}` });
    if (message.role === 'user') {
      this.#words.textContent = message.content;
      this.node.append(el('span', { className: 'unseen' }, 'You: '), this.#words);
      return;
    }
    this.node.append(icon('mark', 'mark'), this.#words, this.#under);
    this.#draw();
  }

  show() {
    if (this.#drawing) return;
    this.#drawing = true;
    // A hidden page gets no frames, yet its title, its tests and its screen reader want the words.
    if (document.visibilityState === 'visible') requestAnimationFrame(() => this.#draw());
    else setTimeout(() => this.#draw(), 100);
  }

  #draw() {
    this.#drawing = false;
    const { content, state, stream } = this.#message;
    const running = state === 'running';
    this.node.dataset.state = state;
    if (stream) this.node.dataset.stream = stream;
    this.node.setAttribute('aria-busy', String(running));
    this.#markdown.show(content, running);
    if (!running) this.#finish();
    this.node.dispatchEvent(new CustomEvent('drawn', { bubbles: true }));
  }

  #finish() {
    this.#under.replaceChildren();
    if (this.#message.content) {
      const copy = el('button', { type: 'button', className: 'quiet' }, icon('copy'), 'Copy');
      copy.addEventListener('click', () => copyText(this.#message.content, copy));
      this.#under.append(copy);
    }
    this.#under.append(el('span', { className: 'facts' }, facts(this.#message)));
    if (this.#message.state === 'failed' && !this.#trouble) {
      const { code, trouble } = this.#message;
      const again = el('button', { type: 'button' }, 'Try again');
      again.addEventListener('click', () => this.#onRetry());
      this.#trouble = el('div', { className: 'trouble', role: 'alert' }, TROUBLES[code] ?? trouble, again);
      this.node.append(this.#trouble);
    }
  }
}

/** What went wrong, for people; what is not known here is told in the server's own words. */
const TROUBLES = {
  unknown_stream: 'The server no longer has this answer: it was restarted, or the answer is too old.',
  unreachable: 'The server cannot be reached.',
};

/** First word after 0.31 s, 164 tokens, 30 a second, $0.0001. */
function facts({ state, firstMs, tookMs, tokens, cost }) {
  const parts = [];
  if (state === 'stopped') parts.push('Stopped');
  if (firstMs) parts.push(`first word ${(firstMs / 1000).toFixed(2)} s`);
  if (tokens) parts.push(`${tokens} tokens`);
  if (tokens && tookMs > firstMs) parts.push(`${Math.round((tokens / (tookMs - firstMs)) * 1000)}/s`);
  if (cost) parts.push(`$${cost.toPrecision(2)}`);
  return parts.join(' · ');
}
