// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdirSync, statSync } from 'node:fs';
import { fair } from './support/scenario.js';
import { inaccessible, tooWide } from './support/assertions.js';
import { output, published } from './support/options.js';
import { Organiser } from './support/organiser.js';
import { scene } from './support/scene.js';
import { dictionary } from './support/texts.js';

const screens = ['board', 'desk', 'uploads', 'connect', 'booths', 'conflicts', 'people', 'import', 'settings', 'save', 'messages', 'log'];
const sizes = [{ width: 1280, height: 800 }, { width: 768, height: 1024 }, { width: 320, height: 640 }];
const folder = `${output}screenshots/`;

// What the documents show, and how large one of their pictures may be.
const shown = [...['board', 'desk', 'uploads', 'connect', 'booths', 'people', 'settings', 'save', 'messages', 'log'].map((one) => `1280-en-${one}`),
  '320-en-desk', '1280-fa-board', '1280-dark-board'];
const largest = 100_000;

async function picture(organiser, name) {
  await organiser.page.waitForFunction(() => [...document.images].every((one) => one.complete || one.loading === 'lazy'));
  await organiser.page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' });
  if (published && shown.includes(name)) await publish(organiser.page, `${published}/${name}.jpg`);
}

async function publish(page, path) {
  mkdirSync(published, { recursive: true });
  await page.screenshot({ path, animations: 'disabled', type: 'jpeg', quality: 60 });
  assert.ok(statSync(path).size <= largest, `${path} has ${statSync(path).size} bytes`);
}

// In every size; what is the same in all of them is looked at in the first.
async function look(organiser, name) {
  const { page, language } = organiser;
  for (const size of sizes) {
    await page.setViewportSize(size);
    const where = `${size.width}-${language}-${name}`;
    organiser.faults.push(...await tooWide(page, where));
    await picture(organiser, where);
    if (size === sizes[0]) {
      organiser.faults.push(...await inaccessible(page, where));
      await organiser.noteTexts();
    }
  }
}

async function lookAtAll(box, language) {
  const stranger = await Organiser.at(box, { language });
  await stranger.page.goto(`${box.origin}/`);
  await stranger.sees('sign-in.lead');
  await look(stranger, 'sign-in');
  await stranger.page.goto(`${box.origin}/#/code/7KQ2-M0XH-9VDB-RT4E`);
  await stranger.drawn('code');
  await look(stranger, 'code');
  await stranger.close();

  const organiser = await Organiser.signedIn(box, { language });
  for (const screen of [...screens, `booths/${box.booth}`]) {
    await organiser.open(screen);
    if (screen === 'desk') await openLaila(organiser);
    await look(organiser, screen.replace(/\/\d+/, '-one'));
  }
  await organiser.close();
}

async function openLaila(organiser) {
  await organiser.type(organiser.field('desk.search'), 'lai');
  await organiser.click(organiser.page.getByRole('button', { name: 'Laila Noori' }));
  await organiser.sees('desk.error.403');
}

async function dark(box) {
  const organiser = await Organiser.signedIn(box, { colorScheme: 'dark' });
  for (const screen of ['board', 'desk', 'booths', 'uploads', 'save']) {
    await organiser.open(screen);
    organiser.faults.push(...await inaccessible(organiser.page, `dark ${screen}`));
    if (screen === 'board') await picture(organiser, '1280-dark-board');
  }
  await organiser.close();
}

async function dictionariesAgree(box) {
  const organiser = await Organiser.at(box);
  const [english, persian] = await Promise.all(['en', 'fa'].map((language) => dictionary(organiser.page, language)));
  assert.deepEqual(Object.keys(persian).sort(), Object.keys(english).sort());
  const named = (entry) => [...new Set(Object.values(typeof entry === 'string' ? { other: entry } : entry).join(' ').match(/\{\w+\}/g))].sort();
  for (const key of Object.keys(english)) assert.deepEqual(named(persian[key]), named(english[key]), key);
  await organiser.close();
}

scene('every screen fits 320, 768 and 1280 points and is accessible, in English, Persian and the dark; nothing is untranslated', async (box) => {
  try {
    await dictionariesAgree(box);
    await lookAtAll(box, 'en');
    await lookAtAll(box, 'fa');
    await dark(box);
  } finally {
    box.upload.abandon();
  }
}, { make: fair });
