// All booths: found, opened ('#/booths/12', see booth.js), deleted with a way back.
import { get } from './api.js';
import { showBooth } from './booth.js';
import { el } from './dom.js';
import { listing } from './listing.js';
import { check, empty, icon, ownerCell, pageHead, searchBox, select } from './parts.js';
import { ago, t } from './text.js';
import { deleteButton, isHeld } from './undo.js';

export const title = 'nav.booths';

export async function show(main, args, query) {
  if (args.length) return showBooth(main, Number(args[0]));
  const state = { search: query.get('search') ?? '', country: '', category: '', owner: query.get('owner') ?? '', without_images: '' };
  const [countries, categories] = await Promise.all([get('countries/'), get('admin/booths/categories/')]);
  const list = listing({
    label: t('nav.booths'), columns: columnsFor(() => list), href: (row) => `#/booths/${row.id}`,
    load: (page) => get('admin/booths/', { ...state, ...page }),
    counted: (n) => t('booths.count', { n }), nothing: () => nothing(state),
  });
  const set = (key, value) => { state[key] = value; return list.load(1); };
  main.append(pageHead(t('nav.booths'), { lead: t('booths.lead') }), el('div.filters',
    searchBox({ label: t('booths.search'), value: state.search, onSearch: (text) => set('search', text) }),
    chooser('country', countries.map((one) => [one.id, one.name]), set),
    chooser('category', categories.map((one) => [one, one]), set),
    check(t('booths.without'), { name: 'without_images', onchange: (event) => set('without_images', event.target.checked ? 'true' : '') })),
  list);
  await list.load(1);
  return null;
}

function chooser(key, options, set) {
  return select([['', t(`booths.any.${key}`)], ...options], { 'aria-label': t(`booths.${key}`), onchange: (event) => set(key, event.target.value) });
}

function nothing(state) {
  if (Object.values(state).some(Boolean)) return empty({ icon: 'search', title: t('nothing-found'), text: t('nothing-found.text') });
  return empty({ icon: 'booths', title: t('booths.none'), text: t('booths.none.text') });
}

const pathOf = (row) => `booths/${row.id}/`;

function columnsFor(list) {
  return [
    { label: t('booths.booth'), cell: mainCell },
    { label: t('booths.owner'), cell: (row) => ownerCell(row.owner) },
    { label: t('booths.country'), cell: (row) => row.country?.name },
    { label: t('booths.content'), cell: contentOf },
    { label: t('booths.changed'), cell: (row) => ago(row.updated_at) },
    { label: '', kind: 'actions', cell: (row) => deletion(row, list()) },
  ];
}

function mainCell(row) {
  return el('span.with-thumb', { class: isHeld(pathOf(row)) ? 'held' : '' },
    row.primary_image ? el('img.thumb', { src: row.primary_image, alt: '', loading: 'lazy' }) : el('span.thumb', icon('image')),
    el('span.two-lines', el('span', { dir: 'auto' }, row.name), row.category ? el('span.second', { dir: 'auto' }, row.category) : null));
}

const contentOf = (row) => [['items', row.items], ['images', row.images], ['videos', row.videos]]
  .filter(([, n]) => n).map(([key, n]) => t(`booths.n.${key}`, { n })).join(' · ') || t('booths.n.nothing');

function deletion(row, list) {
  return deleteButton(pathOf(row), {
    name: row.name, text: t('booths.deleted', { name: row.name }), onChange: list.draw, onGone: () => list.load(),
  });
}
