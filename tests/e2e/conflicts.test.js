// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { Organiser } from './support/organiser.js';
import { Phone } from './support/phone.js';
import { scene } from './support/scene.js';

const lena = { email: 'lena@lamps.example', password: 'forty watts' };

// The organiser's laptop changes what a phone that was away then says otherwise.
async function disputed(phone) {
  const client_id = crypto.randomUUID();
  const push = (op_id, base_version, fields) => phone.must(200, 'POST', 'sync/push/', {
    device_id: 'phone', ops: [{ op_id, type: 'booth', op: 'put', client_id, base_version, fields }],
  });
  const made = await push('1', 0, { name: 'Lamps', country: await phone.country('AF') });
  const { id } = made.results[0];
  await phone.must(200, 'PATCH', `booths/${id}/`, { name: 'Lamps & Co', category: 'Light' });
  const answer = await push('2', 1, { name: 'Bright lamps', category: 'Shades' });
  assert.equal(answer.results[0].status, 'conflict');
  return id;
}

scene('a value that lost is used after all, another is dismissed', async (box) => {
  await box.addUser(lena.email, { password: lena.password, name: 'Lena Lamps', stand: 'A 1' });
  const phone = await Phone.signedIn(box, lena);
  const id = await disputed(phone);

  const organiser = await Organiser.signedIn(box);
  await organiser.open('conflicts');
  await organiser.seesText('Bright lamps');
  const named = (key, field) => organiser.page.getByRole('button', { name: organiser.words(key, { field: organiser.words(`conflicts.field.${field}`), name: 'Lamps & Co' }) });
  await organiser.click(named('conflicts.use.one', 'name'));
  await organiser.click(organiser.page.locator('dialog').getByRole('button', { name: organiser.words('conflicts.use'), exact: true }));
  await organiser.sees('conflicts.is-used');
  const dismiss = organiser.page.getByRole('button', { name: organiser.words('conflicts.dismiss.one', { field: organiser.words('conflicts.field.category'), name: 'Bright lamps' }) });
  await organiser.click(dismiss);
  await organiser.sees('conflicts.is-dismissed');
  await organiser.sees('conflicts.none');
  const booth = await phone.must(200, 'GET', `booths/${id}/`);
  assert.equal(booth.name, 'Bright lamps');
  assert.equal(booth.category, 'Light');
  await organiser.choose(organiser.page.getByRole('combobox'), '');
  await organiser.seesText('Shades');
  await organiser.close();
});
