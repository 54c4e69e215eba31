// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Box, boss } from './support/box.js';
import { Organiser } from './support/organiser.js';
import { Phone } from './support/phone.js';
import { picture } from './support/picture.js';
import { scene } from './support/scene.js';
import { video } from './support/video.js';

const nadia = { email: 'nadia@honey.example', password: 'clover and thyme' };
const shown = picture(5);

async function fill(box) {
  await box.addUser(nadia.email, { password: nadia.password, name: 'Nadia Honey', stand: 'E 9' });
  const phone = await Phone.signedIn(box, nadia);
  const { id } = await phone.booth({ name: 'Honey of Bamyan', images: [shown] });
  await phone.video(id, video.bytes);
  await phone.item(id, { name: 'Thyme honey', price: '9.50' });
}

async function download(organiser, name, key) {
  const path = join(organiser.box.folder, name);
  copyFileSync(await organiser.download(organiser.link(key)), path);
  return path;
}

function exportHolds(path) {
  const folder = `${path}.d`;
  mkdirSync(folder);
  execFileSync('tar', ['-xf', path, '-C', folder]);
  const said = execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: folder, encoding: 'utf8' }).trim().split('\n');
  assert.ok(said.length >= 7, said.join('\n'));
  assert.ok(said.every((line) => line.endsWith(': OK')), said.join('\n'));
  for (const name of ['users.csv', 'booths.csv', 'items.csv', 'media.csv', 'audit.csv', 'everything.json']) assert.ok(said.includes(`${name}: OK`), name);
  assert.match(readFileSync(join(folder, 'booths.csv'), 'utf8'), /Honey of Bamyan/);
}

async function restore(organiser, archive) {
  await organiser.open('save');
  await organiser.page.locator('input[type=file]').setInputFiles(archive);
  const sure = organiser.page.locator('dialog').getByRole('button', { name: organiser.words('restore.do') });
  await organiser.sees('restore.sure');
  assert.equal(await sure.isDisabled(), true);
  await organiser.type(organiser.page.locator('#typed-word'), 'RESTORE');
  // While it begins again the box knows nobody, or is not there.
  for (const path of [/^\/api\/v1\/admin\/(jobs|session)\//]) for (const status of [401, 404]) organiser.expects(status, 'GET', path);
  await organiser.click(sure);
  await organiser.field('email').waitFor();
}

async function everythingIsThere(box) {
  const phone = await Phone.signedIn(box, nadia);
  const [booth] = await phone.must(200, 'GET', 'booths/list/');
  assert.equal(booth.name, 'Honey of Bamyan');
  assert.equal(booth.videos.length, 1);
  assert.deepEqual(Buffer.from(await (await fetch(booth.images[0].url)).arrayBuffer()), shown.bytes);
  assert.deepEqual(Buffer.from(await (await fetch(booth.videos[0].url)).arrayBuffer()), video.bytes);
  assert.equal((await phone.must(200, 'GET', `booths/${booth.id}/items/list/`))[0].name, 'Thyme honey');
}

scene('a backup taken by the page brings everything into a fresh box by the page; the export is whole', async (box) => {
  await fill(box);
  const organiser = await Organiser.signedIn(box);
  await organiser.open('save');
  const archive = await download(organiser, 'backup.tar', 'save.backup.now');
  exportHolds(await download(organiser, 'export.tar', 'save.export.now'));
  await organiser.close();
  await box.stop();

  const fresh = await Box.withBoss();
  try {
    const other = await Organiser.signedIn(fresh);
    await restore(other, archive);
    await everythingIsThere(fresh);
    await other.type(other.field('email'), boss.email);
    await other.type(other.field('password'), boss.password);
    await other.click(other.button('sign-in.submit'));
    await other.open('booths');
    await other.seesText('Honey of Bamyan');
    await other.close();
  } finally {
    await fresh.remove();
  }
});
