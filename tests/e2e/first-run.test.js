// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { Box } from './support/box.js';
import { decoded } from './support/assertions.js';
import { Organiser } from './support/organiser.js';
import { Phone } from './support/phone.js';
import { scene } from './support/scene.js';
import { until } from '../support/wait_until.mjs';

const first = { email: 'roya@fair.example', password: 'a pond of ducks' };
const later = { email: 'roya@fair.example', password: 'a pond of geese' };

async function makeAdministrator(organiser, link, { email, password }) {
  await organiser.page.goto(link);
  await organiser.type(organiser.field('email'), email);
  await organiser.type(organiser.field('password'), password);
  await organiser.click(organiser.button('first.go'));
  await organiser.page.getByRole('heading', { name: organiser.words('first.time') }).waitFor();
}

async function connectCard(organiser) {
  const card = organiser.page.locator('.connect-step').last();
  const address = await card.locator('dd.mono').last().innerText();
  assert.match(address, /^http:\/\/[^/]+:\d+\/$/);
  assert.equal(await decoded(organiser.box, card.locator('svg.qr')), address);
}

async function linkIsDead(box, link) {
  const stranger = await Organiser.at(box);
  await stranger.page.goto(link);
  await stranger.sees('first.closed');
  await stranger.close();
  const code = decodeURIComponent(link.split('/').pop());
  await new Phone(box).must(403, 'POST', 'admin/first-run/', { code, email: 'eve@fair.example', password: 'let me in, please' });
}

async function resetAdmin(box, used) {
  await box.stop();
  box.put('RESET-ADMIN');
  await box.start();
  const link = await box.firstRunLink();
  await until('RESET-ADMIN is gone', () => !box.has('RESET-ADMIN'));
  assert.notEqual(link, used);
  const organiser = await Organiser.at(box);
  await makeAdministrator(organiser, link, later);
  await organiser.close();
  await new Phone(box).must(401, 'POST', 'admin/session/', first);
  await new Phone(box).must(200, 'POST', 'admin/session/', later);
}

scene('a new box is set up through its one-time link, which is dead afterwards', async (box) => {
  const link = await box.firstRunLink();
  const organiser = await Organiser.at(box);
  await makeAdministrator(organiser, link, first);
  await organiser.click(organiser.button('clock.use'));
  await organiser.type(organiser.field('first.event_name'), 'Fair of Herat');
  await organiser.click(organiser.button('first.go'));
  await organiser.click(organiser.button('first.import.later'));
  await organiser.sees('first.connect');
  await organiser.seesText('Fair of Herat');
  await connectCard(organiser);
  await organiser.click(organiser.link('first.end'));
  await organiser.drawn('board');
  await organiser.page.reload();
  await organiser.drawn('board');

  const session = await (await organiser.context.request.get(`${box.origin}/api/v1/admin/session/`)).json();
  assert.equal(session.event_name, 'Fair of Herat');
  assert.equal(session.user.email, first.email);
  assert.equal(session.clock.source, 'administrator');
  await organiser.close();
  assert.equal(box.has('FIRST-RUN.txt'), false);
  await linkIsDead(box, link);
  await resetAdmin(box, link);
}, { make: () => new Box().start() });
