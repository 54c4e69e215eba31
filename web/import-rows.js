// What an import would do, or did, row by row.
//   previewView(result, {name, onImport})   onImport(skipErrors)
//   doneView(result, onAgain)
import { el, replace } from './dom.js';
import { badge, button, confirm, empty, linkButton, notice, pager, panel, table, tabs } from './parts.js';
import { saveText } from './text-file.js';
import { showCards } from './cards.js';
import { said, t } from './text.js';

const size = 100;
const kinds = { created: 'ok', updated: 'info', unchanged: 'none', error: 'danger' };
const countOf = (result, outcome) => (outcome === 'error' ? result.errors : result[outcome]);
const toDo = (result) => result.created + result.updated;

export function previewView(result, { name, onImport }) {
  return el('div.stack', tiles(result, 'import.would'), verdict(result, name, onImport), rowsView(result));
}

function tiles(result, group) {
  return el('ul.counts', Object.keys(kinds).map((one) =>
    el(`li.count-tile.${kinds[one]}`, el('strong', t('n', { n: countOf(result, one) })), el('span', t(`${group}.${one}`)))));
}

function verdict(result, name, onImport) {
  const n = toDo(result) + (result.countries_replaced ? 1 : 0);
  const errors = result.errors ? button(t('import.errors.save'), () => saveErrors(result, name), { icon: 'download' }) : null;
  if (!n) return notice(result.errors ? 'danger' : 'info', t('import.nothing'), t(result.errors ? 'import.nothing.errors' : 'import.nothing.text'), ...[errors].filter(Boolean));
  const action = button(t('import.do', { n: toDo(result) }), () => go(result, onImport), { kind: 'primary', icon: 'import' });
  if (!result.errors) return notice('ok', t('import.good'), countriesOf(result), action);
  return notice('warning', t('import.bad', { n: result.errors }), t('import.bad.text'), action, errors);
}

const countriesOf = (result) => (result.countries_replaced ? t('import.countries') : t('import.good.text'));

async function go(result, onImport) {
  if (result.errors) {
    const sure = await confirm({ title: t('import.skip.title', { n: result.errors }), text: t('import.skip.text'), action: t('import.do', { n: toDo(result) }) });
    if (!sure) return;
  }
  await onImport(result.errors > 0);
}

export function doneView(result, onAgain) {
  const cards = result.rows.map((row) => row.card).filter(Boolean);
  const actions = [
    cards.length ? button(t('import.cards', { n: cards.length }), () => showCards(cards), { kind: 'primary', icon: 'print' }) : null,
    linkButton(t('nav.people'), '#/people', { icon: 'people' }),
    button(t('import.another'), onAgain, { kind: 'quiet' }),
  ].filter(Boolean);
  return el('div.stack',
    notice('ok', t('import.done', { n: toDo(result) }), cards.length ? t('import.done.cards') : t('import.done.text'), ...actions),
    tiles(result, 'import.did'), rowsView(result));
}

function rowsView(result) {
  const grid = table({
    label: t('import.rows'), key: (row) => row.where,
    columns: [
      { label: t('import.where'), cell: (row) => el('span', { dir: 'auto' }, whereOf(row)) },
      { label: t('email'), cell: (row) => el('span.breaks', { dir: 'auto' }, row.email || '–') },
      { label: t('name'), cell: (row) => el('span', { dir: 'auto' }, row.name || '–') },
      { label: t('import.outcome'), cell: outcomeOf },
    ],
    empty: empty({ icon: 'filter', title: t('nothing-found') }),
  });
  const foot = el('div');
  const draw = (rows, page) => {
    grid.update(rows.slice((page - 1) * size, page * size));
    replace(foot, pager({ page, pages: Math.ceil(rows.length / size), onPage: (to) => draw(rows, to) }));
  };
  const choose = (key) => draw(key === 'all' ? result.rows : result.rows.filter((row) => row.outcome === key), 1);
  const first = result.errors ? 'error' : 'all';
  choose(first);
  const options = [['all', t('import.all', { n: result.rows.length })],
    ...Object.keys(kinds).map((one) => [one, t(`import.tab.${one}`, { n: countOf(result, one) })])];
  return panel(t('import.rows'), tabs(options, first, choose), grid, foot);
}

// "line 2" of the box, in the page's language.
function whereOf(row) {
  const line = /^line (\d+)$/.exec(row.where);
  return line ? t('import.line', { n: Number(line[1]) }) : row.where;
}

function outcomeOf(row) {
  return el('div', badge(t(`import.outcome.${row.outcome}`), kinds[row.outcome]),
    row.errors.length ? el('ul.row-errors', row.errors.map((text) => el('li', { dir: 'auto' }, said(text)))) : null);
}

// A field that a table program could take for a formula begins with an apostrophe.
const quoted = (text) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

function saveErrors(result, name) {
  const lines = result.rows.filter((row) => row.outcome === 'error').map((row) => [row.where, row.email, row.name, row.errors.join(' ')]);
  const text = [['where', 'email', 'name', 'errors'], ...lines].map((line) => line.map((one) => quoted(one ?? '')).join(',')).join('\r\n');
  saveText(`${name.replace(/\.[^.]*$/, '')}-errors.csv`, `${text}\r\n`);
}
