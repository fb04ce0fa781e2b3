/**
 * The exactly-once merge of one answer. Events may come late, twice, out of a second connection, joined to a range
 * (`from`..`seq`) or folded into a snapshot; what comes out is each piece of text once, in order.
 *
 * It remembers how long the text was after each event, so that a range which overlaps what is here already can be cut
 * at the right letter: a tab that saw 11 and 12 singly may be sent 11..14 by a connection that resumed from 10.
 *
 * An event beyond a hole is held back and `hole` is set: the owner reads the stream's snapshot and calls
 * {@link Ledger#snapshot}, which lets the rest through. No I/O, no timers.
 */
export class Ledger {
  /** Everything up to this event is in `text`. */
  seq = 0;
  text = '';
  /** The terminal event `{name, data}`, once everything before it has come. */
  end = null;

  #lengths = [[0, 0]];
  #beyond = new Map();

  /** Whether an event waits here for others that have not come. */
  get hole() {
    return this.#beyond.size > 0;
  }

  /** @returns the pieces that this event releases, as {text, seq, raw} (+ replace, gap): none if it is known or early */
  offer(name, data) {
    if (this.end) return [];
    const out = [];
    if (this.#apply(name, data, out)) this.#drain(out);
    return out;
  }

  /** What the server says that the stream is: heals a hole, and begins a reader who comes late. */
  snapshot(data) {
    return this.offer('snapshot', data);
  }

  /** Gives up on what is missing: tells it as a gap and lets the rest through. */
  skip() {
    const out = [];
    const [first] = Array.from(this.#beyond.values()).sort((a, b) => fromOf(a) - fromOf(b));
    if (!first) return out;
    // A range that overlaps what is here, but cannot be cut, is skipped whole: better a gap than a doubled letter.
    const to = fromOf(first) > this.seq + 1 ? fromOf(first) - 1 : first.data.seq;
    this.#gap(this.seq + 1, to, out);
    this.#drain(out);
    return out;
  }

  #apply(name, data, out) {
    if (name === 'start') return this.#advance(data.seq ?? 1);
    const { seq } = data;
    if (name === 'gap') return data.to > this.seq && this.#gap(data.from, data.to, out);
    if (name === 'snapshot') return seq > this.seq && this.#replace(data, out);
    const terminal = name === 'done' || name === 'failed';
    if (!terminal && seq <= this.seq) return false;
    if (fromOf({ data }) > this.seq + 1) {
      this.#beyond.set(seq, { name, data });
      return false;
    }
    if (terminal) this.end = { name, data };
    else if (!this.#append(data, out)) return false;
    return this.#advance(seq);
  }

  /** Cuts off what is here already. False where the range begins before all that is remembered. */
  #append(data, out) {
    const piece = textOf(data.chunk);
    const before = this.#lengthAt(fromOf({ data }) - 1);
    if (before === null) {
      this.#beyond.set(data.seq, { name: 'chunk', data }); // a snapshot will cover it
      return false;
    }
    const fresh = piece.slice(this.text.length - before);
    this.text += fresh;
    out.push({ text: fresh, seq: data.seq, raw: data.chunk });
    return true;
  }

  #replace(data, out) {
    const text = data.text ?? '';
    const grows = text.startsWith(this.text);
    const piece = { text: grows ? text.slice(this.text.length) : text, seq: data.seq, raw: data, snapshot: true };
    if (!grows) piece.replace = true;
    this.text = text;
    this.#lengths = [];
    out.push(piece);
    return this.#advance(data.seq);
  }

  #gap(from, to, out) {
    out.push({ text: '', seq: to, raw: null, gap: { from, to } });
    return this.#advance(to);
  }

  #advance(seq) {
    if (seq <= this.seq) return false;
    this.seq = seq;
    this.#lengths.push([seq, this.text.length]);
    return true;
  }

  #drain(out) {
    for (const [seq, held] of [...this.#beyond].sort((a, b) => a[0] - b[0])) {
      if (this.end) break;
      if (seq > this.seq && fromOf(held) > this.seq + 1) break;
      this.#beyond.delete(seq);
      this.#apply(held.name, held.data, out);
    }
    if (this.end) this.#beyond.clear();
  }

  /** The text's length after event `seq`, by binary search; null where it is not known. */
  #lengthAt(seq) {
    let low = 0;
    let high = this.#lengths.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const [at, length] = this.#lengths[middle];
      if (at === seq) return length;
      if (at < seq) low = middle + 1;
      else high = middle - 1;
    }
    return null;
  }
}

function fromOf({ data }) {
  return data.from ?? data.seq;
}

/** The text of a `chat.completion.chunk`'s first choice; '' for a chunk that carries a role, tool calls or usage. */
export function textOf(chunk) {
  const first = chunk?.choices?.find((choice) => (choice.index ?? 0) === 0);
  return first?.delta?.content ?? '';
}
