// Everything the box has to say, read or not, and what to do about it.
import { get, send } from './api.js';
import { el, replace } from './dom.js';
import { messageCard, refreshTimes } from './message-card.js';
import { button, empty, pageHead, repeat, skeleton, toast } from './parts.js';
import { t } from './text.js';

export const title = 'nav.messages';

const refreshed = 5;

export async function show(main) {
  const place = el('div.stack', skeleton(4));
  const all = button(t('messages.all'), () => readAll(view), { icon: 'check', disabled: true });
  const view = { place, all, messages: [], drawn: null };
  main.append(pageHead(t(title), { lead: t('messages.lead'), actions: [all] }), place);
  return repeat(refreshed, () => load(view));
}

// Drawn anew only when something is another, so that nothing flickers and the focus stays.
async function load(view) {
  view.messages = await get('admin/messages/');
  const now = JSON.stringify(view.messages);
  if (now !== view.drawn) draw(view); else refreshTimes(view.place);
  view.drawn = now;
}

const unread = (view) => view.messages.filter((one) => !one.read);

function draw(view) {
  const read = view.messages.filter((one) => one.read);
  const open = unread(view);
  view.all.disabled = open.length < 2;
  replace(view.place,
    open.length ? open.map((one) => messageCard(one, (message) => markRead(view, message)))
      : empty({ icon: 'check', title: t('messages.none'), text: t('messages.none.text') }),
    read.length ? [el('h2', t('messages.read')), read.map((one) => messageCard(one))] : null);
}

async function markRead(view, message) {
  await send('POST', `admin/messages/${message.id}/read/`);
  await load(view);
  (view.place.querySelector('button') ?? document.querySelector('h1'))?.focus();
}

async function readAll(view) {
  const open = unread(view);
  for (const one of open) await send('POST', `admin/messages/${one.id}/read/`);
  toast(t('messages.marked', { n: open.length }));
  await load(view);
}
