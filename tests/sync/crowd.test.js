// SPDX-License-Identifier: MIT
// A whole hall at once.
import assert from 'node:assert/strict';
import { exhibitor, Hall } from './support/fixture.js';
import { long, test } from './support/options.js';

const crowd = 300;
const rounds = long ? 10 : 2;
const accounts = 20;

test(`${crowd} phones sync at once`, async () => {
  const hall = await Hall.open({ exhibitors: accounts });
  try {
    // Signed in once for each account: how long passwords take to hash is another test's business.
    const tokens = [];
    for (let n = 0; n < accounts; n += 1) {
      const answer = await fetch(`${hall.box.origin}/api/v1/token/`,
        { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(exhibitor(n)) });
      tokens.push(await answer.json());
    }
    const phones = Array.from({ length: crowd }, (_, n) => Object.assign(hall.phone(n % accounts), { tokens: { ...tokens[n % accounts] } }));
    phones.forEach((phone, n) => phone.create('booth', { name: `booth ${n}`, country: 1 }));
    const took = [];
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(phones.map(async (phone, n) => {
        const begun = performance.now();
        await phone.sync();
        took.push(performance.now() - begun);
        phone.create('item', { name: `item ${round}`, price: '1.00' }, [...phone.rows.keys()][0]);
        phone.edit([...phone.rows.keys()][0], { description: `round ${round} of ${n}` });
      }));
    }
    for (const phone of phones) assert.deepEqual([phone.refused.length, phone.conflicts.length], [0, 0]);
    const booths = await hall.boss.all('/api/v1/admin/booths/');
    assert.equal(booths.length, crowd);
    took.sort((a, b) => a - b);
    const at = (share) => Math.round(took[Math.min(took.length - 1, Math.floor(took.length * share))]);
    console.log(`     ${took.length} syncs over ${hall.proxy.connections} connections: median ${at(0.5)} ms, p99 ${at(0.99)} ms, box ${Math.round(hall.box.memory() / 2 ** 20)} MB`);
  } finally {
    await hall.close();
  }
});
