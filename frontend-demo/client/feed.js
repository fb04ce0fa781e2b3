import { SluiceError } from './errors.js';
import { Pushable } from './pushable.js';

/**
 * A feed as this page sees it: an endless async iterable of `{event, id, data, seq}`, and `{gap: {from, to}}` where
 * events are missing for good. It begins with the first event that comes after the subscription.
 */
export class Feed {
  #out = new Pushable();
  #onEnd;
  #seq = null;

  stream = null;
  /** Nobody reads it any more. */
  ended = false;

  constructor(onEnd, signal = null) {
    this.#onEnd = onEnd;
    if (signal?.aborted) queueMicrotask(() => this.finish(null));
    else signal?.addEventListener('abort', () => this.finish(null), { once: true });
  }

  begin({ stream }) {
    this.stream = stream;
  }

  offer(name, data) {
    if (name === 'failed') this.finish(new SluiceError(data));
    if (name === 'gap') this.#tellGap(data.from, data.to);
    if (name !== 'feed' || (this.#seq !== null && data.seq <= this.#seq)) return;
    if (this.#seq !== null && data.seq > this.#seq + 1) this.#tellGap(this.#seq + 1, data.seq - 1);
    this.#seq = data.seq;
    this.#out.push({ event: data.event, id: data.id, data: data.data, seq: data.seq });
  }

  finish(failure) {
    this.ended = true;
    this.#out.end(failure);
    this.#onEnd(this);
  }

  /** An endless stream has no snapshot to read: what is missing shows in the numbering of the next event. */
  heal() {}

  [Symbol.asyncIterator]() {
    return {
      next: () => this.#out.next(),
      return: async () => {
        this.#out.drop();
        this.finish(null);
        return { value: undefined, done: true };
      },
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  }

  #tellGap(from, to) {
    if (this.#seq !== null && to <= this.#seq) return;
    this.#seq = to;
    this.#out.push({ gap: { from, to } });
  }
}
