import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SluiceError } from '../sluice.js';
import { World, reading } from './fakes/world.js';

const QUESTION = { model: 'sluice-1', messages: [{ role: 'user', content: 'hello' }] };

async function asked(world, options) {
  const page = world.page();
  await world.run(50);
  const answer = page.sluice.chat(QUESTION, options);
  const read = reading(answer);
  await world.run(50);
  return { page, answer, read, server: world.server };
}

test('tells the words as they come and the bill at the end', async () => {
  const world = new World();
  const { answer, read, server } = await asked(world);
  server.say(answer.stream, 'Hello ');
  await world.run(10);
  assert.equal(read.text, 'Hello ');
  assert.equal(answer.status, 'streaming');
  server.say(answer.stream, 'world');
  server.finish(answer.stream);
  await world.run(10);
  const { text, finish_reason, cost_usd, usage } = await answer.done;
  assert.deepEqual([text, finish_reason, cost_usd, usage], ['Hello world', 'stop', 0.5, { total_tokens: 3 }]);
  assert.equal(read.ended, true);
});

test('words that overtake the submit are not lost', async () => {
  const world = new World();
  const page = world.page();
  await world.run(50);
  const answer = world.server.answer.bind(world.server);
  world.server.answer = (method, path, ...rest) => {
    const result = answer(method, path, ...rest);
    // The channel is faster than the answer to the POST: both leave now, the words first.
    if (method === 'POST' && path === '/api/v1/streams') {
      world.server.say('st_1', 'first ');
      world.server.finish('st_1');
    }
    return result;
  };
  const read = reading(page.sluice.chat(QUESTION));
  await world.run(50);
  assert.equal(read.text, 'first ');
  assert.equal(read.ended, true);
});

test('a submit that the network swallowed is repeated and costs one answer', async () => {
  const world = new World();
  const page = world.page();
  await world.run(50);
  world.server.down = true;
  const read = reading(page.sluice.chat(QUESTION));
  await world.run(20);
  world.server.down = false;
  await world.run(3000);
  assert.equal(world.server.streams.size, 1);
  assert.equal(read.error, null);
});

test('leaving the loop stops the answer', async () => {
  const world = new World();
  const page = world.page();
  await world.run(50);
  const left = (async () => {
    for await (const piece of page.sluice.chat(QUESTION)) if (piece.text) return piece.text;
  })();
  await world.run(50);
  world.server.say('st_1', 'enough');
  await world.run(50);
  assert.equal(await left, 'enough');
  assert.deepEqual(world.server.stopped, ['st_1']);
});

test('leaving the loop with keep lets it go on', async () => {
  const world = new World();
  const page = world.page();
  await world.run(50);
  const answer = page.sluice.chat(QUESTION, { keep: true });
  const left = (async () => {
    for await (const piece of answer) if (piece.text) return;
  })();
  await world.run(50);
  world.server.say('st_1', 'more');
  await world.run(50);
  await left;
  world.server.say('st_1', ' words');
  world.server.finish('st_1');
  await world.run(50);
  assert.deepEqual(world.server.stopped, []);
  assert.equal((await answer.done).text, 'more words');
});

test('stop ends the answer with what was written', async () => {
  const world = new World();
  const { answer, read, server } = await asked(world);
  server.say(answer.stream, 'half');
  await world.run(10);
  answer.stop();
  answer.stop();
  await world.run(50);
  assert.deepEqual(server.stopped, [answer.stream]);
  assert.equal((await answer.done).finish_reason, 'cancelled');
  assert.equal(read.text, 'half');
});

test('an abort before the server took it stops it as soon as it began', async () => {
  const world = new World();
  const page = world.page();
  await world.run(50);
  const abort = new AbortController();
  const read = reading(page.sluice.chat(QUESTION, { signal: abort.signal }));
  abort.abort();
  await world.run(50);
  assert.equal(read.error.code, 'aborted');
  assert.deepEqual(world.server.stopped, ['st_1']);
});

test('an answer that breaks is a typed error after its last word', async () => {
  const world = new World();
  const { answer, read, server } = await asked(world);
  server.say(answer.stream, 'so far');
  server.break(answer.stream);
  await world.run(50);
  assert.equal(read.text, 'so far');
  assert.ok(read.error instanceof SluiceError);
  assert.deepEqual([read.error.code, read.error.retryable], ['upstream_cut', true]);
  await assert.rejects(answer.done, { code: 'upstream_cut' });
});

test('a refusal names the code and the field', async () => {
  const world = new World();
  const page = world.page();
  await world.run(50);
  const answer = world.server.answer.bind(world.server);
  world.server.answer = (method, path, ...rest) =>
    method === 'POST' && path === '/api/v1/streams'
      ? [404, { code: 'unknown_model', field: 'model', detail: 'no such model' }]
      : answer(method, path, ...rest);
  const read = reading(page.sluice.chat(QUESTION));
  await world.run(50);
  const { code, field, status, retryable } = read.error;
  assert.deepEqual({ code, field, status, retryable }, { code: 'unknown_model', field: 'model', status: 404, retryable: false });
});

test('a session that is gone is made again and the question asked again, once', async () => {
  const world = new World();
  const { page, server } = await asked(world);
  server.session = null;
  const read = reading(page.sluice.chat(QUESTION));
  await world.run(500);
  assert.equal(server.sessionsMade, 2);
  assert.equal(read.error, null);
});

test('a reloaded tab finds its answer and reads on', async () => {
  const world = new World();
  const other = world.page();
  const { page, answer, server } = await asked(world);
  server.say(answer.stream, 'before ');
  await world.run(10);
  const again = page.reload();
  assert.deepEqual(again.sluice.running(), [answer.stream]);
  const read = reading(again.sluice.resume(answer.stream));
  server.say(answer.stream, 'during ');
  await world.run(50);
  server.say(answer.stream, 'after');
  server.finish(answer.stream);
  await world.run(50);
  assert.equal(read.text, 'before during after');
  assert.equal(read.ended, true);
  assert.deepEqual(again.sluice.running(), []);
  assert.equal(other.sluice.state.role, 'leader');
});

test('the only tab reloads in mid-answer and reads on', async () => {
  const world = new World();
  const { page, answer, server } = await asked(world);
  server.say(answer.stream, 'before ');
  await world.run(10);
  const again = page.reload();
  const read = reading(again.sluice.resume(answer.stream));
  await world.run(50);
  server.say(answer.stream, 'after');
  server.finish(answer.stream);
  await world.run(50);
  assert.equal(read.text, 'before after');
  assert.notEqual(again.sluice.tab, page.sluice.tab);
});

test('two tabs read the same answer, the second from its beginning', async () => {
  const world = new World();
  const { answer, server, read } = await asked(world);
  server.say(answer.stream, 'one ');
  await world.run(10);
  const second = reading(world.page().sluice.resume(answer.stream));
  server.say(answer.stream, 'two ');
  await world.run(50);
  server.say(answer.stream, 'three');
  server.finish(answer.stream);
  await world.run(50);
  assert.equal(second.text, 'one two three');
  assert.equal(read.text, 'one two three');
});

test('closing the client ends its loops with an error', async () => {
  const world = new World();
  const { page, answer, read, server } = await asked(world);
  page.sluice.close();
  await world.run(50);
  assert.equal(read.error.code, 'closed');
  assert.ok(server.closedTabs.includes(page.sluice.tab));
  assert.equal(server.connections.size, 0);
  await assert.rejects(page.sluice.chat(QUESTION).done, { code: 'closed' });
  assert.equal(answer.finished, true);
});

test('a page that comes back from the back/forward cache reads what it missed', async () => {
  const world = new World();
  const { page, answer, read, server } = await asked(world);
  server.say(answer.stream, 'before ');
  await world.run(10);
  page.window.dispatchEvent(Object.assign(new Event('pagehide'), { persisted: true }));
  server.say(answer.stream, 'meanwhile');
  server.finish(answer.stream);
  await world.run(60_000);
  assert.equal(server.connections.size, 0);
  page.window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
  await world.run(100);
  assert.equal(read.text, 'before meanwhile');
  assert.equal(read.ended, true);
});
