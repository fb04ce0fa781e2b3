/** A queue with one reader: what is pushed comes out of `for await` in order, then the end or the failure. */
export class Pushable {
  #items = [];
  #waiting = [];
  #ended = false;
  #failure = null;

  push(item) {
    if (this.#ended) return;
    const reader = this.#waiting.shift();
    if (reader) reader.resolve({ value: item, done: false });
    else this.#items.push(item);
  }

  /** What was pushed before is still read. Idempotent; the first end wins. */
  end(failure = null) {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    for (const reader of this.#waiting.splice(0)) this.#last(reader);
  }

  /** Drops what was not read. */
  clear() {
    this.#items.length = 0;
  }

  /** Drops what was not read and ends: for a reader that leaves early. */
  drop() {
    this.clear();
    this.end();
  }

  next() {
    if (this.#items.length > 0) return Promise.resolve({ value: this.#items.shift(), done: false });
    return new Promise((resolve, reject) => {
      const reader = { resolve, reject };
      if (this.#ended) this.#last(reader);
      else this.#waiting.push(reader);
    });
  }

  #last(reader) {
    const failure = this.#failure;
    this.#failure = null; // as a generator does: it throws once, then it is done
    if (failure) reader.reject(failure);
    else reader.resolve({ value: undefined, done: true });
  }
}
