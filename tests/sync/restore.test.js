// SPDX-License-Identifier: MIT
// An old backup is put back, and the phones bring what it did not know.
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Hall, same, settle, syncUntilDone } from './support/fixture.js';
import { test } from './support/options.js';
import { picture } from './support/samples.js';

async function restored(hall, change) {
  const path = join(hall.box.folder, 'old.tar');
  await hall.box.command('backup', path);
  await change();
  await hall.box.stop();
  rmSync(hall.box.data, { recursive: true });
  await hall.box.command('restore', path);
  await hall.box.start();
}

test('a box restored from an old backup is healed by its phones', async () => {
  const hall = await Hall.open();
  try {
    const [one, two, three] = [0, 0, 0].map(() => hall.phone(0));
    const attach = (phone, target, parent) => phone.attach(target, parent, picture(3000), { filename: 'a.png', filetype: 'image/png' });
    const booth = one.create('booth', { name: 'Lamp & Co', description: 'old', country: 1 });
    const item = one.create('item', { name: 'Lamp', price: '10.00', quantity: 1 }, booth);
    const sold = one.create('item', { name: 'Sold', price: '5.00', quantity: 1 }, booth);
    attach(one, 'booth_image', booth);
    await settle([one, two, three]);

    let offline;
    await restored(hall, async () => {
      one.edit(booth, { description: 'seen by two' });
      await settle([one, two, three]);
      one.edit(booth, { description: 'seen by one' });  // `two` and `three` never hear of it
      one.edit(item, { price: '12.00' });
      one.remove(sold);
      const added = one.create('item', { name: 'New lamp', price: '20.00', quantity: 2 }, booth);
      attach(one, 'item_image', added);
      await syncUntilDone(one);
      two.create('booth', { name: 'Second', country: 1 });
      await syncUntilDone(two);
      offline = three.create('item', { name: 'Not told yet' }, booth);
      three.edit(item, { quantity: 7 });
    });
    const epoch = one.epoch;
    await settle([three, two, one]);  // who saw least, speaks first
    await settle([one, two, three]);

    const there = await same([one, two, three], hall.plain(0));
    assert.notEqual(one.epoch, epoch);
    assert.deepEqual(there.map(({ name }) => name).sort(), ['Lamp & Co', 'Second']);
    const [lamp] = there.filter(({ name }) => name === 'Lamp & Co');
    assert.equal(lamp.description, 'seen by two');  // it was told first
    const log = await hall.boss.all('/api/v1/admin/conflicts/');
    assert.ok(log.some(({ field, yours }) => field === 'description' && yours === 'seen by one'), JSON.stringify(log));
    assert.equal(lamp.images.length, 1);
    assert.deepEqual(lamp.items.map(({ name, price, quantity, images }) => [name, price, quantity, images.length]).sort(),
      [['Lamp', '12.00', 7, 0], ['New lamp', '20.00', 2, 1], ['Not told yet', null, null, 0]]);
    assert.ok(one.rows.get(offline));
    assert.equal(await hall.filesMatch(), 2);
  } finally {
    await hall.close();
  }
});

for (const first of [0, 1]) {
  test(`two phones heal a field each with a value of its own: the first one's stays, the other one's is in the log (${first})`, async () => {
    const hall = await Hall.open();
    try {
      const phones = [0, 0].map(() => hall.phone(0));
      const booth = phones[0].create('booth', { name: 'Lamp & Co', description: 'of the backup', country: 1 });
      await settle(phones);
      await restored(hall, async () => {
        phones[0].edit(booth, { description: 'known to both' });
        await settle(phones);
        phones[0].edit(booth, { description: 'known to one' });
        await syncUntilDone(phones[0]);
      });
      await settle(first === 0 ? phones : [...phones].reverse());
      const values = ['known to one', 'known to both'];
      const [there] = await same(phones, hall.plain(0));
      assert.equal(there.description, values[first]);
      const log = await hall.boss.all('/api/v1/admin/conflicts/');
      assert.deepEqual(log.map(({ field, yours, server }) => [field, yours, server]), [['description', values[1 - first], values[first]]]);
    } finally {
      await hall.close();
    }
  });
}
