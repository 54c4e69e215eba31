// SPDX-License-Identifier: MIT
// A fair with something going on: twenty exhibitors, booths with pictures, a video on its way, somebody turned away.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Box, boss } from './box.js';
import { asExcel } from './csv.js';
import { Phone } from './phone.js';
import { picture } from './picture.js';
import { video } from './video.js';

const exhibitors = [
  ['Parwin Rahimi', 'A 1', 'Carpets of Herat', 'Textiles', 'AF', 'Knotted by hand from the wool of the highlands.'],
  ['Omid Karimi', 'A 2', 'Lamps of Kabul', 'Handicraft', 'AF', 'Brass and coloured glass.'],
  ['Laila Noori', 'A 3', 'Saffron House', 'Food', 'AF', 'Saffron of this autumn.'],
  ['فاطمه احمدی', 'A 4', 'کتاب‌خانهٔ بامداد', 'Books', 'IR', 'کتاب‌های تازه برای کودکان و بزرگسالان.'],
  ['Jürgen Müller', 'A 5', 'Optik Müller', 'Optics', 'DE', 'Telescopes and microscopes for schools.'],
  ['Zahra Hosseini', 'B 1', 'Tiles of Isfahan', 'Handicraft', 'IR', 'Painted tiles in blue and gold.'],
  ['Anaïs Lefèvre', 'B 2', 'Parfums du Sud', 'Cosmetics', 'FR', 'Rose water and soaps.'],
  ['محمد رضایی', 'B 3', 'چای و ادویه', 'Food', 'IR', 'چای، هل و دارچین.'],
  ['Kofi Mensah', 'B 4', 'Solar for Farms', 'Energy', 'GH', 'Pumps that run on light.'],
  ['Ståle Øye', 'B 5', 'Nordic Boats', 'Machines', 'NO', 'Small boats of aluminium.'],
  ['Meera Patel', 'C 1', 'Block Prints', 'Textiles', 'IN', 'Cotton, printed with carved wood.'],
  ['Yuki Tanaka', 'C 2', 'Paper and Ink', 'Books', 'JP', 'Paper made by hand.'],
  ['Lucía Gómez', 'C 3', 'Ceramics of Puebla', 'Handicraft', 'MX', 'Plates and bowls.'],
  ['Amina Haidari', 'C 4', 'Honey of Bamyan', 'Food', 'AF', 'Clover and thyme.'],
];
const silent = [['Farid Sultani', 'C 5'], ['Nasrin Popal', 'D 1'], ['Erik Lund', 'D 2'], ['Sara Ionescu', 'D 3'], ['Dawit Bekele', 'D 4'], ['نرگس موسوی', 'D 5']];

const emailOf = (number) => `stand${number + 1}@fair.example`;

async function openBooth(box, number) {
  const [, , name, category, country, description] = exhibitors[number];
  const phone = await Phone.signedIn(box, { email: emailOf(number), password: 'a long hall' });
  const images = [picture(number), ...(number % 3 === 0 ? [picture(number + 20)] : [])];
  const { id } = await phone.booth({ name, category, country, description, images: number === 8 ? [] : images });
  if (number % 2 === 0) await phone.item(id, { name: 'Sample box', price: '12.50' });
  if (number === 1 || number === 4) await phone.video(id, video.bytes);
  return { phone, id };
}

export async function fair() {
  const box = await Box.withBoss();
  try {
    await arrive(box);
    const booths = await Promise.all(exhibitors.map((_, number) => openBooth(box, number)));
    await booths[2].phone.tryBooth({ name: 'Second stall' });  // more than the account may have
    await describe(box);
    box.upload = booths[9].phone.slowVideo(booths[9].id, { part: 2_600_000, total: 8_400_000 });
    box.upload.trickle(20_000);
    box.booth = booths[0].id;
    return box;
  } catch (fault) {
    await box.remove();
    throw fault;
  }
}

async function arrive(box) {
  const list = join(box.folder, 'exhibitors.csv');
  writeFileSync(list, asExcel([...exhibitors, ...silent].map(([name, stand], number) => (
    { email: emailOf(number), password: 'a long hall', booth_limit: '1', is_active: 'true', name, stand }))));
  await box.command('import', list, '--password-rounds', '1000');
}

async function describe(box) {
  const phone = await Phone.signedIn(box, boss);
  await phone.must(200, 'PATCH', 'admin/settings/', { event_name: 'Herat Trade Fair', wifi_name: 'Fair', wifi_password: 'pomegranate' });
  await phone.must(200, 'PUT', 'admin/clock/', { time: `${new Date().toISOString().slice(0, 19)}Z` });
}
