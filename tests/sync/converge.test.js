// SPDX-License-Identifier: MIT
// Phones that edit the same booths offline, answers that get lost, a plain client in between, and a clock that jumps:
// in the end everybody sees the same, and what lost is in the box's log of conflicts.
import assert from 'node:assert/strict';
import { Dice } from './support/prng.js';
import { editOffline, editPlainly } from './support/workload.js';
import { Hall, same, settle, syncUntilDone } from './support/fixture.js';
import { long, seeds, test } from './support/options.js';

const exhibitors = 3;
const devices = long ? 18 : 8;
const rounds = long ? 16 : 5;
const edits = 6;  // of a phone, at most, in a round

// What was accepted of a phone, to be followed field by field.
class Trail {
  writes = new Map();
  losers = [];
  answers = 0;
  replayed = 0;

  hear(op, result) {
    this.answers += 1;
    this.replayed += result.replayed ? 1 : 0;
    for (const [field, { yours }] of Object.entries(result.conflicts ?? {})) {
      this.losers.push({ client_id: op.client_id, field, yours: String(yours) });
    }
    // What was meant for a row that somebody deleted has lost, too.
    if (op.op === 'put' && result.status === 'gone') {
      for (const [field, value] of Object.entries(op.fields)) this.losers.push({ client_id: op.client_id, field, yours: String(value) });
    }
    if (op.op !== 'put' || !['created', 'updated', 'merged', 'conflict'].includes(result.status)) return;
    for (const field of Object.keys(op.fields)) {
      if (field in (result.conflicts ?? {})) continue;
      const of = `${op.client_id} ${field}`;
      if (!this.writes.has(of)) this.writes.set(of, []);
      this.writes.get(of).push({ base: op.base_version, version: result.version, value: op.fields[field] });
    }
  }

  // No phone wrote over what it had not seen.
  check() {
    for (const [of, writes] of this.writes) {
      writes.sort((a, b) => a.version - b.version);
      for (let n = 1; n < writes.length; n += 1) {
        assert.ok(writes[n].base >= writes[n - 1].version,
          `${of}: ${JSON.stringify(writes[n])} was written over ${JSON.stringify(writes[n - 1])}`);
      }
    }
    return [...this.writes.values()].reduce((sum, list) => sum + list.length, 0);
  }
}

const sorted = (list) => list.map(({ client_id, field, yours }) => `${client_id} ${field} ${yours}`).sort();

async function live(hall, dice, { between = () => {} }) {
  const trail = new Trail();
  const phones = Array.from({ length: devices }, (_, n) => hall.phone(n % exhibitors, { onResult: (op, result) => trail.hear(op, result) }));
  const plains = Array.from({ length: exhibitors }, (_, n) => hall.plain(n));
  hall.proxy.rule = (line) => (/^(POST|PATCH|GET|HEAD)/.test(line) && dice.happens(0.12) ? { lose: () => {} } : undefined);
  for (let round = 0; round < rounds; round += 1) {
    await between(round);
    for (const phone of phones) for (let n = dice.below(edits + 1); n > 0; n -= 1) editOffline(phone, dice);
    const beside = plains.map(async (plain) => { for (let n = 0; n < 3; n += 1) await editPlainly(plain, dice); });
    await Promise.all([...beside, ...phones.filter(() => dice.happens(0.8)).map((phone) => syncUntilDone(phone))]);
  }
  const lost = hall.proxy.lost;
  hall.proxy.rule = () => undefined;
  await settle(phones);
  return { trail, phones, plains, lost };
}

async function check(hall, { trail, phones, plains, lost }) {
  let booths = 0;
  for (let n = 0; n < exhibitors; n += 1) booths += (await same(phones.filter((_, at) => at % exhibitors === n), plains[n])).length;
  assert.ok(booths > exhibitors, 'there is something to compare');
  for (const phone of phones) assert.deepEqual(phone.refused, [], 'nothing was refused');
  const written = trail.check();
  const log = (await hall.boss.all('/api/v1/admin/conflicts/')).map((one) => ({ ...one, yours: String(one.yours) }));
  assert.deepEqual(sorted(log), sorted(trail.losers), 'the log of conflicts');
  const files = await hall.filesMatch();
  console.log(`     ${phones.length} phones, ${trail.answers} ops (${trail.replayed} answered again), ${written} fields written, ${log.length} lost to another, ` +
    `${lost} answers lost, ${files} files`);
}

for (const seed of seeds) {
  test(`${devices} phones of ${exhibitors} exhibitors and a plain client converge, answers lost (seed ${seed})`, async () => {
    const hall = await Hall.open({ exhibitors });
    try {
      const result = await live(hall, new Dice(seed), {});
      assert.ok(result.lost > 5 && result.trail.losers.length > 0, 'it was not too easy');
      await check(hall, result);
    } finally {
      await hall.close();
    }
  });
}

test('a clock set to 1970, to 2038 and backwards changes nothing', async () => {
  const hall = await Hall.open({ exhibitors });
  const set = (time) => hall.boss.ask('PUT', '/api/v1/admin/clock/', { time });
  try {
    const seen = [];
    await check(hall, await live(hall, new Dice(seeds[0] + 1000), {
      between: async (round) => {
        if (round % 3 === 1) seen.push((await set('1970-01-01T00:00:00Z')).status);
        if (round % 3 === 2) {
          await hall.boss.signIn();
          seen.push((await set(`20${38 + round}-01-19T03:14:07Z`)).status);
          await hall.boss.signIn();
          seen.push((await set('2030-01-01T00:00:00Z')).status);
        }
      },
    }));
    assert.ok(seen.includes(200) && seen.includes(400), `the clock was set and was refused: ${seen}`);
  } finally {
    await hall.close();
  }
});
