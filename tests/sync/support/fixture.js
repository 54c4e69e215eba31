// SPDX-License-Identifier: MIT
// A box, a network that breaks, exhibitors and an administrator.
import assert from 'node:assert/strict';
import { Later, Phone } from '../client.js';
import { Proxy } from '../proxy.js';
import { Box } from './box.js';

const boss = { email: 'boss@fair.example', password: 'three blue llamas' };

export const exhibitor = (n) => ({ email: `hall${n}@fair.example`, password: `open sesame ${n}` });

// Somebody who speaks the plain API, whole and unbroken. `box` is asked for its address each time.
export class Plain {
  constructor(box, account) { Object.assign(this, { box, account }); }

  async ask(method, path, body, headers = {}) {
    if (!this.token) await this.signIn();
    const type = body && !(body instanceof FormData) && !Buffer.isBuffer(body) ? { 'Content-Type': 'application/json' } : {};
    const answer = await fetch(this.box.origin + path, {
      method, headers: { Authorization: `Bearer ${this.token}`, ...type, ...headers }, body: 'Content-Type' in type ? JSON.stringify(body) : body,
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, body: text && /json/.test(answer.headers.get('Content-Type')) ? JSON.parse(text) : text };
  }

  async call(method, path, status, body) {
    let answer = await this.ask(method, path, body);
    if (answer.status === 401) {  // the clock went on
      await this.signIn();
      answer = await this.ask(method, path, body);
    }
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async signIn() {
    const answer = await fetch(`${this.box.origin}/api/v1/token/`,
      { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(this.account) });
    assert.equal(answer.status, 200, 'sign in');
    this.token = (await answer.json()).access;
  }

  booths() { return this.call('GET', '/api/v1/booths/list/', 200); }

  items(booth) { return this.call('GET', `/api/v1/booths/${booth}/items/list/`, 200); }

  async all(path) {
    const found = [];
    for (let page = 1; ; page += 1) {
      const { results, next } = await this.call('GET', `${path}?page=${page}&page_size=100`, 200);
      found.push(...results);
      if (!next) return found;
    }
  }
}

export class Hall {
  static async open({ exhibitors = 1 } = {}) {
    const hall = new Hall();
    hall.box = new Box();
    try {
      await hall.box.command('user', 'add', '--email', boss.email, '--password', boss.password, '--admin', '--password-rounds', '1000');
      for (let n = 0; n < exhibitors; n += 1) {
        const { email, password } = exhibitor(n);
        await hall.box.command('user', 'add', '--email', email, '--password', password, '--booth-limit', '1000', '--password-rounds', '1000');
      }
      await hall.box.start();
      hall.proxy = await new Proxy(() => hall.box.port).listen();
      hall.boss = new Plain(hall.box, boss);
      return hall;
    } catch (fault) {
      await hall.close();
      throw fault;
    }
  }

  async close() {
    await this.proxy?.close();
    await this.box.remove();
  }

  phone(n, options) { return new Phone(this.proxy.origin, exhibitor(n), options); }

  plain(n) { return new Plain(this.box, exhibitor(n)); }

  async restart(cause) {
    await this.box[cause]();
    await this.box.start();
  }

  // The media folder holds the files of the rows and no others; gives their number.
  async filesMatch() {
    const media = await this.boss.all('/api/v1/admin/media/');
    assert.deepEqual(this.box.mediaFiles().sort(), media.map(({ url }) => url.split('/').at(-1)).sort(), 'files and rows');
    return media.length;
  }
}

// A round that goes on after a broken connection, as a phone does when it is time again.
export async function syncUntilDone(phone, tries = 40) {
  for (let left = tries; ; left -= 1) {
    try {
      return await phone.sync();
    } catch (fault) {
      const broken = fault instanceof Later || fault.name === 'TypeError' || fault.name === 'SyntaxError';
      if (!broken || left === 1 || fault.cause instanceof assert.AssertionError) throw fault;
    }
  }
}

// Until nobody has anything to say and two passes show the same.
export async function settle(phones) {
  let before;
  for (let pass = 0; pass < 10; pass += 1) {
    for (const phone of phones) await syncUntilDone(phone);
    const now = JSON.stringify(phones.map((phone) => [phone.cursor, phone.queue.length]));
    if (now === before && phones.every((phone) => phone.queue.length === 0)) return;
    before = now;
  }
  assert.fail(`no rest: ${JSON.stringify(phones.map((phone) => phone.queue))}`);
}

const told = { booth: ['name', 'description', 'category', 'country'], item: ['name', 'description', 'price', 'quantity'] };
const some = (from, names) => Object.fromEntries(names.map((name) => [name, from[name]]));
const shelf = (media) => media.map(({ id, is_primary }) => ({ id, is_primary })).sort((a, b) => a.id - b.id);
const byId = (list) => list.sort((a, b) => a.id - b.id);

// What a phone shows.
export function seen(phone) {
  const rows = [...phone.rows.values()].filter((row) => !row.gone);
  const under = (parent, type) => rows.filter((row) => row.parent === parent.client_id && row.type === type);
  const media = (parent, type) => shelf(under(parent, type).map(({ id, data }) => ({ id, is_primary: data?.is_primary })));
  return byId(rows.filter(({ type }) => type === 'booth').map((booth) => ({
    id: booth.id, ...some(booth.fields, told.booth), images: media(booth, 'image'), videos: media(booth, 'video'),
    items: byId(under(booth, 'item').map((item) => ({ id: item.id, ...some(item.fields, told.item), images: media(item, 'image') }))),
  })));
}

// What the plain API shows.
export async function shown(plain) {
  const booths = [];
  for (const booth of await plain.booths()) {
    const items = (await plain.items(booth.id)).map((item) => ({ id: item.id, ...some(item, told.item), images: shelf(item.images) }));
    booths.push({ id: booth.id, ...some(booth, told.booth), images: shelf(booth.images), videos: shelf(booth.videos), items: byId(items) });
  }
  return byId(booths);
}

export async function same(phones, plain) {
  const there = await shown(plain);
  phones.forEach((phone, n) => assert.deepEqual(seen(phone), there, `phone ${n}`));
  return there;
}
