// The parts screens are made of; everything of toast.js, dialog.js, form.js and table.js comes from here too.
//   pageHead(title, {lead, actions})     the screen's heading, which gets the focus when the screen is shown
//   button(label, onClick, {kind, icon}) busy while onClick runs; what it throws is said as a toast
//   linkButton(label, href, {kind, icon, download})
//   panel(title, …children)              a section with a heading; without title a plain one
//   ownerCell({name, email, stand})      whose a row of a table is
//   facts([[name, value], …])            a list of names and values
//   badge(text, kind)                    kind: ok, warning, danger, info or none
//   notice(kind, title, text, …actions)  a coloured box ('warning.wide': its actions at the side);   empty({icon, title, text, action})
//   qr({size, path}, label)   progress(done, total, label)   spinner(label)   skeleton(lines)
//   tabs([[key, label], …], chosen, onChoose)
//   repeat(seconds, work)                work() at once and then again and again while the page is seen; returns stop()
import { el, svg } from './dom.js';
import { icon } from './icons.js';
import { t } from './text.js';
import { complain } from './toast.js';

export { toast, complain, wordsFor } from './toast.js';
export { dialog, confirm, confirmTyped } from './dialog.js';
export { field, form, check, select, complainAt } from './form.js';
export { table, pager, searchBox } from './table.js';
export { icon };

export function pageHead(title, { lead, actions } = {}) {
  return el('header.page-head', el('div', el('h1', { tabindex: '-1' }, title), lead ? el('p.lead', lead) : null),
    actions ? el('div.actions', actions) : null);
}

export const ownerCell = ({ name, email, stand }) => el('span', { dir: 'auto' }, [name || email, stand].filter(Boolean).join(' · '));

export function button(label, onClick, { kind = 'plain', icon: mark, ...attributes } = {}) {
  const node = el(`button.${kind}`, { type: 'button', ...attributes }, mark ? icon(mark) : null, label);
  node.addEventListener('click', async () => {
    if (node.hasAttribute('aria-busy')) return;
    node.setAttribute('aria-busy', 'true');
    try { await onClick(node); } catch (error) { complain(error); } finally { node.removeAttribute('aria-busy'); }
  });
  return node;
}

export function linkButton(label, href, { kind = 'plain', icon: mark, ...attributes } = {}) {
  return el(`a.button.${kind}`, { href, ...attributes }, mark ? icon(mark) : null, label);
}

let count = 0;
export function panel(title, ...children) {
  if (!title) return el('section.panel', children);
  const id = `panel-${++count}`;
  return el('section.panel', { 'aria-labelledby': id }, el('h2', { id }, title), children);
}

export function facts(pairs) {
  return el('dl.facts', pairs.map(([name, value]) => el('div', el('dt', name), el('dd', value ?? '–'))));
}

export const badge = (text, kind = 'none') => el(`span.badge.${kind}`, text);

const marks = { ok: 'check', info: 'info', warning: 'warning', danger: 'error' };
export function notice(kind, title, text, ...actions) {
  return el(`div.notice.${kind}`, icon(marks[kind.split('.')[0]] ?? 'info'),
    el('div', title ? el('strong', title) : null, text ? el('p', text) : null),
    actions.length ? el('div.actions', actions) : null);
}

export function empty({ icon: mark = 'info', title, text, action }) {
  return el('div.empty', el('span.empty-mark', icon(mark)), el('h2', title), text ? el('p', text) : null, action);
}

export function qr(code, label) {
  const side = code.size + 8;
  return svg('svg', { class: 'qr', viewBox: `-4 -4 ${side} ${side}`, role: 'img', 'aria-label': label, 'shape-rendering': 'crispEdges' },
    svg('rect', { x: -4, y: -4, width: side, height: side, fill: '#fff' }), svg('path', { d: code.path, fill: '#000' }));
}

export function progress(done, total, label) {
  const node = el('progress.progress', { max: total || 1, 'aria-label': label });
  if (total) node.value = done;
  return node;
}

export const spinner = (label = t('loading')) => el('div.spinner', { role: 'status' }, el('span.spin'), el('span', label));

export function skeleton(lines = 4) {
  return el('div.skeleton', { 'aria-hidden': 'true' }, Array.from({ length: lines }, () => el('span')));
}

export function tabs(options, chosen, onChoose) {
  const node = el('div.tabs', { role: 'tablist' });
  const choose = (key, focus) => {
    for (const one of node.children) {
      const is = one.dataset.key === key;
      one.setAttribute('aria-selected', String(is));
      one.tabIndex = is ? 0 : -1;
      if (is && focus) one.focus();
    }
    onChoose(key);
  };
  node.append(...options.map(([key, label]) => el('button', {
    type: 'button', role: 'tab', 'data-key': key, 'aria-selected': String(key === chosen), tabindex: key === chosen ? '0' : '-1',
    onclick: () => choose(key, false),
  }, label)));
  node.addEventListener('keydown', (event) => {
    const ahead = document.documentElement.dir === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const at = options.findIndex(([key]) => key === document.activeElement.dataset.key);
    choose(options[(at + (event.key === ahead ? 1 : -1) + options.length) % options.length][0], true);
  });
  return node;
}

export function repeat(seconds, work) {
  let timer;
  let stopped = false;
  let working = false;
  const turn = async () => {
    clearTimeout(timer);
    working = true;
    if (!document.hidden) {
      try { await work(); } catch (error) { if (!('status' in error)) complain(error); }
    }
    working = false;
    if (!stopped) timer = setTimeout(turn, seconds * 1000);
  };
  const seen = () => { if (!document.hidden && !stopped && !working) turn(); };
  document.addEventListener('visibilitychange', seen);
  turn();
  return () => { stopped = true; clearTimeout(timer); document.removeEventListener('visibilitychange', seen); };
}
