// SPDX-License-Identifier: MIT
// The stock tus client on a network that breaks all the time.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Upload } from 'tus-js-client';
import { Dice } from './support/prng.js';
import { Hall } from './support/fixture.js';
import { long, seeds, test } from './support/options.js';
import { film } from './support/samples.js';

const size = (long ? 200 : 50) * 2 ** 20;
const allowance = 48 * 2 ** 20;  // whatever the size of the file

function upload(hall, { token }, bytes, metadata) {
  return new Promise((resolve, reject) => {
    const one = new Upload(bytes, {
      endpoint: `${hall.proxy.origin}/api/v1/uploads/`,
      headers: { Authorization: `Bearer ${token}` },
      chunkSize: 8 * 2 ** 20,
      retryDelays: Array(30).fill(20),
      metadata: { filename: 'hall.mp4', filetype: 'video/mp4', ...metadata },
      onSuccess: () => resolve(one.url),
      onError: reject,
    });
    one.start();
  });
}

for (const seed of seeds) {
  test(`tus-js-client sends ${size / 2 ** 20} MB over connections cut at random (seed ${seed})`, async () => {
    const dice = new Dice(seed);
    const hall = await Hall.open();
    try {
      const plain = hall.plain(0);
      const booth = await plain.call('POST', '/api/v1/booths/', 201, { name: 'Films', country: 1 });
      const bytes = film(size);
      const before = hall.box.memory();
      hall.proxy.rule = (line) => (line.startsWith('PATCH') && dice.happens(0.7) ? { cut: dice.below(8 * 2 ** 20) }
        : dice.happens(0.1) ? { lose: () => {} } : undefined);
      const url = await upload(hall, plain, bytes, { target: 'booth_video', booth: String(booth.id), client_id: randomUUID() });
      hall.proxy.rule = () => undefined;

      const [shown] = await plain.booths();
      assert.equal(shown.videos.length, 1);
      const kept = Buffer.from(await (await fetch(shown.videos[0].url)).arrayBuffer());
      assert.ok(kept.equals(bytes), 'byte for byte the same');
      const { body: state } = await plain.ask('GET', new URL(url).pathname);
      assert.equal(state.state, 'finished');
      assert.equal(state.media.id, shown.videos[0].id);
      assert.equal(await hall.filesMatch(), 1);
      assert.ok(hall.proxy.cuts > 3, `only ${hall.proxy.cuts} cuts`);
      const grown = hall.box.memory() - before;
      console.log(`     ${hall.proxy.cuts} cuts, ${hall.proxy.lost} answers lost; the box grew by ${(grown / 2 ** 20).toFixed(1)} MB`);
      assert.ok(grown < allowance, `the box grew by ${grown} bytes`);
    } finally {
      await hall.close();
    }
  });
}
