// One booth: its fields, pictures, videos, items and owner.
import { get, send } from './api.js';
import { askForm, area, input } from './ask.js';
import { el, replace } from './dom.js';
import { itemsPanel } from './items.js';
import { moveToOwner } from './owner.js';
import { mediaPanel } from './pictures.js';
import { button, empty, facts, field, linkButton, pageHead, panel, select, toast } from './parts.js';
import { ago, dateTime, t } from './text.js';
import { isHeld, removeLater, takeBack } from './undo.js';

export async function showBooth(main, id) {
  const view = { main, id, path: `booths/${id}/`, left: false };
  view.reload = async () => { await load(view); };
  await load(view);
  return () => { view.left = true; };
}

// The public API has the descriptions, the administrators' list the owner.
async function load(view) {
  try {
    const booth = await get(view.path);
    const [items, countries, owner] = await Promise.all([get(`${view.path}items/list/`), get('countries/'), ownerOf(booth)]);
    if (!view.left) draw(view, { booth, items, countries, owner });
  } catch (error) {
    if (error.status !== 404) throw error;
    replace(view.main, pageHead(t('booths.booth')), empty({
      icon: 'booths', title: t('booths.gone'), text: t('booths.gone.text'), action: linkButton(t('nav.booths'), '#/booths', { kind: 'primary' }),
    }));
  }
}

async function ownerOf(booth) {
  const rows = await get('admin/booths/', { search: booth.name });
  return rows.find((row) => row.id === booth.id)?.owner ?? null;
}

function draw(view, { booth, items, countries, owner }) {
  const held = isHeld(view.path);
  const head = pageHead(booth.name, {
    lead: held ? t('booths.held') : null,
    actions: [
      linkButton(t('nav.booths'), '#/booths', { kind: 'quiet', icon: 'back' }),
      button(t('edit'), () => edit(view, booth, countries), { kind: 'primary', icon: 'edit' }),
      button(t('booths.move'), () => move(view, booth, owner), { icon: 'user' }),
      held ? button(t('undo'), () => takeBack(view.path), { icon: 'undo' }) : button(t('delete'), () => remove(view, booth), { kind: 'danger', icon: 'trash' }),
    ],
  });
  head.querySelector('h1').dir = 'auto';
  if (held) head.classList.add('held');
  replace(view.main, head,
    panel(t('booths.about'), aboutOf(booth, countries, owner)),
    mediaPanel({ kind: 'images', path: view.path, media: booth.images, name: booth.name, reload: view.reload }),
    mediaPanel({ kind: 'videos', path: view.path, media: booth.videos, name: booth.name, reload: view.reload }),
    itemsPanel({ path: view.path, items, reload: view.reload }));
}

function aboutOf(booth, countries, owner) {
  const country = countries.find((one) => one.id === booth.country);
  return [
    el('p.description', { dir: 'auto' }, booth.description || t('booths.no-description')),
    facts([
      [t('booths.owner'), owner ? el('a', { href: `#/people?search=${encodeURIComponent(owner.email)}`, dir: 'auto' }, owner.name || owner.email) : '–'],
      [t('stand'), owner?.stand || '–'],
      [t('booths.country'), country?.name ?? '–'],
      [t('booths.category'), booth.category ? el('span', { dir: 'auto' }, booth.category) : '–'],
      [t('booths.created'), dateTime(booth.created_at)],
      [t('booths.changed'), ago(booth.updated_at)],
    ]),
  ];
}

async function edit(view, booth, countries) {
  const before = { name: booth.name, category: booth.category, country: String(booth.country), description: booth.description };
  const answer = await askForm({
    title: t('booths.edit'), submit: t('save'), wide: true,
    fields: [
      field(t('name'), input('name', booth.name, { maxlength: 255 })),
      el('div.pair',
        field(t('booths.country'), select(countries.map((one) => [one.id, one.name]), { name: 'country', value: booth.country })),
        field(t('booths.category'), input('category', booth.category, { maxlength: 100 }))),
      field(t('description'), area('description', booth.description, { rows: 6 })),
    ],
    save: (values) => saved(view.path, changed(values, before)),
  });
  if (!answer) return;
  toast(t('saved'));
  await view.reload();
}

// A change of nothing would still be a new version for the phones.
const saved = (path, body) => (Object.keys(body).length ? send('PUT', path, body) : true);

function changed(values, before) {
  const body = Object.fromEntries(Object.entries(values).filter(([key, value]) => value !== before[key]));
  if (body.country) body.country = Number(body.country);
  return body;
}

async function move(view, booth, owner) {
  if (await moveToOwner(booth, owner)) await view.reload();
}

function remove(view, booth) {
  removeLater(view.path, t('booths.deleted', { name: booth.name }), {
    onChange: () => { if (!view.left) view.reload(); },
    onGone: () => { if (!view.left) location.hash = '#/booths'; },
  });
}
