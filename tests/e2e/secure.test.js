// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { createHash, X509Certificate } from 'node:crypto';
import https from 'node:https';
import tls from 'node:tls';
import { Box, boss } from './support/box.js';
import { decoded, inaccessible, tooWide } from './support/assertions.js';
import { Organiser } from './support/organiser.js';
import { Phone } from './support/phone.js';
import { scene } from './support/scene.js';

const pinIn = (link) => new URLSearchParams(new URL(link).hash.split('?')[1]).get('sha256');

// What an app does that has read such a code: the certificate with this fingerprint, out of those that are shown.
function pinned(link) {
  const { hostname, port } = new URL(link);
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ host: hostname, port, rejectUnauthorized: false }, () => {
      let shown = socket.getPeerCertificate(true);
      while (shown !== shown.issuerCertificate && sha256(shown.raw) !== pinIn(link)) shown = shown.issuerCertificate;
      socket.destroy();
      resolve(shown.raw);
    }).on('error', reject);
  });
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

// An answer of a server that this authority vouches for.
function health(link, authority) {
  const { origin } = new URL(link);
  return new Promise((resolve, reject) => {
    https.get(`${origin}/api/v1/health/`, { ca: new X509Certificate(authority).toString() }, (answer) => {
      answer.resume().on('end', () => resolve(answer.statusCode));
    }).on('error', reject);
  });
}

async function cardOf(organiser, email) {
  await organiser.open('desk');
  await organiser.type(organiser.field('desk.search'), email);
  await organiser.click(organiser.page.getByRole('button', { name: email }));
  await organiser.click(organiser.button('desk.code'));
  return organiser.page.locator('dialog .code-card');
}

scene('codes for HTTPS carry what an app pins: the one on the connect card and those on login cards', async (box) => {
  await box.addUser('parwin@carpets.example', { password: 'a box of pears' });
  const secure = box.secure();
  const organiser = await Organiser.signedIn(box);
  await organiser.open('connect');
  const part = organiser.page.locator('.connect-secure');
  const link = await decoded(box, part.locator('svg.qr'));
  assert.match(link, new RegExp(`^${secure.origin}/#/\\?sha256=[0-9a-f]{64}$`));
  const told = (await part.locator('p bdi').innerText()).replaceAll(':', '').toLowerCase();
  assert.equal(pinIn(link), told);

  const authority = await pinned(link);
  assert.equal(sha256(authority), told);
  assert.equal(await health(link, authority), 200);
  const served = await organiser.context.request.get(box.origin + await part.locator('a').getAttribute('href'));
  assert.equal(sha256(await served.body()), told);

  const card = await cardOf(organiser, 'parwin@carpets.example');
  const code = await card.locator('.code').innerText();
  assert.equal(await decoded(box, card.locator('svg.qr')), `${secure.origin}/#/code/${code}?sha256=${told}`);
  await new Phone(box).must(200, 'POST', 'token/code/', { code });
  await organiser.close();

  await byHttps(secure, link);
}, { make: () => Box.withBoss('--tls', 'on', '--tls-port', '0') });

// A browser that is led there, and told to go on all the same, takes no notice of what is for apps; on a small phone.
async function byHttps(secure, link) {
  const organiser = await Organiser.at(secure, { ignoreHTTPSErrors: true, viewport: { width: 320, height: 700 } });
  await organiser.page.goto(link);
  await organiser.type(organiser.field('email'), boss.email);
  await organiser.type(organiser.field('password'), boss.password);
  await organiser.click(organiser.button('sign-in.submit'));
  await organiser.drawn('board');
  await organiser.open('connect');
  assert.equal(await decoded(secure, organiser.page.locator('.connect-step svg.qr')), link);
  assert.deepEqual([...await tooWide(organiser.page, 'connect'), ...await inaccessible(organiser.page, 'connect')], []);
  await organiser.close();
}
