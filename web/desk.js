// The help desk: three letters find the exhibitor who stands in front of you; one button helps.
import { get } from './api.js';
import { el, replace } from './dom.js';
import { accountPanel } from './desk-panel.js';
import { complain, empty, icon, pageHead, searchBox, skeleton } from './parts.js';
import { t } from './text.js';

export const title = 'nav.desk';
const letters = 3;
const most = 30;

export async function show(main, [id]) {
  const results = el('div.desk-results', { 'aria-label': t('desk.results'), role: 'region' });
  const heard = el('p.hidden-text', { role: 'status' });
  const place = el('div.desk-panel');
  const open = (account) => openAccount(place, results, account);
  let turn = 0;
  const find = async (text) => {
    const mine = ++turn;
    if (text.length < letters) { replace(heard); return replace(results, text ? el('p.quiet-text', t('desk.more', { n: letters })) : null); }
    try {
      const found = await get('admin/users/', { search: text, page: 1, page_size: most });
      if (mine === turn) drawResults(results, heard, found, open);
    } catch (error) { complain(error); }
    return null;
  };
  const box = searchBox({ label: t('desk.search'), onSearch: find, wait: 150 });
  box.addEventListener('keydown', (event) => toResults(event, results));
  results.addEventListener('keydown', (event) => alongResults(event, results, box.input));
  main.append(pageHead(t('nav.desk'), { lead: t('desk.lead') }), box, heard, el('div.desk', results, place));
  box.input.focus();
  if (id) await openAccount(place, results, { id });
  else replace(place, empty({ icon: 'desk', title: t('desk.empty'), text: t('desk.empty.text') }));
}

function drawResults(results, heard, found, open) {
  replace(heard, t('desk.found', { n: found.count }));
  if (!found.results.length) return replace(results, empty({ icon: 'search', title: t('desk.none'), text: t('desk.none.text') }));
  return replace(results, found.results.map((account) => result(account, open)),
    found.count > most ? el('p.small.quiet-text', t('desk.cut', { n: most, all: found.count })) : null);
}

function result(account, open) {
  return el('button.result', { type: 'button', 'data-id': String(account.id), onclick: () => open(account) },
    el('span.result-stand', { dir: 'auto' }, account.stand || '–'),
    el('span.result-text', el('strong', { dir: 'auto' }, account.name || account.email), el('span', { dir: 'auto' }, account.email)),
    account.is_active ? icon('forward', 'turns') : icon('lock'));
}

async function openAccount(place, results, { id }) {
  history.replaceState(null, '', `#/desk/${id}`);
  for (const one of results.querySelectorAll('.result')) one.setAttribute('aria-pressed', String(one.dataset.id === String(id)));
  if (!place.querySelector('.account')) replace(place, skeleton(6));
  try {
    const account = await get(`admin/users/${id}/`);
    replace(place, accountPanel(account));
    if (results.firstChild) place.querySelector('h2').focus({ preventScroll: true });
    if (results.firstChild) place.scrollIntoView({ block: 'nearest' });
  } catch (error) {
    if (error.status !== 404) throw error;
    replace(place, empty({ icon: 'search', title: t('desk.none'), text: t('desk.gone') }));
  }
}

// From the search box: down goes to the results, Enter opens the only one.
function toResults(event, results) {
  const all = results.querySelectorAll('.result');
  if (event.key === 'ArrowDown' && all.length) { event.preventDefault(); all[0].focus(); }
  if (event.key === 'Enter' && all.length === 1) all[0].click();
}

function alongResults(event, results, input) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const all = [...results.querySelectorAll('.result')];
  const at = all.indexOf(document.activeElement);
  if (!step || at < 0) return;
  event.preventDefault();
  (all[at + step] ?? (step < 0 ? input : all[at])).focus();
}
