// SPDX-License-Identifier: MIT
// An app that has nothing but the functions orval generates for fetch: it sends photos and a film to the box and lists them.
import { addBoothImage, addBoothVideo, createBooth, createItem, listBooths, listItems, obtainTokens, patchBooth, updateBooth } from './orval';

declare const process: { argv: string[]; exitCode: number };
declare const require: (name: 'node:buffer') => { File: typeof globalThis.File };
const { File } = require('node:buffer'); // no global before Node 20
const [origin, email, password, film, ...pictures] = process.argv.slice(2);

// The generated URLs have no host.
const sent = globalThis.fetch;
let access = '';
globalThis.fetch = (url, options) => {
  const headers = new Headers(options?.headers);
  if (access) headers.set('Authorization', `Bearer ${access}`);
  return sent(new URL(String(url), origin), { ...options, headers });
};

function file(text: string, name: string, type: string) {
  return new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], name, { type });
}

// What came, where it has the wanted status.
function having<Answer extends { status: number }, Status extends Answer['status']>(answer: Answer, status: Status) {
  if (answer.status !== status) throw new Error(JSON.stringify(answer));
  return answer as Extract<Answer, { status: Status }>;
}

async function use() {
  const [one, two, three, four] = pictures.map((text) => file(text, 'a.png', 'image/png'));
  access = having(await obtainTokens({ email, password }), 200).data.access;
  const { data: { id } } = having(await createBooth({ name: 'نور', country: 1, images: [one, two] }), 201);
  having(await addBoothImage(id, { image: three }), 201);
  having(await addBoothVideo(id, { video: file(film, 'a.mp4', 'video/mp4') }), 201);
  having(await updateBooth(id, { images: [four] }), 200);
  having(await patchBooth(id, { category: 'Science' }), 200);
  having(await createItem(id, { name: 'Lens', price: '9.50', quantity: 3, images: [one] }), 201);

  const { data: all } = having(await listBooths(), 200);
  const { data: page } = having(await listBooths({ page: 1, page_size: 1000 }), 200);
  const { data: items } = having(await listItems(id), 200);
  if (!Array.isArray(all) || Array.isArray(page) || !Array.isArray(items)) throw new Error('a list has the other form');
  return { all, page, items };
}

use().then((found) => console.log(JSON.stringify(found)), (fault) => {
  console.error(fault);
  process.exitCode = 1;
});
