// What exhibitors' phones have sent and lost, as somebody had changed the same field first: used after all, or dismissed.
import { get, send } from './api.js';
import { el } from './dom.js';
import { listing } from './listing.js';
import { badge, button, confirm, empty, ownerCell, pageHead, select, toast } from './parts.js';
import { ago, has, number, t } from './text.js';

export const title = 'nav.conflicts';

const states = ['open', 'used', 'dismissed'];

export async function show(main) {
  const state = { settled: 'open' };
  const countries = new Map((await get('countries/')).map((one) => [one.id, one.name]));
  const list = listing({
    label: t(title), columns: columnsFor(countries, () => list),
    load: (page) => get('admin/conflicts/', { ...state, ...page }),
    counted: (n) => t('conflicts.count', { n }),
    nothing: () => empty({ icon: 'check', title: t('conflicts.none'), text: t('conflicts.none.text') }),
  });
  const filter = select([...states.map((one) => [one, t(`conflicts.${one}`)]), ['', t('conflicts.all')]], {
    value: state.settled, 'aria-label': t('conflicts.state'),
    onchange: (event) => { state.settled = event.target.value; return list.load(1); },
  });
  main.append(pageHead(t(title), { lead: t('conflicts.lead') }), el('div.filters', filter), list);
  await list.load(1);
  return null;
}

function columnsFor(countries, list) {
  const shown = (row, value) => el('span', { dir: 'auto' }, words(row, value, countries));
  return [
    { label: t('conflicts.field'), cell: fieldOf },
    { label: t('booths.owner'), cell: (row) => ownerCell(row.owner) },
    { label: t('conflicts.yours'), cell: (row) => shown(row, row.yours) },
    { label: t('conflicts.current'), cell: (row) => (row.gone ? badge(t('conflicts.gone')) : shown(row, row.current)) },
    { label: t('conflicts.at'), cell: (row) => ago(row.at) },
    { label: '', kind: 'actions', cell: (row) => actions(row, list(), countries) },
  ];
}

function words(row, value, countries) {
  if (value === null || value === '') return t('conflicts.empty');
  if (row.field === 'country') return countries.get(value) ?? number(value);
  return typeof value === 'number' ? number(value) : value;
}

const fieldName = (row) => (has(`conflicts.field.${row.field}`) ? t(`conflicts.field.${row.field}`) : row.field);
const nameOf = (row) => row.item?.name ?? row.booth?.name ?? t('conflicts.gone');

function fieldOf(row) {
  const place = [row.booth?.name, row.item?.name].filter(Boolean).join(' · ') || t('conflicts.gone');
  return el('span.two-lines', el('span', fieldName(row)),
    row.booth ? el('a.second', { href: `#/booths/${row.booth.id}`, dir: 'auto' }, place) : el('span.second', place));
}

function actions(row, list, countries) {
  if (row.settled !== 'open') return badge(t(`conflicts.${row.settled}`), row.settled === 'used' ? 'ok' : 'none');
  const settle = async (use) => {
    await send('POST', `admin/conflicts/${row.id}/`, { use });
    toast(t(use ? 'conflicts.is-used' : 'conflicts.is-dismissed'));
    await list.load();
  };
  const name = { field: fieldName(row), name: nameOf(row) };
  const sure = () => confirm({
    title: t('conflicts.sure', name), text: t('conflicts.sure.text', { now: words(row, row.current, countries), next: words(row, row.yours, countries) }),
    action: t('conflicts.use'), run: () => settle(true),
  });
  return el('div.actions',
    row.gone ? null : button(t('conflicts.use'), sure, { icon: 'check', 'aria-label': t('conflicts.use.one', name) }),
    button(t('conflicts.dismiss'), () => settle(false), { kind: 'quiet', icon: 'close', 'aria-label': t('conflicts.dismiss.one', name) }));
}
