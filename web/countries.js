// The countries exhibitors choose from: found, added, renamed, removed with a way back.
import { get, send } from './api.js';
import { askForm, input } from './ask.js';
import { el, setText } from './dom.js';
import { button, empty, field, panel, searchBox, table, toast } from './parts.js';
import { t } from './text.js';
import { deleteButton, isHeld } from './undo.js';

const pathOf = (row) => `admin/countries/${row.id}/`;

export function countriesPanel(countries) {
  const view = { countries, search: '' };
  const grid = table({
    label: t('countries.title'), columns: columnsFor(view),
    empty: empty({ icon: 'search', title: t('nothing-found'), text: t('nothing-found.text') }),
  });
  const count = el('p.count', { role: 'status' });
  view.draw = () => {
    const rows = view.countries.filter((one) => `${one.name} ${one.code}`.toLowerCase().includes(view.search.toLowerCase()));
    grid.update(rows);
    setText(count, t('countries.count', { n: rows.length }));
  };
  view.load = async () => { view.countries = await get('countries/'); view.draw(); };
  view.draw();
  return panel(t('countries.title'), el('p.quiet-text', t('countries.text')),
    el('div.filters', searchBox({ label: t('countries.search'), onSearch: (text) => { view.search = text; view.draw(); } }),
      button(t('countries.new'), () => edit(null, view), { icon: 'plus' })),
    count, el('div.scroll', { tabindex: '0', role: 'region', 'aria-label': t('countries.title') }, grid));
}

function columnsFor(view) {
  return [
    { label: t('name'), cell: (row) => el('span', { class: isHeld(pathOf(row)) ? 'held' : '' }, row.name) },
    { label: t('countries.code'), cell: (row) => el('span.mono', row.code) },
    { label: '', kind: 'actions', cell: (row) => el('div.actions',
      button('', () => edit(row, view), { kind: 'icon-button', icon: 'edit', 'aria-label': t('edit.one', { name: row.name }) }),
      deletion(row, view)) },
  ];
}

function deletion(row, view) {
  return deleteButton(pathOf(row), {
    name: row.name, text: t('countries.deleted', { name: row.name }), onChange: view.draw, onGone: view.load,
  });
}

async function edit(row, view) {
  const answer = await askForm({
    title: t(row ? 'countries.edit' : 'countries.new'), submit: t('save'),
    fields: [
      field(t('name'), input('name', row?.name ?? '', { maxlength: 100 })),
      field(t('countries.code'), input('code', row?.code ?? '', { maxlength: 2, dir: 'ltr', autocapitalize: 'characters' }), { help: t('countries.code.help') }),
    ],
    save: (values) => {
      const body = { name: values.name.trim(), code: values.code.trim().toUpperCase() };
      return row ? send('PATCH', pathOf(row), body) : send('POST', 'admin/countries/', body);
    },
  });
  if (!answer) return;
  toast(t('saved'));
  await view.load();
}
