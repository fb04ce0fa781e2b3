import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ledger } from '../ledger.js';
import { seeded } from './fakes/clock.js';

const chunk = (seq, text, from) => ({ seq, ...(from && { from }), chunk: { choices: [{ index: 0, delta: { content: text } }] } });

/** What a reader of the pieces has on its screen. */
function shown(pieces) {
  return pieces.reduce((text, piece) => (piece.replace ? piece.text : text + piece.text), '');
}

test('takes each event once and in order', () => {
  const ledger = new Ledger();
  ledger.offer('start', {});
  const pieces = [chunk(2, 'a'), chunk(2, 'a'), chunk(3, 'b'), chunk(2, 'a')].flatMap((data) => ledger.offer('chunk', data));
  assert.deepEqual(pieces.map(({ text }) => text), ['a', 'b']);
});

test('cuts a range that overlaps what is here at the right letter', () => {
  const ledger = new Ledger();
  ledger.offer('start', {});
  for (const [seq, text] of [[2, 'one '], [3, 'two '], [4, 'three ']]) ledger.offer('chunk', chunk(seq, text));
  const [piece] = ledger.offer('chunk', chunk(6, 'two three four five', 3));
  assert.equal(piece.text, 'four five');
  assert.equal(ledger.text, 'one two three four five');
});

test('holds back what lies beyond a hole until a snapshot fills it', () => {
  const ledger = new Ledger();
  ledger.offer('start', {});
  assert.deepEqual(ledger.offer('chunk', chunk(4, 'c')), []);
  assert.equal(ledger.hole, true);
  const pieces = ledger.snapshot({ seq: 3, text: 'ab' });
  assert.equal(shown(pieces), 'abc');
  assert.equal(ledger.hole, false);
});

test('ends only after everything before the end has come', () => {
  const ledger = new Ledger();
  ledger.offer('start', {});
  ledger.offer('done', { seq: 3, finish_reason: 'stop' });
  assert.equal(ledger.end, null);
  ledger.offer('chunk', chunk(2, 'a'));
  assert.equal(ledger.end.name, 'done');
});

test('a snapshot that contradicts the text replaces it', () => {
  const ledger = new Ledger();
  ledger.offer('start', {});
  ledger.offer('chunk', chunk(2, 'wrong'));
  const [piece] = ledger.snapshot({ seq: 5, text: 'right' });
  assert.equal(piece.replace, true);
  assert.equal(ledger.text, 'right');
});

test('what cannot be healed is told as a gap', () => {
  const ledger = new Ledger();
  ledger.offer('start', {});
  ledger.offer('chunk', chunk(5, 'tail'));
  const pieces = ledger.skip();
  assert.deepEqual(pieces[0].gap, { from: 2, to: 4 });
  assert.equal(shown(pieces), 'tail');
});

/**
 * The model: a log of random words, and a reader whose connections resume anywhere at or behind what it has seen, merge
 * anything, repeat, jump ahead and fold into snapshots. Whatever comes, the screen must show the log's text.
 */
test('equals the log whatever the connections do to it', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const random = seeded(seed);
    const upTo = (n) => Math.floor(random() * (n + 1));
    const last = 3 + upTo(40);
    const words = Array.from({ length: last + 1 }, (_, seq) => (seq >= 2 && seq < last ? 'abcdef'.slice(0, upTo(5)) + seq : ''));
    const textUpTo = (seq) => words.slice(0, seq + 1).join('');
    const event = (seq) => {
      if (seq === 1) return ['start', {}];
      return seq === last ? ['done', { seq }] : ['chunk', chunk(seq, words[seq])];
    };
    const ledger = new Ledger();
    const pieces = [];
    for (let step = 0; !ledger.end; step++) {
      assert.ok(step < 3000, `seed ${seed}: never ends`);
      const at = Math.max(1, ledger.seq - upTo(6) + (random() < 0.1 ? 1 + upTo(4) : 1));
      const to = Math.min(last - 1, at + upTo(5));
      const kind = random();
      if (kind < 0.5 && at <= last) pieces.push(...ledger.offer(...event(at)));
      else if (kind < 0.8 && at >= 2 && at <= to) {
        pieces.push(...ledger.offer('chunk', chunk(to, words.slice(at, to + 1).join(''), at)));
      } else if (kind < 0.85) pieces.push(...ledger.offer('snapshot', snapshot(upTo(to))));
      if (ledger.hole && random() < 0.3) pieces.push(...ledger.snapshot(snapshot(Math.max(ledger.seq, upTo(last - 1)))));
    }
    assert.equal(ledger.text, textUpTo(last), `seed ${seed}`);
    assert.equal(shown(pieces), textUpTo(last), `seed ${seed}`);
    assert.ok(pieces.every(({ replace, gap }) => !replace && !gap), `seed ${seed}: nothing is replaced or lost`);

    function snapshot(seq) {
      return { seq, text: textUpTo(seq) };
    }
  }
});
