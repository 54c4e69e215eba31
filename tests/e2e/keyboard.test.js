// SPDX-License-Identifier: MIT
import assert from 'node:assert/strict';
import { Organiser } from './support/organiser.js';
import { boss } from './support/box.js';
import { scene } from './support/scene.js';

const most = 40;

// Presses the key until something with this name has the focus; what has it must be seen to have it.
async function tabTo(organiser, name, key = 'Tab') {
  for (let presses = 0; presses < most; presses += 1) {
    const now = await focused(organiser.page);
    if (now.name === name) {
      assert.ok(now.seen, `nothing shows that ${name} has the focus`);
      return;
    }
    await organiser.press(key);
  }
  assert.fail(`${most} presses of ${key} do not reach ${name}`);
}

function focused(page) {
  return page.evaluate(() => {
    const node = document.activeElement;
    const style = getComputedStyle(node);
    const label = node.labels?.[0]?.textContent ?? node.getAttribute('aria-label') ?? node.textContent;
    const seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none' || node.closest('.search') !== null;
    return { name: label.trim(), seen };
  });
}

scene('the keyboard is enough to sign in, to go through the navigation and to help an exhibitor', async (box) => {
  await box.addUser('parwin@carpets.example', { password: 'a box of pears', name: 'Parwin Rahimi', stand: 'B 12' });
  const organiser = await Organiser.at(box);
  const { page } = organiser;
  const { keyboard } = page;
  await page.goto(`${box.origin}/`);
  await organiser.field('email').waitFor();
  await tabTo(organiser, organiser.words('email'));
  await keyboard.type(boss.email);
  await tabTo(organiser, organiser.words('password'));
  await keyboard.type(boss.password);
  await keyboard.press('Enter');
  await organiser.drawn('board');

  for (const route of ['uploads', 'connect', 'booths', 'people', 'import', 'settings', 'save', 'messages', 'log', 'desk']) {
    await tabTo(organiser, organiser.words(`nav.${route}`), 'Shift+Tab');  // from the heading back to the navigation
    await keyboard.press('Enter');
    await organiser.drawn(route);
  }

  await tabTo(organiser, organiser.words('desk.search'));
  await keyboard.type('par');
  await page.locator('.result').waitFor();
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Parwin Rahimi' }).waitFor();
  await tabTo(organiser, organiser.words('desk.plus'));
  await keyboard.press('Enter');
  await organiser.sees('desk.plus.done', { n: 2 });
  await organiser.close();
});
