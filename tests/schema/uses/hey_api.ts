// SPDX-License-Identifier: MIT
// An app that has nothing but the client hey-api generates: it sends photos to the box and lists them.
import { client } from './hey-api/client.gen';
import { addBoothImage, createBooth, createItem, listBooths, listItems, obtainTokens, patchBooth, updateBooth } from './hey-api';

async function use(baseUrl: string, email: string, password: string, pictures: Blob[]) {
  client.setConfig({ baseUrl, throwOnError: true });
  const { data: tokens } = await obtainTokens({ body: { email, password }, throwOnError: true });
  client.setConfig({ baseUrl, auth: ({ scheme }) => (scheme === 'bearer' ? tokens.access : undefined) });

  const [one, two, three, four] = pictures;
  const made = await createBooth({ body: { name: 'نور', country: 1, images: [one, two] }, throwOnError: true });
  const path = { booth: made.data.id };
  await addBoothImage({ path, body: { image: three }, throwOnError: true });
  await updateBooth({ path, body: { images: [four] }, throwOnError: true });
  await patchBooth({ path, body: { category: 'Science' }, throwOnError: true });
  await createItem({ path, body: { name: 'Lens', price: '9.50', images: [one] }, throwOnError: true });

  const { data: all } = await listBooths({ throwOnError: true });
  const { data: page } = await listBooths({ query: { page: 1, page_size: 1000 }, throwOnError: true });
  const { data: items } = await listItems({ path, throwOnError: true });
  if (!Array.isArray(all) || Array.isArray(page) || !Array.isArray(items)) throw new Error('a list has the other form');
  return { all, page, items };
}

declare const process: { argv: string[]; exitCode: number };
declare const require: (name: 'node:buffer') => { File: typeof globalThis.File };
const { File } = require('node:buffer'); // no global before Node 20
const [origin, email, password, ...pictures] = process.argv.slice(2);
const decoded = pictures.map((text) => new File([Uint8Array.from(atob(text), (one) => one.charCodeAt(0))], 'a.png', { type: 'image/png' }));
use(origin, email, password, decoded).then((found) => console.log(JSON.stringify(found)), (fault) => {
  console.error(fault instanceof Error ? fault : JSON.stringify(fault)); // an answer that is an error comes as it is
  process.exitCode = 1;
});
