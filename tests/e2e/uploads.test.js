// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { Organiser } from './support/organiser.js';
import { Phone } from './support/phone.js';
import { picture } from './support/picture.js';
import { scene } from './support/scene.js';
import { video } from './support/video.js';

const farid = { email: 'farid@films.example', password: 'twelve reels' };

async function pauseVideos(organiser, phone, booth) {
  const pause = organiser.page.getByRole('switch');
  await organiser.click(pause);
  await organiser.sees('uploads.paused');
  const refused = await fetch(`${phone.box.origin}/api/v1/booths/${booth}/videos/`, videoRequest(phone));
  assert.equal(refused.status, 503);
  assert.match(refused.headers.get('retry-after'), /^\d+$/);
  assert.equal((await phone.ask('POST', `booths/${booth}/images/`, imageForm())).status, 201);
  await organiser.click(pause);
  await organiser.sees('uploads.unpaused');
  await phone.video(booth, video.bytes);
}

function videoRequest(phone) {
  const body = new FormData();
  body.append('video', new Blob([video.bytes]), 'hall.webm');
  return { method: 'POST', headers: { Authorization: `Bearer ${phone.token}` }, body };
}

function imageForm() {
  const { name, bytes } = picture(2);
  const body = new FormData();
  body.append('image', new Blob([bytes]), name);
  return body;
}

scene('an upload on its way is seen and cancelled, and its phone is told; videos can be held back', async (box) => {
  await box.addUser(farid.email, { password: farid.password, name: 'Farid Films', stand: 'D 4' });
  const phone = await Phone.signedIn(box, farid);
  const { id } = await phone.booth({ name: 'Films' });
  const upload = phone.slowVideo(id, { part: 300_000, total: 2_000_000 });

  const organiser = await Organiser.signedIn(box);
  await organiser.open('uploads');
  const row = organiser.page.locator('.upload', { hasText: 'Farid Films' });
  await row.waitFor();
  await organiser.page.waitForFunction(() => document.querySelector('.upload progress')?.max === 2_000_000);
  upload.more(100_000);
  await organiser.page.waitForFunction(() => document.querySelector('.upload progress').value >= 390_000);
  await organiser.click(row.getByRole('button', { name: organiser.words('uploads.cancel.one', { name: 'Farid Films' }) }));
  await organiser.click(organiser.page.locator('dialog').getByRole('button', { name: organiser.words('uploads.cancel'), exact: true }));
  await organiser.sees('uploads.cancelled');
  assert.equal((await upload.answer).status, 409);
  await row.waitFor({ state: 'detached' });

  await pauseVideos(organiser, phone, id);
  await organiser.close();
});
