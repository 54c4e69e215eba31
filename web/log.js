// What the box does, line by line as it happens; filtered, held still, and as a bundle for those who help.
import { get, link } from './api.js';
import { el, replace, setText } from './dom.js';
import { badge, button, icon, linkButton, pageHead, repeat, searchBox, select } from './parts.js';
import { t } from './text.js';

export const title = 'nav.log';

const most = 500;      // lines in the page
const refreshed = 2;
const kinds = { error: 'danger', warning: 'warning', info: 'none' };
const clock = (iso, locale) => new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(new Date(iso));

export async function show(main, args, query) {
  const view = { last: 0, paused: false, turn: 0, filter: { level: query.get('level') ?? '', kind: query.get('kind') ?? '', search: '' } };
  view.list = el('ol.log', { 'aria-label': t('nav.log'), tabindex: '0' });
  view.state = el('p.count', { role: 'status' });
  main.append(
    pageHead(t(title), { lead: t('log.lead'), actions: [pauseButton(view), linkButton(t('log.support'), link('admin/support/'), { icon: 'download', download: '' })] }),
    el('div.filters',
      searchBox({ label: t('log.search'), onSearch: (text) => again(view, 'search', text) }),
      chooser('level', ['', 'info', 'warning', 'error'], view), chooser('kind', ['', 'event', 'request'], view)),
    view.state, el('div', { role: 'log', 'aria-label': t('nav.log'), 'aria-live': 'off' }, view.list),
    el('p.help', t('log.support.text')));
  return repeat(refreshed, async () => { if (!view.paused) await more(view); });
}

function chooser(key, options, view) {
  return select(options.map((one) => [one, t(`log.${key}.${one || 'any'}`)]), {
    value: view.filter[key], 'aria-label': t(`log.${key}`), onchange: (event) => again(view, key, event.target.value),
  });
}

async function again(view, key, value) {
  view.filter[key] = value;
  view.last = 0;
  view.turn++;
  replace(view.list);
  await more(view);
}

async function more(view) {
  const turn = view.turn;
  const answer = await get('admin/log/', { ...view.filter, after: view.last });
  if (turn !== view.turn) return;
  if (answer.last < view.last) replace(view.list); // the box has begun again
  view.last = answer.last;
  append(view.list, answer.lines);
  setText(view.state, view.list.children.length ? '' : t('log.none'));
}

// Stays at the end, unless somebody has scrolled up to read.
function append(list, lines) {
  if (!lines.length) return;
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  list.append(...lines.map(lineNode));
  while (list.children.length > most) list.firstChild.remove();
  if (atEnd) list.scrollTop = list.scrollHeight;
}

function lineNode(line) {
  const fields = Object.entries(line.fields ?? {}).map(([key, value]) => `${key}=${value}`).join(' ');
  return el(`li.${kinds[line.level] ?? 'none'}`,
    el('time', { datetime: line.at }, clock(line.at, document.documentElement.lang)),
    line.level === 'info' ? null : badge(t(`log.is.${line.level}`), kinds[line.level]),
    el('span.log-what', { dir: 'ltr' }, el('span.quiet-text', line.where), ' ', line.what, fields ? el('span.quiet-text', ` ${fields}`) : null));
}

function pauseButton(view) {
  const node = button('', () => { view.paused = !view.paused; draw(); if (!view.paused) return more(view); return null; });
  const draw = () => replace(node, icon(view.paused ? 'play' : 'pause'), t(view.paused ? 'log.go-on' : 'log.pause'));
  draw();
  return node;
}
