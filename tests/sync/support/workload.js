// SPDX-License-Identifier: MIT
// What exhibitors do all day, at random: on phones without a network, and on a plain client beside them.
import assert from 'node:assert/strict';
import { picture } from './samples.js';

let number = 0;
const unique = (word) => `${word} ${number += 1}`;  // no value is ever written twice, so that each can be followed

const some = {
  booth: (dice) => dice.one([{ name: unique('booth') }, { description: unique('about') }, { category: unique('kind') },
    { name: unique('booth'), description: unique('about') }]),
  item: (dice) => dice.one([{ name: unique('item') }, { description: unique('good') }, { price: `${number += 1}.50` }, { quantity: number += 1 }]),
};

const alive = (phone, type) => [...phone.rows.values()].filter((row) => row.type === type && !row.gone);

function addPicture(phone, dice) {
  const rows = [...alive(phone, 'booth'), ...alive(phone, 'item')];
  if (!rows.length) return;
  const row = dice.one(rows);
  phone.attach(`${row.type}_image`, row.client_id, picture(2000 + dice.below(4000)), { filename: 'a.png', filetype: 'image/png' });
}

function remove(phone, dice, type) {
  const rows = alive(phone, type);
  if (rows.length > 1) phone.remove(dice.one(rows).client_id);
}

// One thing an exhibitor does with the phone in hand.
export function editOffline(phone, dice) {
  const booths = alive(phone, 'booth');
  const items = alive(phone, 'item');
  const images = alive(phone, 'image');
  const roll = dice.below(100);
  if (!booths.length || roll < 6) phone.create('booth', { name: unique('booth'), country: 1 });
  else if (roll < 22) phone.create('item', { name: unique('item'), price: `${number += 1}.25`, quantity: number }, dice.one(booths).client_id);
  else if (roll < 50) phone.edit(dice.one(booths).client_id, some.booth(dice));
  else if (roll < 78 && items.length) phone.edit(dice.one(items).client_id, some.item(dice));
  else if (roll < 86) addPicture(phone, dice);
  else if (roll < 91 && images.length) phone.makePrimary(dice.one(images).client_id);
  else if (roll < 94) remove(phone, dice, 'image');
  else if (roll < 98) remove(phone, dice, 'item');
  else remove(phone, dice, 'booth');
}

// One thing done by a client that knows nothing of sync. What it meant to change may be gone meanwhile.
export async function editPlainly(plain, dice) {
  const booths = await plain.booths();
  const expect = async (method, path, body, ...statuses) => {
    const { status, body: answer } = await plain.ask(method, path, body);
    assert.ok([...statuses, 404].includes(status), `${method} ${path}: ${status} ${JSON.stringify(answer)}`);
  };
  if (!booths.length) { await expect('POST', '/api/v1/booths/', { name: unique('plain'), country: 1 }, 201); return; }
  const booth = `/api/v1/booths/${dice.one(booths).id}/`;
  const roll = dice.below(100);
  if (roll < 50) await expect('PUT', booth, some.booth(dice), 200);
  else if (roll < 65) await expect('POST', `${booth}items/`, { name: unique('plain item') }, 201);
  else {
    const { status, body: items } = await plain.ask('GET', `${booth}items/list/`);
    assert.ok([200, 404].includes(status));
    if (status === 404 || !items.length) return;
    const item = `${booth}items/${dice.one(items).id}/`;
    if (roll < 93) await expect('PUT', item, some.item(dice), 200);
    else await expect('DELETE', item, undefined, 204);
  }
}
