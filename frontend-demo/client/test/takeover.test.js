import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World, reading } from './fakes/world.js';

const QUESTION = { model: 'sluice-1', messages: [{ role: 'user', content: 'hello' }] };

async function twelve(world) {
  const pages = Array.from({ length: 12 }, () => world.page());
  await world.run(100);
  const reads = [];
  for (const page of pages) {
    const answer = page.sluice.chat(QUESTION);
    reads.push({ page, answer, read: reading(answer) });
  }
  await world.run(100);
  return reads;
}

function sayToAll(world, text) {
  for (const id of world.server.streams.keys()) world.server.say(id, `${text} for ${id}. `);
}

function finishAll(world) {
  for (const id of world.server.streams.keys()) if (world.server.streams.get(id).status !== 'done') world.server.finish(id);
}

function assertWhole(world, reads) {
  for (const { answer, read } of reads) {
    assert.equal(read.error, null);
    assert.equal(read.ended, true, `the answer ${answer.stream} ended`);
    assert.equal(read.text, world.server.textOf(answer.stream));
  }
}

test('twelve tabs share one session and one connection', async () => {
  const world = new World();
  const reads = await twelve(world);
  assert.equal(world.server.sessionsMade, 1);
  assert.equal(world.server.opened, 1);
  assert.equal(world.server.connections.size, 1);
  assert.equal([...world.pages].filter((page) => page.sluice.state.role === 'leader').length, 1);
  assert.ok([...world.pages].every((page) => page.sluice.state.state === 'open' && page.sluice.state.tabs === 12));
  sayToAll(world, 'one');
  await world.run(50);
  finishAll(world);
  await world.run(50);
  assertWhole(world, reads);
  assert.equal(world.server.opened, 1);
});

test('the leader is closed in mid-answer and the others go on', async () => {
  const world = new World();
  const reads = await twelve(world);
  sayToAll(world, 'one');
  await world.run(50);
  const leader = world.leader();
  sayToAll(world, 'two'); // on its way when the leader goes
  leader.close();
  sayToAll(world, 'three');
  await world.run(100);
  sayToAll(world, 'four');
  finishAll(world);
  await world.run(200);
  const followers = reads.filter(({ page }) => page !== leader);
  assertWhole(world, followers);
  assert.equal(world.server.opened, 2);
  assert.deepEqual([...new Set(world.server.closedTabs)], [leader.sluice.tab]);
  assert.ok(followers.every(({ page }) => page.sluice.state.tabs === 11));
});

test('a frozen leader loses its lock to a follower, and nothing is lost or doubled', async () => {
  const world = new World();
  world.server.heartbeatMs = 60_000;
  const reads = await twelve(world);
  const leader = world.leader();
  sayToAll(world, 'one');
  await world.run(50);
  leader.freeze();
  sayToAll(world, 'two');
  await world.run(6000);
  const successor = [...world.pages].find((page) => page !== leader && page.sluice.state.role === 'leader');
  assert.ok(successor, 'a follower took over');
  sayToAll(world, 'three');
  await world.run(50);
  leader.thaw();
  await world.run(3000);
  assert.equal(leader.sluice.state.role, 'follower');
  assert.equal(world.server.connections.size, 1);
  sayToAll(world, 'four');
  finishAll(world);
  await world.run(200);
  assertWhole(world, reads);
  assert.equal([...world.pages].filter((page) => page.sluice.state.role === 'leader').length, 1);
});

test('switching from tab to tab does not put off the take-over', async () => {
  const world = new World();
  world.server.heartbeatMs = 60_000;
  await twelve(world);
  const leader = world.leader();
  leader.freeze();
  for (let second = 0; second < 7; second++) {
    for (const page of world.pages) page.document.dispatchEvent(new Event('visibilitychange'));
    await world.run(1000);
  }
  assert.ok([...world.pages].some((page) => page !== leader && page.sluice.state.role === 'leader'));
});

test('a leader that answers is never robbed, however quiet the server is', async () => {
  const world = new World();
  world.server.heartbeatMs = 3_600_000;
  await twelve(world);
  const leader = world.leader();
  await world.run(600_000);
  assert.equal(world.leader(), leader);
  assert.equal(world.server.opened, 1);
});

test('followers that slept themselves do not rob a leader that is awake', async () => {
  const world = new World();
  world.server.heartbeatMs = 3_600_000;
  await twelve(world);
  const leader = world.leader();
  const followers = [...world.pages].filter((page) => page !== leader);
  for (let i = 0; i < 5; i++) {
    for (const page of followers) page.freeze();
    await world.run(60_000);
    for (const page of followers) page.thaw();
    await world.run(10_000);
  }
  assert.equal(world.leader(), leader);
  assert.equal(world.server.opened, 1);
});

test('tabs that died without a word are closed at the server by the leader', async () => {
  const world = new World();
  const reads = await twelve(world);
  const victim = reads.find(({ page }) => page !== world.leader()).page;
  victim.kill();
  await world.run(15_000);
  assert.ok(world.server.closedTabs.includes(victim.sluice.tab));
  assert.equal(world.leader().sluice.state.tabs, 11);
});

test('a page that another window group threw out says so and can come back', async () => {
  const world = new World();
  const page = world.page();
  await world.run(100);
  world.server.bye({ reason: 'replaced', reconnect: false });
  await world.run(60_000);
  assert.equal(page.sluice.state.state, 'closed');
  assert.equal(page.sluice.state.reason, 'replaced');
  page.sluice.reconnect();
  await world.run(100);
  assert.equal(page.sluice.state.state, 'open');
});

test('without Web Locks each tab connects for itself and says so', async () => {
  const world = new World();
  const pages = [world.page({ without: ['locks'] }), world.page({ without: ['locks'] })];
  await world.run(100);
  const reads = pages.map((page) => ({ answer: page.sluice.chat(QUESTION) }));
  for (const entry of reads) entry.read = reading(entry.answer);
  await world.run(100);
  assert.equal(world.server.connections.size, 2);
  assert.ok(pages.every((page) => page.sluice.state.role === 'solo' && page.logged.length === 1));
  sayToAll(world, 'one');
  finishAll(world);
  await world.run(50);
  assertWhole(world, reads);
});
