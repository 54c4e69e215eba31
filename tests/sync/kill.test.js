// SPDX-License-Identifier: MIT
// The box is killed when it has done what it was asked and before the answer is read; asked again, it has done it once.
import assert from 'node:assert/strict';
import { Hall, same, syncUntilDone } from './support/fixture.js';
import { test } from './support/options.js';
import { film, picture } from './support/samples.js';

// Loses the answer to the first request like that, and the box with it.
function killAt(hall, wanted) {
  const killed = { times: 0 };
  hall.proxy.rule = (line) => (killed.times === 0 && wanted.test(line)
    ? { lose: () => { killed.times += 1; killed.done = hall.restart('kill'); } } : undefined);
  return killed;
}

async function onceMore(hall, phone, killed) {
  await assert.rejects(phone.sync(), undefined, 'the answer is lost');
  assert.equal(killed.times, 1);
  await killed.done;
  await syncUntilDone(phone);
}

test('kill -9 between the commit of a push and its answer: every row once', async () => {
  const hall = await Hall.open();
  try {
    const results = [];
    const phone = hall.phone(0, { onResult: (_, result) => results.push(result) });
    const booth = phone.create('booth', { name: 'Lamp & Co', country: 1 });
    const item = phone.create('item', { name: 'Lamp', price: '99.99', quantity: 10 }, booth);
    await onceMore(hall, phone, killAt(hall, /^POST \/api\/v1\/sync\/push\//));
    assert.deepEqual(results.map(({ status, replayed }) => [status, replayed]), [['created', true], ['created', true]]);

    phone.edit(item, { price: '89.99' });
    phone.remove(phone.create('item', { name: 'never told' }, booth));
    await onceMore(hall, phone, killAt(hall, /^POST \/api\/v1\/sync\/push\//));
    assert.deepEqual([results.length, results[2].status, results[2].version], [3, 'updated', 2]);

    phone.remove(item);
    await onceMore(hall, phone, killAt(hall, /^POST \/api\/v1\/sync\/push\//));
    assert.equal(results[3].status, 'deleted');
    const there = await same([phone], hall.plain(0));
    assert.deepEqual([there.length, there[0].items.length], [1, 0]);
  } finally {
    await hall.close();
  }
});

for (const [what, bytes, target, filetype, filename] of [['a picture', picture(30_000), 'booth_image', 'image/png', 'a.png'], ['a film', film(300_000), 'booth_video', 'video/mp4', 'a.mp4']]) {
  test(`kill -9 between the commit of an upload's end and its answer: ${what} once`, async () => {
    const hall = await Hall.open();
    try {
      const phone = hall.phone(0);
      const booth = phone.create('booth', { name: 'Lamp & Co', country: 1 });
      await phone.sync();
      phone.attach(target, booth, bytes, { filename, filetype, primary: true });
      const killed = killAt(hall, /^PATCH \/api\/v1\/uploads\//);  // its only one
      await syncUntilDone(phone);
      assert.equal(killed.times, 1);
      await killed.done;
      await syncUntilDone(phone);
      const [{ images, videos }] = await same([phone], hall.plain(0));
      assert.equal(images.length + videos.length, 1);
      assert.equal(await hall.filesMatch(), 1);
    } finally {
      await hall.close();
    }
  });
}
