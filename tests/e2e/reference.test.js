// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { inaccessible, tooWide } from './support/assertions.js';
import { Organiser } from './support/organiser.js';
import { scene } from './support/scene.js';

scene('the API is there to be read', async (box) => {
  const visitor = await Organiser.at(box);
  const { page } = visitor;
  await page.goto(`${box.origin}/web/reference.html#createBooth`);
  await page.getByRole('heading', { name: 'ExpoBox', exact: true }).waitFor();
  const described = await (await visitor.context.request.get(`${box.origin}/api/v1/schema/`)).json();
  const operations = Object.values(described.paths).flatMap((item) => Object.values(item)).map((one) => one.operationId).filter(Boolean);
  assert.ok(operations.length > 50);
  for (const id of operations) assert.equal(await page.locator(`details#${id}`).count(), 1, id);
  const asked = page.locator('details#createBooth');
  assert.ok(await asked.evaluate((details) => details.open), 'the one that was asked for is open');
  assert.match(await asked.innerText(), /Idempotency-Key[\s\S]*client_id[\s\S]*201/);
  assert.deepEqual(await inaccessible(page, 'one open'), []);
  await page.setViewportSize({ width: 320, height: 800 });
  await page.evaluate(() => document.querySelectorAll('details').forEach((one) => { one.open = true; }));
  assert.deepEqual(await tooWide(page, 'all open'), []);
  await visitor.close();
});
