// SPDX-License-Identifier: MIT
// What is seen: accessibility, width, QR codes.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// axe-core finds nothing serious or critical.
export async function assertAccessible(page, where) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
  const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ['violations'] })).violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).slice(0, 3).join('\n')}`));
  assert.deepEqual(found, [], `accessibility of ${where}`);
}

// Nothing is wider than the window; names what is.
export async function assertFits(page, where) {
  const wide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.scrollingElement;
    if (scrollWidth <= clientWidth) return [];
    const beyond = [...document.body.querySelectorAll('*')].filter((node) => {
      const { left, right } = node.getBoundingClientRect();
      return right > clientWidth + 1 || left < -1;
    });
    return [`${scrollWidth} > ${clientWidth}`, ...beyond.slice(-5).map((node) => node.outerHTML.slice(0, 160))];
  });
  assert.deepEqual(wide, [], `width of ${where}`);
}

// What a camera reads in a QR code on the screen.
export async function decoded(box, locator) {
  const path = join(box.folder, 'qr.png');
  await locator.screenshot({ path });
  return execFileSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', path], { encoding: 'utf8' }).trim();
}
