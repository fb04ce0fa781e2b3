import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff } from '../backoff.js';
import { World, reading } from './fakes/world.js';

const QUESTION = { model: 'sluice-1', messages: [{ role: 'user', content: 'hello' }] };

async function beatEvery(world, ms, total) {
  for (let passed = 0; passed < total; passed += ms) {
    world.server.heartbeat();
    await world.run(ms);
  }
}

test('waits between nothing and a ceiling that doubles up to the cap', () => {
  for (const random of [() => 0, () => 0.5, () => 0.999999]) {
    const backoff = new Backoff({ random });
    for (let attempt = 0; attempt < 40; attempt++) {
      const ceiling = Math.min(30_000, 500 * 2 ** attempt);
      const wait = backoff.next();
      assert.ok(wait >= 0 && wait <= ceiling, `attempt ${attempt}: ${wait} within 0..${ceiling}`);
      assert.ok(Math.abs(wait - random() * ceiling) <= 1);
    }
  }
});

test('what the server asked for is the floor of the wait', () => {
  const backoff = new Backoff({ random: () => 0.25 });
  assert.equal(backoff.next(7000), 7000 + 125);
});

test('stays on one connection while it hears heartbeats', async () => {
  const world = new World();
  world.page();
  await world.run(10);
  await beatEvery(world, 900, 60_000);
  assert.equal(world.server.opened, 1);
});

test('silence longer than two heartbeats makes a new connection', async () => {
  const world = new World();
  const page = world.page();
  await world.run(10);
  await world.run(1900);
  assert.equal(world.server.opened, 1);
  await world.run(400);
  assert.equal(world.server.opened, 2);
  assert.equal(page.sluice.state.state, 'open');
});

test('a connection that never says hello is given up', async () => {
  const world = new World();
  world.server.silent = true;
  const page = world.page();
  await world.run(9900);
  assert.equal(world.server.opened, 1);
  world.server.silent = false;
  await world.run(1000);
  assert.equal(page.sluice.state.state, 'open');
});

test('asks whether the server is ready before it reconnects', async () => {
  const world = new World();
  const page = world.page();
  await world.run(10);
  world.server.ready = false;
  world.server.requests.length = 0;
  world.server.cut();
  await world.run(60_000);
  assert.equal(world.server.opened, 1);
  assert.equal(page.sluice.state.state, 'reconnecting');
  assert.ok(page.sluice.state.retryAt > world.clock.now());
  const asked = world.server.requests.filter((request) => request === 'GET /ready').length;
  assert.ok(asked >= 3 && asked <= 20, `asked ${asked} times in a minute`);
  world.server.ready = true;
  await world.run(31_000);
  assert.equal(world.server.opened > 1, true);
});

test('keeps the wait that a bye asks for', async () => {
  const world = new World();
  const page = world.page();
  await world.run(10);
  world.server.bye({ reason: 'draining', reconnect: true, retry_ms: 5000 });
  await world.run(10);
  assert.deepEqual([page.sluice.state.state, page.sluice.state.reason], ['reconnecting', 'draining']);
  page.window.dispatchEvent(new Event('online'));
  await world.run(4900);
  assert.equal(world.server.opened, 1);
  await world.run(700);
  assert.equal(world.server.opened, 2);
});

test('the network comes back and the page does not wait out its backoff', async () => {
  const world = new World();
  const page = world.page();
  const answer = page.sluice.chat(QUESTION);
  const read = reading(answer);
  await world.run(50);
  const { server } = world;
  server.say(answer.stream, 'before ');
  await world.run(10);
  server.down = true;
  server.cut();
  server.say(answer.stream, 'meanwhile ');
  await world.run(120_000);
  server.down = false;
  page.window.dispatchEvent(new Event('online'));
  await world.run(10);
  server.say(answer.stream, 'after');
  server.finish(answer.stream);
  await world.run(10);
  assert.equal(read.text, 'before meanwhile after');
  assert.equal(read.pieces.filter(({ text }) => text).length, 3);
});

test('a page that wakes with a dead socket reconnects at once', async () => {
  const world = new World();
  world.server.heartbeatMs = 10_000;
  const page = world.page();
  await world.run(10);
  await world.run(13_000);
  page.document.dispatchEvent(new Event('visibilitychange'));
  await world.run(50);
  assert.equal(world.server.opened, 2);
});

test('an answer cut at fifty random places comes whole, with and without merging', async () => {
  for (const merging of [false, true]) {
    const world = new World(7);
    if (merging) world.server.mergeReplays();
    const pages = [world.page(), world.page(), world.page()];
    await world.run(50);
    const reads = pages.map((page) => ({ answer: page.sluice.chat(QUESTION) }));
    for (const entry of reads) entry.read = reading(entry.answer);
    await world.run(50);
    for (let cut = 0; cut < 50; cut++) {
      for (let i = 0; i < 20; i++) {
        const { answer } = reads[Math.floor(world.random() * 3)];
        world.server.say(answer.stream, `${cut}.${i} `);
        if (world.random() < 0.2) await world.run(5);
      }
      world.server.cut();
      await world.run(world.random() * 2000);
    }
    for (const { answer } of reads) world.server.finish(answer.stream);
    await world.run(60_000);
    for (const { answer, read } of reads) {
      assert.equal(read.ended, true);
      assert.equal(read.text, world.server.textOf(answer.stream));
      assert.ok(read.pieces.every(({ replace, gap }) => !replace && !gap));
    }
  }
});

test('a server that lost the session gets a new one, and the lost answers are told as errors', async () => {
  const world = new World();
  const pages = [world.page(), world.page()];
  await world.run(50);
  const reads = pages.map((page) => reading(page.sluice.chat(QUESTION)));
  await world.run(50);
  world.server.restart();
  await world.run(10_000);
  assert.ok(reads.every(({ error }) => error?.code === 'unknown_stream'));
  assert.equal(world.server.sessionsMade, 2);
  assert.deepEqual(world.server.tabs, new Set(pages.map((page) => page.sluice.tab)));
  const again = reading(pages[1].sluice.chat(QUESTION));
  await world.run(50);
  world.server.finish([...world.server.streams.keys()][0]);
  await world.run(50);
  assert.equal(again.ended && again.error === null, true);
});
