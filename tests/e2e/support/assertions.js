// SPDX-License-Identifier: MIT
// What is seen: accessibility, width, QR codes. The first two give what is wrong, as sentences.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// What axe-core finds serious or critical.
export async function inaccessible(page, where) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(axe);
  return (await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ['violations'] })).violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).slice(0, 3).join('\n')}`)))
    .map((fault) => `${where}: ${fault}`);
}

// What is wider than the window.
export async function tooWide(page, where) {
  const found = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.scrollingElement;
    if (scrollWidth <= clientWidth) return [];
    const beyond = [...document.body.querySelectorAll('*')].filter((node) => {
      const { left, right } = node.getBoundingClientRect();
      return right > clientWidth + 1 || left < -1;
    });
    return [`${scrollWidth} > ${clientWidth}`, ...beyond.slice(-5).map((node) => node.outerHTML.slice(0, 160))];
  });
  return found.length ? [`${where}: ${found.join('\n')}`] : [];
}

// What a camera reads in a QR code on the screen.
export async function decoded(box, locator) {
  const path = join(box.folder, 'qr.png');
  await locator.screenshot({ path });
  return execFileSync('zbarimg', ['--quiet', '--raw', '--nodbus', '-Sdisable', '-Sqrcode.enable', path], { encoding: 'utf8' }).trim();
}
