// All accounts: found, made, changed, disabled; new codes for many of them, to be printed.
import { get, send, link } from './api.js';
import { changePerson, newPerson, setActive } from './person.js';
import { el, replace } from './dom.js';
import { listing } from './listing.js';
import { badge, button, confirm, empty, linkButton, pageHead, searchBox, select, toast } from './parts.js';
import { showCards } from './cards.js';
import { startOfToday } from './clock.js';
import { ago, t } from './text.js';

export const title = 'nav.people';

const filters = ['all', 'exhibitors', 'silent', 'admins', 'disabled'];
const mostCodes = 1000;

export async function show(main, args, query) {
  const state = { search: query.get('search') ?? '', filter: filterOf(query), chosen: new Map() };
  const bar = el('div.chosen-bar', { role: 'status' });
  const list = listing({
    label: t('nav.people'), columns: columnsFor(state, () => drawBar(bar, state, list)),
    onOpen: (row) => open(row, list), load: (page) => load(state, page),
    counted: (n) => t('people.count', { n }), nothing: () => nothing(state),
  });
  const search = searchBox({ label: t('people.search'), value: state.search, onSearch: (text) => { state.search = text; list.load(1); } });
  const filter = select(filters.map((key) => [key, t(`people.filter.${key}`)]), {
    value: state.filter, 'aria-label': t('filter'), onchange: (event) => { state.filter = event.target.value; list.load(1); },
  });
  main.append(
    pageHead(t('nav.people'), { lead: t('people.lead'), actions: [
      button(t('people.new'), () => create(list), { kind: 'primary', icon: 'plus' }),
      linkButton(t('nav.import'), '#/import', { icon: 'import' }),
      linkButton(t('people.export'), link('admin/users/export/'), { icon: 'download', download: '' }),
      button(t('people.codes'), () => codesForAll(), { icon: 'key' }),
    ] }),
    el('div.filters', search, filter), bar, list);
  await list.load(1);
}

// The board and others lead here with the box's own words for it.
function filterOf(query) {
  if (query.has('silent_since')) return 'silent';
  if (query.get('role') === 'admin') return 'admins';
  return filters.find((one) => one === query.get('filter')) ?? (query.has('role') ? 'exhibitors' : 'all');
}

// The box has no list of the disabled: they are few among some hundred, so all are asked for.
async function load(state, page) {
  const params = { search: state.search };
  if (state.filter === 'disabled') {
    const found = (await get('admin/users/', params)).filter((one) => !one.is_active);
    const from = (page.page - 1) * page.page_size;
    return { count: found.length, results: found.slice(from, from + page.page_size) };
  }
  if (state.filter === 'admins') params.role = 'admin';
  if (state.filter === 'exhibitors' || state.filter === 'silent') params.role = 'exhibitor';
  if (state.filter === 'silent') params.silent_since = startOfToday();
  return get('admin/users/', { ...params, ...page });
}

function nothing(state) {
  if (state.search || state.filter !== 'all') {
    return empty({ icon: 'search', title: t('nothing-found'), text: t('nothing-found.text') });
  }
  return empty({ icon: 'people', title: t('people.none'), text: t('people.none.text'), action: linkButton(t('import.title'), '#/import', { kind: 'primary' }) });
}

function columnsFor(state, onChoose) {
  return [
    { label: t('name'), cell: nameOf },
    { label: t('stand'), cell: (row) => (row.stand ? el('span', { dir: 'auto' }, row.stand) : null) },
    { label: t('people.booths'), kind: 'number', cell: (row) => el('span.nowrap', t('people.booths.of', { n: row.booths, limit: row.booth_limit })) },
    { label: t('people.access'), cell: accessOf },
    { label: t('people.seen'), cell: (row) => ago(row.last_seen_at) },
    { label: t('people.choose'), cell: (row) => chooser(row, state, onChoose) },
  ];
}

function nameOf(row) {
  return el('span.two-lines', el('span', { dir: 'auto' }, row.name || row.email), row.name ? el('span.second', { dir: 'ltr' }, row.email) : null);
}

function accessOf(row) {
  const way = row.has_password ? ['people.has.password', 'none'] : row.has_code ? ['people.has.code', 'info'] : ['people.has.none', 'warning'];
  return el('span.badges', row.is_admin ? badge(t('people.admin'), 'ok') : null,
    row.is_active ? badge(t(way[0]), way[1]) : badge(t('people.disabled'), 'danger'));
}

function chooser(row, state, onChoose) {
  return el('input', {
    type: 'checkbox', checked: state.chosen.has(row.id), 'aria-label': t('people.choose.one', { name: row.name || row.email }),
    onchange: (event) => {
      if (event.target.checked) state.chosen.set(row.id, row); else state.chosen.delete(row.id);
      onChoose();
    },
  });
}

function drawBar(bar, state, list) {
  const n = state.chosen.size;
  replace(bar, n ? [
    el('span', t('people.chosen', { n })),
    button(t('people.codes.chosen'), () => makeCodes([...state.chosen.keys()]), { kind: 'primary', icon: 'key' }),
    button(t('people.chosen.none'), () => { state.chosen.clear(); list.draw(); drawBar(bar, state, list); }, { kind: 'quiet' }),
  ] : null);
}

async function create(list) {
  const made = await newPerson();
  if (!made) return;
  if (made.card) showCards([made.card]); else toast(t('people.made', { name: made.name || made.email }));
  await list.load();
}

async function open(row, list) {
  const answer = await changePerson(row);
  if (!answer) return;
  if (answer === 'code') return makeCodes([row.id]);
  if (answer === 'active') {
    await setActive(row, !row.is_active);
  } else {
    toast(t('saved'));
  }
  return list.load();
}

async function codesForAll() {
  const all = await get('admin/users/', { role: 'exhibitor' });
  const without = all.filter((one) => one.is_active && !one.has_password).map((one) => one.id);
  if (!without.length) return toast(t('people.codes.nobody'), { kind: 'info' });
  return makeCodes(without);
}

async function makeCodes(ids) {
  const sure = await confirm({ title: t('people.codes.title', { n: ids.length }), text: t('people.codes.text'), action: t('people.codes.make') });
  if (!sure) return;
  const cards = [];
  for (let from = 0; from < ids.length; from += mostCodes) {
    cards.push(...await send('POST', 'admin/users/codes/', { users: ids.slice(from, from + mostCodes) }));
  }
  showCards(cards);
}
