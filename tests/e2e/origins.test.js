// SPDX-License-Identifier: MIT
// Pages of another origin (CORS): a static server at another port, and a real browser that judges the answers.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { boss } from './support/box.js';
import { browser } from './support/browser.js';
import { Phone } from './support/phone.js';
import { picture } from './support/picture.js';
import { scene } from './support/scene.js';

const exhibitor = { email: 'omid@lamps.example', password: 'brass and glass' };

// A page of another origin than the box's, open in the browser.
async function foreignPage(box, work) {
  const server = createServer((_, answer) => answer.setHeader('Content-Type', 'text/html').end('<!doctype html><title>App</title>'));
  await new Promise((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  try {
    const origin = `http://127.0.0.1:${server.address().port}`;
    const context = await (await browser()).newContext();
    const page = await context.newPage();
    box.visitors.push({ context, page, faults: [] });
    await page.goto(origin);
    await work(page, origin);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

async function allow(box, origins) {
  const phone = await Phone.signedIn(box, boss);
  await phone.must(200, 'PATCH', 'admin/settings/', { allowed_origins: origins });
}

// The functions below run in the page.

async function signIn({ api, exhibitor: credentials }) {
  try {
    const answer = await fetch(`${api}token/`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(credentials) });
    return { status: answer.status, access: (await answer.json()).access };
  } catch (fault) {
    return { refused: fault.name };
  }
}

async function listBooths({ api, access }) {
  const answer = await fetch(`${api}booths/list/`, { headers: { Authorization: `Bearer ${access}` } });
  return { status: answer.status, etag: answer.headers.get('ETag'), names: (await answer.json()).map(({ name }) => name) };
}

async function addImage({ api, access, booth, bytes }) {
  const body = new FormData();
  body.append('image', new Blob([new Uint8Array(bytes)]), 'stall.png');
  const headers = { Authorization: `Bearer ${access}`, 'Idempotency-Key': crypto.randomUUID() };
  const answer = await fetch(`${api}booths/${booth}/images/`, { method: 'POST', headers, body });
  return { status: answer.status, value: await answer.json() };
}

async function uploadByTus({ api, access, booth, bytes }) {
  const headers = { Authorization: `Bearer ${access}`, 'Tus-Resumable': '1.0.0' };
  const metadata = { target: 'booth_image', booth: String(booth), filename: 'second.png', filetype: 'image/png' };
  const made = await fetch(`${api}uploads/`, {
    method: 'POST',
    headers: { ...headers, 'Upload-Length': String(bytes.length), 'Upload-Metadata': Object.entries(metadata).map(([key, value]) => `${key} ${btoa(value)}`).join(',') },
  });
  const location = new URL(made.headers.get('Location'), made.url).href;  // it is relative
  const patch = (from, to) => fetch(location, {
    method: 'PATCH',
    headers: { ...headers, 'Upload-Offset': String(from), 'Content-Type': 'application/offset+octet-stream' },
    body: new Blob([new Uint8Array(bytes.slice(from, to))]),
  });
  const half = Math.floor(bytes.length / 2);
  const first = await patch(0, half);
  const asked = await fetch(location, { method: 'HEAD', headers });
  const last = await patch(half, bytes.length);
  return {
    statuses: [made.status, first.status, asked.status, last.status],
    offsets: [first, asked, last].map((answer) => Number(answer.headers.get('Upload-Offset'))),
    half,
  };
}

async function imageWidth(url) {
  const image = new Image();
  image.src = url;
  document.body.append(image);
  await image.decode();
  return image.naturalWidth;
}

scene('a page of another origin that is allowed signs in, reads lists and sends pictures', async (box) => {
  await box.addUser(exhibitor.email, exhibitor);
  const phone = await Phone.signedIn(box, exhibitor);
  const { id: booth } = await phone.booth({ name: 'Lamps of Kabul' });
  await foreignPage(box, async (page, origin) => {
    await allow(box, [origin]);
    const api = `${box.origin}/api/v1/`;
    const { status, access } = await page.evaluate(signIn, { api, exhibitor });
    assert.equal(status, 200);

    const list = await page.evaluate(listBooths, { api, access });
    assert.deepEqual([list.status, list.names], [200, ['Lamps of Kabul']]);
    assert.ok(list.etag, 'ETag can be read');

    const drawn = picture(1);
    const added = await page.evaluate(addImage, { api, access, booth, bytes: [...drawn.bytes] });
    assert.equal(added.status, 201, JSON.stringify(added.value));
    assert.equal(await page.evaluate(imageWidth, added.value.url), drawn.width);

    const bytes = [...picture(2).bytes];
    const sent = await page.evaluate(uploadByTus, { api, access, booth, bytes });
    assert.deepEqual(sent.statuses, [201, 204, 200, 204]);
    assert.deepEqual(sent.offsets, [sent.half, sent.half, bytes.length]);
    assert.equal((await phone.must(200, 'GET', `booths/${booth}/`)).images.length, 2);
  });
});

scene('a page of another origin that is not allowed is refused by the browser', async (box) => {
  await box.addUser(exhibitor.email, exhibitor);
  await foreignPage(box, async (page, origin) => {
    const api = `${box.origin}/api/v1/`;
    assert.deepEqual(await page.evaluate(signIn, { api, exhibitor }), { refused: 'TypeError' });
    await allow(box, ['http://127.0.0.1:1']);
    assert.deepEqual(await page.evaluate(signIn, { api, exhibitor }), { refused: 'TypeError' });
    await allow(box, [origin]);
    assert.equal((await page.evaluate(signIn, { api, exhibitor })).status, 200);
  });
});
