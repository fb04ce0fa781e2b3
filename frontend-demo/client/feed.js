import { SluiceError } from './errors.js';
import { Pushable } from './pushable.js';

/**
 * A feed as this page sees it: an endless async iterable of `{event, id, data, seq}`, and `{gap: {from, to}}` where
 * events are missing for good (0 to 0: before the first that the server numbered). It begins where it was asked to; what
 * is past is read by the feed's URL, since a channel that carries the feed already does not tell it again.
 *
 * `server` is what it needs of its client: `join(ask)` subscribes, `past(after)` reads a page, `left(feed)` ends it.
 */
export class Feed {
  #out = new Pushable();
  #server;
  #ask;
  #seq = null;
  #epoch = null;
  #lastId = null;
  #held = null;

  stream = null;
  /** Nobody reads it any more. */
  ended = false;

  constructor(server, { signal = null, history = 0, since = null } = {}) {
    this.#server = server;
    this.#ask = since !== null ? { since } : history > 0 ? { history } : {};
    if (signal?.aborted) queueMicrotask(() => this.finish(null));
    else signal?.addEventListener('abort', () => this.finish(null), { once: true });
  }

  /** Subscribes, and reads what is past. What the channel brings meanwhile waits. */
  async enter() {
    this.#held ??= [];
    try {
      const joined = await this.#server.join(this.#ask);
      this.stream = joined.stream;
      if (this.ended) return this.#server.left(this);
      this.#begin(joined);
      while (this.#seq < joined.seq && !this.ended) if (!this.#page(await this.#server.past(this.#seq))) break;
    } finally {
      const held = this.#held ?? [];
      this.#held = null;
      for (const [name, data] of held) this.offer(name, data);
    }
  }

  offer(name, data) {
    if (this.#held) this.#held.push([name, data]);
    else if (name === 'failed') this.finish(new SluiceError(data));
    else if (name === 'gap') this.#tellGap(data.from, data.to ?? data.from);
    else if (name === 'feed') this.#take(data);
  }

  finish(failure) {
    if (this.ended) return;
    this.ended = true;
    this.#out.end(failure);
    if (this.stream) this.#server.left(this);
  }

  /** The server may have forgotten that this page reads the feed: says so again, and goes on where it was. */
  heal() {
    if (this.ended || this.#held || this.#seq === null) return;
    this.#ask = this.#lastId === null ? { after: this.#seq } : { since: this.#lastId };
    this.enter().catch(() => {}); // the next hello heals it, or nobody
  }

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

  #begin({ epoch, from, seq, found = true }) {
    const first = this.#seq === null;
    const anew = !first && epoch !== this.#epoch;
    this.#epoch = epoch;
    if (anew) this.#seq = found && this.#lastId !== null ? from : seq;
    else this.#seq = first ? from : Math.max(from, this.#seq);
    if (!found || (anew && this.#lastId === null)) this.#out.push({ gap: { from: 0, to: 0 } });
  }

  /** @returns whether there may be more */
  #page({ from, seq, events }) {
    if (from > this.#seq) this.#tellGap(this.#seq + 1, from);
    const before = this.#seq;
    for (const event of events) {
      if (event.gap) this.#tellGap(event.seq, event.seq);
      else this.#take(event);
    }
    return this.#seq > before && this.#seq >= seq;
  }

  #take({ seq, event, id, data }) {
    if (this.#seq !== null && seq <= this.#seq) return;
    if (this.#seq !== null && seq > this.#seq + 1) this.#tellGap(this.#seq + 1, seq - 1);
    this.#seq = seq;
    if (id !== null && id !== undefined) this.#lastId = id;
    this.#out.push({ event, id, data, seq });
  }

  #tellGap(from, to) {
    if (this.#seq !== null && to <= this.#seq) return;
    this.#seq = to;
    this.#out.push({ gap: { from, to } });
  }
}
