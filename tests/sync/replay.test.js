// SPDX-License-Identifier: MIT
// Everything phones have ever sent is sent again, in any order and as often as chance will have it: nothing changes.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { wire } from './client.js';
import { Dice } from './support/prng.js';
import { editOffline } from './support/workload.js';
import { Hall, same, settle, shown, syncUntilDone } from './support/fixture.js';
import { long, seeds, test } from './support/options.js';
import { picture } from './support/samples.js';

const rounds = long ? 12 : 4;

// The bodies of the pushes, as they go out.
function listen(phone, captured) {
  const hear = phone.onResult;
  phone.onResult = (op, result) => {
    hear(op, result);
    if (result.retry || result.status === 'missing_parent') return;  // it comes again by itself
    captured.push({ path: '/api/v1/sync/push/', body: { device_id: phone.device, ops: [structuredClone(wire(op))] }, result });
  };
}

async function post(plain, captured, path, parts) {
  const key = randomUUID();
  const send = () => {
    const form = new FormData();
    for (const [name, value] of parts) form.append(name, value instanceof Buffer ? new Blob([value], { type: 'image/png' }) : value, ...(value instanceof Buffer ? ['a.png'] : []));
    return plain.ask('POST', path, form, { 'Idempotency-Key': `"${key}"` });
  };
  const first = await send();
  assert.equal(first.status, 201, JSON.stringify(first.body));
  captured.push({ send, first: first.body });
  return first.body;
}

for (const seed of seeds) {
  test(`everything sent again in random order and number changes nothing (seed ${seed})`, async () => {
    const dice = new Dice(seed);
    const hall = await Hall.open();
    try {
      const captured = [];
      const phones = [hall.phone(0), hall.phone(0)];
      const plain = hall.plain(0);
      for (const phone of phones) listen(phone, captured);
      for (let round = 0; round < rounds; round += 1) {
        for (const phone of phones) {
          for (let n = 0; n < 6; n += 1) editOffline(phone, dice);
          await syncUntilDone(phone);
        }
        const booth = await post(plain, captured, '/api/v1/booths/', [['name', `keyed ${round}`], ['country', '1'], ['images', picture(3000)]]);
        const item = await post(plain, captured, `/api/v1/booths/${booth.id}/items/`, [['name', `keyed item ${round}`]]);
        await post(plain, captured, `/api/v1/booths/${booth.id}/items/${item.id}/images/`, [['image', picture(3000)]]);
      }
      await settle(phones);
      const before = await same(phones, plain);
      const files = await hall.filesMatch();

      let sent = 0;
      for (const { path, body, result, send, first } of dice.shuffled(captured.flatMap((one) => Array(dice.below(4)).fill(one)))) {
        sent += 1;
        if (send) {
          const { status, headers, body: again } = await send();
          assert.ok([201, 404, 410].includes(status), `${status} ${JSON.stringify(again)}`);
          if (status === 201) assert.deepEqual([headers.get('Idempotency-Replayed'), again.id], ['true', first.id]);
        } else {
          const { results } = await plain.call('POST', path, 200, body);
          assert.deepEqual({ ...results[0], replayed: true }, { ...result, replayed: true });
        }
      }
      assert.ok(sent > captured.length / 2);
      assert.deepEqual(await shown(plain), before);
      assert.equal(await hall.filesMatch(), files);
      const fresh = hall.phone(0);
      await settle([...phones, fresh]);
      await same([...phones, fresh], plain);
      console.log(`     ${captured.length} requests, sent ${sent} times more`);
    } finally {
      await hall.close();
    }
  });
}
