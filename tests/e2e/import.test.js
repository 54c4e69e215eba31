// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { asExcel, exhibitors, spoil } from './support/csv.js';
import { decoded } from './support/assertions.js';
import { Organiser } from './support/organiser.js';
import { Phone } from './support/phone.js';
import { scene } from './support/scene.js';

const rows = exhibitors(300);
const badLines = spoil(rows);
const good = rows.length - badLines.length;
const file = { name: 'Aussteller.csv', mimeType: 'text/csv', buffer: asExcel(rows) };

const tiles = (organiser) => organiser.page.locator('.count-tile strong').allInnerTexts();
const choose = (organiser) => organiser.page.locator('input[type=file]').setInputFiles(file);

async function preview(organiser) {
  await organiser.open('import');
  await choose(organiser);
  await organiser.sees('import.bad', { n: badLines.length });
  assert.deepEqual(await tiles(organiser), [String(good), '0', '0', String(badLines.length)]);
  for (const n of badLines) await organiser.sees('import.line', { n });
  const errors = readFileSync(await organiser.download(organiser.button('import.errors.save')), 'utf8').trim().split('\r\n');
  assert.equal(errors.length, 1 + badLines.length);
  badLines.forEach((line, index) => assert.match(errors[index + 1], new RegExp(`^"line ${line}"`)));
}

// Loads the page anew as soon as the box has taken the job on.
async function bringIn(organiser) {
  await organiser.click(organiser.button('import.do', { n: good }));
  const taken = organiser.page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/admin/import/'));
  await organiser.click(organiser.page.locator('dialog').getByRole('button', { name: organiser.words('import.do', { n: good }) }));
  assert.equal((await taken).status(), 202);
  await organiser.page.reload();
  await organiser.sees('import.done', { n: good });
  assert.deepEqual(await tiles(organiser), [String(good), '0', '0', String(badLines.length)]);
}

async function cards(organiser) {
  await organiser.click(organiser.button('import.cards', { n: good }));
  await organiser.drawn('cards');
  const all = organiser.page.locator('.code-card');
  assert.equal(await all.count(), good);
  assert.equal(await all.locator('svg.qr path').count(), good);
  assert.equal(new Set(await all.locator('.code').allInnerTexts()).size, good);
  const one = all.filter({ hasText: 'stand2@fair.example' });
  await one.getByText('Müller, Jürgen 2').waitFor();
  const code = await one.locator('.code').innerText();
  assert.equal(await decoded(organiser.box, one.locator('svg.qr')), `${organiser.box.origin}/#/code/${code}`);
  return { code, other: await all.filter({ hasText: 'stand4@fair.example' }).locator('.code').innerText() };
}

// What the phone's own camera opens shows the code to be typed.
async function codePage(box, code) {
  const phone = await Organiser.at(box, { viewport: { width: 320, height: 640 } });
  await phone.open(`code/${code}`);
  assert.equal((await phone.page.locator('.code-big span').allInnerTexts()).join('-'), code);
  await phone.close();
}

async function again(organiser) {
  await organiser.open('import');
  await organiser.click(organiser.button('import.another'));
  await choose(organiser);
  await organiser.sees('import.nothing.errors');
  assert.deepEqual(await tiles(organiser), ['0', '0', String(good), String(badLines.length)]);
}

scene('300 exhibitors come in from an Excel list with 5 bad rows, their cards let them in, and once more changes nothing', async (box) => {
  const organiser = await Organiser.signedIn(box);
  await preview(organiser);
  await bringIn(organiser);
  const { code, other } = await cards(organiser);
  await Phone.withCode(box, code);
  await codePage(box, other);
  await again(organiser);
  await Phone.withCode(box, other);
  await organiser.close();
});
