// SPDX-License-Identifier: MIT
// A test with a box of its own, which is gone afterwards. When it fails, what its pages complained of and the end of
// the box's log are told, and the pages are in build/e2e/failed.
import { mkdirSync } from 'node:fs';
import { test } from 'node:test';
import { Box } from './box.js';
import { only, output } from './options.js';

export function scene(name, work, { make = () => Box.withBoss() } = {}) {
  if (only && !name.includes(only)) return;
  test(name, async () => {
    const box = await make();
    try {
      await work(box);
    } catch (fault) {
      fault.stack += `\n${await pagesOf(box, name)}--- the box's log ends:\n${box.endOfLog()}`;
      throw fault;
    } finally {
      await Promise.all(box.visitors.map((one) => one.context.close()));
      await box.remove();
    }
  });
}

async function pagesOf(box, name) {
  const folder = `${output}failed/`;
  mkdirSync(folder, { recursive: true });
  let said = '';
  for (const [at, { page, faults }] of box.visitors.entries()) {
    if (page.isClosed()) continue;
    await page.screenshot({ path: `${folder}${name.slice(0, 30).replace(/\W+/g, '-')}-${at}.png` });
    said += `--- ${page.url()}\n${faults.map((one) => `${one}\n`).join('')}`;
  }
  return said;
}
