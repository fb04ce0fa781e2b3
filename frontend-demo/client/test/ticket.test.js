import assert from 'node:assert/strict';
import { test } from 'node:test';
import { World, reading } from './fakes/world.js';

const QUESTION = { model: 'sluice-1', messages: [{ role: 'user', content: 'hello' }] };
const OPTIONS = { url: 'https://api.elsewhere.test', auth: 'ticket' };

function abroad() {
  const world = new World();
  world.server.foreign = true;
  return world;
}

async function ask(page, world) {
  const answer = page.sluice.chat(QUESTION);
  const read = reading(answer);
  await world.run(100);
  return { answer, read };
}

test('on another site twelve tabs share one session by its token, and one connection by one ticket', async () => {
  const world = abroad();
  const pages = Array.from({ length: 12 }, () => world.page({ options: OPTIONS }));
  await world.run(200);
  assert.equal(world.server.sessionsMade, 1);
  assert.equal(world.server.opened, 1);
  assert.equal(world.server.ticketsMade, 1);
  assert.ok(pages.every((page) => page.sluice.state.state === 'open'));
  const { answer, read } = await ask(pages[11], world);
  world.server.say(answer.stream, 'one ');
  world.server.finish(answer.stream);
  await world.run(50);
  assert.deepEqual([read.text, read.ended, read.error], ['one ', true, null]);
});

test('each connection has a ticket of its own, and nothing is lost between them', async () => {
  const world = abroad();
  const page = world.page({ options: OPTIONS });
  await world.run(100);
  const { answer, read } = await ask(page, world);
  world.server.say(answer.stream, 'one ');
  await world.run(50);
  for (const word of ['two ', 'three ']) {
    world.server.cut();
    world.server.say(answer.stream, word);
    await world.run(1500);
  }
  world.server.finish(answer.stream);
  await world.run(50);
  assert.deepEqual([read.text, read.ended, read.error], ['one two three ', true, null]);
  assert.equal(world.server.opened, 3);
  assert.equal(world.server.ticketsMade, 3);
  const used = world.urls.map((url) => new URL(url).searchParams.get('ticket')).filter(Boolean);
  assert.deepEqual(used, ['t1', 't2', 't3']);
});

test('the token stands in no address, and no request brings a cookie', async () => {
  const world = abroad();
  const page = world.page({ options: OPTIONS });
  await world.run(100);
  await ask(page, world);
  assert.ok(world.urls.length > 3);
  for (const url of world.urls) {
    assert.ok(url.startsWith(OPTIONS.url), url);
    assert.ok(!url.includes(world.server.session), url);
  }
  assert.deepEqual([...world.credentials], ['omit']);
});

test('a page that is loaded again finds its session by the token that was kept', async () => {
  const world = abroad();
  const page = world.page({ options: OPTIONS });
  await world.run(100);
  const again = page.reload();
  await world.run(100);
  assert.equal(again.sluice.state.state, 'open');
  assert.equal(world.server.sessionsMade, 1);
});

test('a session that the server lost is made anew, by one tab for all', async () => {
  const world = abroad();
  const pages = Array.from({ length: 3 }, () => world.page({ options: OPTIONS }));
  await world.run(200);
  world.server.restart();
  await world.run(5000);
  assert.equal(world.server.sessionsMade, 2);
  assert.ok(pages.every((page) => page.sluice.state.state === 'open'));
  const { answer, read } = await ask(pages[2], world);
  world.server.say(answer.stream, 'again');
  world.server.finish(answer.stream);
  await world.run(50);
  assert.deepEqual([read.text, read.error], ['again', null]);
});

test('a page that closes says so though no beacon can carry its token', async () => {
  const world = abroad();
  const page = world.page({ options: OPTIONS });
  await world.run(100);
  assert.equal(world.server.tabs.size, 1);
  page.close();
  await world.run(100);
  assert.equal(world.server.tabs.size, 0);
});

test('where nothing can be kept it says so rather than making session after session', async () => {
  const world = abroad();
  const page = world.page({ options: OPTIONS, without: ['localStorage'] });
  await world.run(100);
  const { read } = await ask(page, world);
  assert.equal(read.error.code, 'no_storage');
  await world.run(60_000);
  assert.equal(world.server.sessionsMade, 0);
});
