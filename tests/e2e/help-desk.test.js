// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { decoded } from './support/assertions.js';
import { Organiser } from './support/organiser.js';
import { Phone } from './support/phone.js';
import { scene } from './support/scene.js';

const parwin = { email: 'parwin@carpets.example', password: 'knots and dyes' };

scene('an exhibitor whose booths are used up is helped in fewer than 6 interactions, then gets a new code', async (box) => {
  await box.addUser(parwin.email, { password: parwin.password, name: 'Parwin Rahimi', stand: 'B 12' });
  await box.addUser('parviz@books.example', { password: 'a box of pears', name: 'Parviz Karimi', stand: 'C 3' });
  const phone = await Phone.signedIn(box, parwin);
  await phone.booth({ name: 'Carpets of Herat' });
  assert.equal((await phone.tryBooth({ name: 'Saffron' })).status, 403);

  const organiser = await Organiser.signedIn(box);
  await organiser.open('board');
  await organiser.click(organiser.page.getByRole('link', { name: organiser.words('nav.desk') }).first());
  await organiser.type(organiser.field('desk.search'), 'par');
  await organiser.click(organiser.page.getByRole('button', { name: 'Parwin Rahimi' }));
  await organiser.sees('desk.error.403');
  await organiser.seesText('POST /api/v1/booths/');
  await organiser.sees('desk.booths.full');
  await organiser.click(organiser.button('desk.plus'));
  await organiser.sees('desk.plus.done', { n: 2 });
  assert.ok(organiser.interactions < 6, `${organiser.interactions} interactions`);
  assert.equal((await phone.tryBooth({ name: 'Saffron' })).status, 201);

  await organiser.click(organiser.button('desk.code'));
  const card = organiser.page.locator('dialog .code-card');
  const code = await card.locator('.code').innerText();
  assert.equal(await decoded(box, card.locator('svg.qr')), `${box.origin}/#/code/${code}`);
  const other = await Phone.withCode(box, code);
  assert.deepEqual((await other.must(200, 'GET', 'booths/list/')).map(({ name }) => name).sort(), ['Carpets of Herat', 'Saffron']);
  await organiser.close();
});
