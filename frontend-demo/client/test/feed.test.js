import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Feed } from '../feed.js';

/** A server with one feed, and a channel that the test works by hand. */
function world({ epoch = 'k1', first = 1 } = {}) {
  const log = [];
  const asked = [];
  const server = {
    log,
    asked,
    epoch,
    left: 0,
    say: (data, id = null) => log.push({ seq: first + log.length, event: 'tick', id, data }),
    join: async (ask) => {
      asked.push(ask);
      const tail = first + log.length - 1;
      const since = ask.since && log.find(({ id }) => id === ask.since)?.seq;
      const from = ask.since ? (since ?? first - 1) : (ask.after ?? tail - (ask.history ?? 0));
      return { stream: 'fd_x', epoch: server.epoch, from, seq: tail, found: !ask.since || since !== undefined };
    },
    past: async (after) => {
      const events = log.filter(({ seq }) => seq > after).slice(0, 2);
      return { from: Math.max(after, first - 1), seq: events.at(-1)?.seq ?? after, events };
    },
  };
  return server;
}

function feedOf(server, options) {
  const feed = new Feed({ ...server, left: () => server.left++ }, options);
  const seen = [];
  (async () => {
    for await (const event of feed) seen.push(event.gap ? `${event.gap.from}-${event.gap.to}` : event.data);
  })();
  return { feed, seen };
}

const settled = () => new Promise((resolve) => setTimeout(resolve, 5));

test('begins with what comes from now on', async () => {
  const server = world();
  server.say('old');
  const { feed, seen } = feedOf(server);
  await feed.enter();
  feed.offer('feed', { seq: 1, event: 'tick', id: null, data: 'old' });
  feed.offer('feed', { seq: 2, event: 'tick', id: null, data: 'new' });
  await settled();
  assert.deepEqual(seen, ['new']);
});

test('history comes first, page by page, and what the channel brings meanwhile is told once and in order', async () => {
  const server = world();
  for (let i = 1; i <= 7; i++) server.say(`e${i}`);
  const { feed, seen } = feedOf(server, { history: 5 });
  const entering = feed.enter();
  feed.offer('feed', { seq: 7, event: 'tick', id: null, data: 'e7' });
  feed.offer('feed', { seq: 8, event: 'tick', id: null, data: 'e8' });
  await entering;
  await settled();
  assert.deepEqual(server.asked, [{ history: 5 }]);
  assert.deepEqual(seen, ['e3', 'e4', 'e5', 'e6', 'e7', 'e8']);
});

test('a hole in the numbers is a gap, and so is what the server says is one', async () => {
  const server = world();
  const { feed, seen } = feedOf(server);
  await feed.enter();
  feed.offer('feed', { seq: 3, event: 'tick', id: null, data: 'e3' });
  feed.offer('gap', { from: 4, to: 4 });
  feed.offer('feed', { seq: 5, event: 'tick', id: null, data: 'e5' });
  await settled();
  assert.deepEqual(seen, ['1-2', 'e3', '4-4', 'e5']);
});

test('goes on where it was when the server forgot it', async () => {
  const server = world();
  const { feed, seen } = feedOf(server);
  await feed.enter();
  server.say('e1', 'a');
  feed.offer('feed', server.log[0]);
  server.say('e2', 'b');
  server.say('e3', 'c');
  feed.heal();
  await settled();
  assert.deepEqual(server.asked[1], { since: 'a' });
  assert.deepEqual(seen, ['e1', 'e2', 'e3']);
});

test('a numbering that begins anew is not taken for old events', async () => {
  const server = world();
  const { feed, seen } = feedOf(server);
  await feed.enter();
  for (let i = 1; i <= 5; i++) feed.offer('feed', { seq: i, event: 'tick', id: null, data: `e${i}` });
  server.epoch = 'k2';
  server.say('other');
  feed.heal();
  await settled();
  feed.offer('feed', { seq: 2, event: 'tick', id: null, data: 'next' });
  await settled();
  assert.deepEqual(seen.slice(5), ['0-0', 'next']);
});

test('who leaves says so, once', async () => {
  const server = world();
  const { feed } = feedOf(server);
  await feed.enter();
  feed.finish(null);
  feed.finish(null);
  assert.equal(server.left, 1);
});

test('who leaves while it subscribes says so afterwards', async () => {
  const server = world();
  const { feed } = feedOf(server);
  const entering = feed.enter();
  feed.finish(null);
  await entering;
  assert.equal(server.left, 1);
});
