/** Most events kept for streams that this page may turn out to have asked for: a second of a very fast answer. */
const EARLY_EVENTS = 2000;

/**
 * Brings each event to whoever reads its stream in this page. While a submit is on its way, events of unknown streams
 * are kept: the channel may bring the first words before the submit's own answer brings the stream's id.
 */
export class Inbox {
  #readers = new Map();
  #early = [];
  #expected = 0;

  /** Whether an event of this stream is of any use here: spares the parsing of what is meant for other tabs. */
  wants(stream) {
    return this.#readers.has(stream) || this.#expected > 0;
  }

  deliver(stream, name, data) {
    const readers = this.#readers.get(stream);
    if (readers) for (const reader of [...readers]) reader.offer(name, data);
    else if (this.#expected > 0 && this.#early.length < EARLY_EVENTS) this.#early.push({ stream, name, data });
  }

  /** A submit leaves. Each call is followed by one {@link Inbox#settle}. */
  expect() {
    this.#expected++;
  }

  /** A submit was answered; after {@link Inbox#add} where it was accepted. */
  settle() {
    if (--this.#expected === 0) this.#early = [];
  }

  /** Adds a reader, which gets what came early at once. */
  add(stream, reader) {
    if (!this.#readers.has(stream)) this.#readers.set(stream, new Set());
    this.#readers.get(stream).add(reader);
    for (const early of this.#early) if (early.stream === stream) reader.offer(early.name, early.data);
  }

  remove(stream, reader) {
    const readers = this.#readers.get(stream);
    if (readers?.delete(reader) && readers.size === 0) this.#readers.delete(stream);
  }

  /** All readers of all streams. */
  all() {
    return Array.from(this.#readers.values(), (readers) => [...readers]).flat();
  }

  /** Ids of the streams that are read here. */
  streams() {
    return [...this.#readers.keys()];
  }
}
