// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../support/wait_until.mjs';
import { Box } from './support/box.js';
import { inaccessible, tooWide } from './support/assertions.js';
import { Organiser } from './support/organiser.js';
import { scene } from './support/scene.js';

const uuid = '1A2B-3C4D';

// A box on a machine that is set up for drives.
function onMachine() {
  return Box.withBoss().then(async (box) => {
    await box.stop();
    box.state = join(box.folder, 'state');
    box.status = join(box.folder, 'status');
    [box.state, box.status].forEach((folder) => mkdirSync(folder));
    box.environment = { EXPOBOX_DRIVE_STATE: box.state, EXPOBOX_DRIVE_STATUS: box.status };
    return box.start();
  });
}

const plug = (box, state, reason = '') =>
  writeFileSync(join(box.status, 'sdb1'), `device=sdb1\nuuid=${uuid}\nfilesystem=exfat\nstate=${state}\nreason=${reason}\n`);

const paired = (box) => readFileSync(join(box.state, 'paired'), 'utf8');

scene('a drive that is plugged in is told on the board, paired in the settings and unpaired again', async (box) => {
  plug(box, 'unpaired', 'Nobody has paired it.');
  const organiser = await Organiser.signedIn(box);
  const { page } = organiser;
  const inDialog = (key) => page.locator('dialog').getByRole('button', { name: organiser.words(key), exact: true });
  await organiser.open('board');
  await organiser.sees('message.drive_unpaired');
  await organiser.sees('message.drive_unpaired.do');
  await organiser.seesText('Nobody has paired it.');

  await organiser.open('settings');
  await organiser.sees('drives.state.unpaired');
  await organiser.click(organiser.button('drives.pair.one', { name: 'sdb1' }));
  await organiser.sees('drives.pair.now');
  await organiser.click(inDialog('drives.pair'));
  await organiser.sees('drives.state.starting');
  assert.equal(paired(box), `${uuid}\n`);

  plug(box, 'serving');
  await organiser.sees('drives.state.serving');
  rmSync(join(box.status, 'sdb1'));
  await organiser.sees('drives.elsewhere');
  await organiser.click(organiser.button('drives.unpair.one', { name: uuid }));
  await organiser.click(inDialog('drives.unpair'));
  await organiser.sees('drives.none');
  await until('it is unpaired', () => paired(box) === '');
  await organiser.close();
}, { make: onMachine });

scene('the drives fit a phone and are accessible, in English and Persian', async (box) => {
  writeFileSync(join(box.state, 'paired'), '6f8a3b1e-0d2c-4e5f-8a9b-0c1d2e3f4a5b\n');
  plug(box, 'failed', 'The file system of this drive is damaged and cannot be repaired by this machine.');
  for (const language of ['en', 'fa']) {
    const organiser = await Organiser.signedIn(box, { language, viewport: { width: 320, height: 640 } });
    await organiser.open('settings');
    await organiser.sees('drives.state.failed');
    await organiser.seesText('The file system of this drive is damaged');
    await organiser.sees('drives.elsewhere');
    organiser.faults.push(...await tooWide(organiser.page, language), ...await inaccessible(organiser.page, language));
    await organiser.close();
  }
}, { make: onMachine });
