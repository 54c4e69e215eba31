// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { Organiser } from './support/organiser.js';
import { Phone } from './support/phone.js';
import { picture } from './support/picture.js';
import { scene } from './support/scene.js';
import { until } from '../support/wait_until.mjs';
import { video } from './support/video.js';

const owner = { email: 'omid@lamps.example', password: 'brass and glass' };
const heir = { email: 'laila@lamps.example', password: 'glass and brass' };

const names = async (phone) => (await phone.must(200, 'GET', 'booths/list/')).map(({ name }) => name);

// Pictures are drawn and the video can be played, not only linked.
async function mediaAreSeen(page, pictures) {
  await page.waitForFunction((count) => {
    const images = [...document.querySelectorAll('.media-tile img')];
    return images.length === count && images.every((one) => one.complete && one.naturalWidth > 0);
  }, pictures);
  await page.waitForFunction(() => document.querySelector('.media-tile video').readyState >= HTMLMediaElement.HAVE_METADATA);
}

async function edit(organiser, phone) {
  await organiser.click(organiser.button('edit'));
  const dialog = organiser.page.locator('dialog');
  await organiser.type(dialog.locator('[name=name]'), 'Lamps of Kabul');
  await organiser.type(dialog.locator('[name=description]'), 'Hand-made, of brass.');
  await organiser.click(organiser.button('save'));
  await organiser.page.getByRole('heading', { name: 'Lamps of Kabul' }).waitFor();
  const [booth] = await phone.must(200, 'GET', 'booths/list/');
  assert.equal(booth.name, 'Lamps of Kabul');
  assert.equal(booth.description, 'Hand-made, of brass.');
}

async function addPicture(organiser, phone) {
  const { name, bytes } = picture(3);
  await organiser.page.locator('input[type=file][accept^="image"]').first().setInputFiles({ name, mimeType: 'image/png', buffer: bytes });
  await mediaAreSeen(organiser.page, 3);
  const [booth] = await phone.must(200, 'GET', 'booths/list/');
  const added = await fetch(booth.images.at(-1).url);
  assert.deepEqual(Buffer.from(await added.arrayBuffer()), bytes);
}

async function deleteAndUndo(organiser, phone) {
  await organiser.click(organiser.button('delete'));
  await organiser.sees('booths.held');
  await organiser.click(organiser.button('undo').first());
  await organiser.page.locator('.page-head:not(.held)').waitFor();
  assert.deepEqual(await names(phone), ['Lamps of Kabul']);
}

async function move(organiser) {
  await organiser.click(organiser.button('booths.move'));
  await organiser.type(organiser.page.locator('dialog').getByRole('searchbox'), 'laila');
  await organiser.click(organiser.page.locator('dialog .choice', { hasText: heir.email }));
  await organiser.click(organiser.page.locator('dialog').getByRole('button', { name: organiser.words('booths.move') }));
  await organiser.sees('owner.moved', { booth: 'Lamps of Kabul', name: 'Laila Noori' });
}

// Leaving the page does at once what would else wait for an undo.
async function deleteForGood(organiser, phone) {
  await organiser.click(organiser.button('delete'));
  await organiser.sees('booths.held');
  await organiser.close();
  await until('the booth is gone', async () => (await names(phone)).length === 0);
}

scene('a booth sent by a phone is seen with its pictures and video, edited, moved to another owner and deleted', async (box) => {
  await box.addUser(owner.email, { password: owner.password, name: 'Omid Lamps', stand: 'A 1' });
  await box.addUser(heir.email, { password: heir.password, name: 'Laila Noori', stand: 'A 2' });
  const phone = await Phone.signedIn(box, owner);
  const { id } = await phone.booth({ name: 'Lamps', images: [picture(1), picture(2)] });
  await phone.video(id, video.bytes);
  await phone.item(id, { name: 'Lantern', price: '45.00', images: [picture(4)] });

  const organiser = await Organiser.signedIn(box);
  await organiser.open('booths');
  await organiser.type(organiser.field('booths.search'), 'lam');
  await organiser.click(organiser.page.getByRole('link', { name: 'Lamps' }));
  await organiser.page.getByRole('heading', { name: 'Lamps' }).waitFor();
  await organiser.seesText('Lantern');
  await mediaAreSeen(organiser.page, 2);
  await edit(organiser, phone);
  await addPicture(organiser, phone);
  await deleteAndUndo(organiser, phone);
  await move(organiser);
  assert.deepEqual(await names(phone), []);
  const next = await Phone.signedIn(box, heir);
  assert.deepEqual(await names(next), ['Lamps of Kabul']);
  await deleteForGood(organiser, next);
});
