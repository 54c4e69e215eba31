// Lists. On narrow screens every row becomes a card.
//   table({label, columns, rows, empty, href, onOpen, key})    a node with .update(rows)
//       columns: [{label, cell: (row) => node or text, kind: 'number' | 'actions' | 'main'}]; the first is the main one
//       href(row) or onOpen(row): what the main cell (and a click on the row) opens
//       key(row): what tells rows apart (row.id), so that an update keeps the focus;  empty: see empty() in parts.js
//   pager({page, pages, onPage})         nothing when there is one page
//   searchBox({label, value, onSearch, wait})   onSearch(text) when typing has paused; node.input is the box
import { el, replace } from './dom.js';
import { icon } from './icons.js';
import { t } from './text.js';

function opened(content, row, { href, onOpen }) {
  if (href) return el('a.row-link', { href: href(row) }, content);
  if (onOpen) return el('button.row-link', { type: 'button', onclick: () => onOpen(row) }, content);
  return content;
}

function cellOf(column, row, index, options) {
  const kind = column.kind ?? (index === 0 ? 'main' : 'plain');
  const content = column.cell(row);
  return el(`td.${kind}`, { role: 'cell', 'data-label': column.label },
    index === 0 ? opened(content, row, options) : el('div.cell', content ?? '–'));
}

function rowOf(row, options) {
  const node = el('tr', { role: 'row', 'data-key': String(options.key(row)) },
    options.columns.map((column, index) => cellOf(column, row, index, options)));
  if (options.href || options.onOpen) {
    node.classList.add('opens');
    node.addEventListener('click', (event) => {
      if (!event.target.closest('a, button, input, select, label')) node.querySelector('.row-link').click();
    });
  }
  return node;
}

// What has the focus inside the table: its row and its place among what can have it there.
const reachable = 'a, button, input, select';
function focused(body) {
  const row = document.activeElement?.closest('tr[data-key]');
  if (!row || !body.contains(row)) return null;
  return { key: row.dataset.key, place: [...row.querySelectorAll(reachable)].indexOf(document.activeElement) };
}

function focusAgain(body, was) {
  const row = was && [...body.rows].find((one) => one.dataset.key === was.key);
  row?.querySelectorAll(reachable)[was.place]?.focus({ preventScroll: true });
}

export function table({ label, columns, rows = [], empty, href, onOpen, key = (row) => row.id }) {
  const options = { columns, href, onOpen, key };
  const body = el('tbody', { role: 'rowgroup' });
  const grid = el('table.table', { role: 'table', 'aria-label': label },
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' },
      columns.map((column) => el(`th.${column.kind ?? 'plain'}`, { role: 'columnheader', scope: 'col' }, column.label)))),
    body);
  const node = el('div.table-box');
  node.update = (next) => {
    const was = focused(body);
    replace(body, next.map((row) => rowOf(row, options)));
    const shown = next.length || !empty ? grid : empty;
    if (node.firstChild !== shown) replace(node, shown);
    focusAgain(body, was);
  };
  node.update(rows);
  return node;
}

export function pager({ page, pages, onPage }) {
  if (pages <= 1) return null;
  const step = (to, name, text) => el('button', {
    type: 'button', disabled: to < 1 || to > pages, onclick: () => onPage(to),
  }, name === 'back' ? icon('back', 'turns') : null, text, name === 'forward' ? icon('forward', 'turns') : null);
  return el('nav.pager', { 'aria-label': t('pager.label') },
    step(page - 1, 'back', t('pager.back')), el('span', t('pager.at', { page, pages })),
    step(page + 1, 'forward', t('pager.forward')));
}

export function searchBox({ label, value = '', onSearch, wait = 250 }) {
  let timer;
  const input = el('input', { type: 'search', value, placeholder: label, 'aria-label': label, autocomplete: 'off', spellcheck: 'false' });
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => onSearch(input.value.trim()), wait);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    clearTimeout(timer);
    onSearch(input.value.trim());
  });
  const node = el('div.search', { role: 'search' }, icon('search'), input);
  node.input = input;
  return node;
}
