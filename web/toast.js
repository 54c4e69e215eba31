// Short messages at the edge of the page, one at a time: the newest. Screen readers hear them; focus stays where it is.
//   toast(text, {kind: 'done' | 'error' | 'info', action: {label, run}})    run: for example an undo
//   complain(error)      what went wrong, said as a toast; quiet where the page says it already (0, 401)
import { el, replace } from './dom.js';
import { ApiError } from './api.js';
import { icon } from './icons.js';
import { said, t } from './text.js';

const shownFor = 6000;
const marks = { done: 'check', error: 'error', info: 'info' };
const places = {};

function place(kind) {
  const role = kind === 'error' ? 'alert' : 'status';
  if (!places[role]) {
    places[role] = el('div.toasts', { role, 'aria-live': role === 'alert' ? 'assertive' : 'polite' });
    let stack = document.querySelector('.toast-stack');
    if (!stack) document.body.append(stack = el('div.toast-stack'));
    stack.append(places[role]);
  }
  return places[role];
}

export function prepareToasts() {
  place('error');
  place('done');
}

export function toast(text, { kind = 'done', action } = {}) {
  const box = el(`div.toast.${kind}`, icon(marks[kind]), el('p', { dir: 'auto' }, text));
  const close = () => box.remove();
  if (action) box.append(el('button.quiet', { type: 'button', onclick: () => { close(); action.run(); } }, action.label));
  box.append(el('button.icon-button', { type: 'button', 'aria-label': t('close'), onclick: close }, icon('close')));
  let timer;
  const wait = () => { clearTimeout(timer); timer = setTimeout(close, action || kind === 'error' ? 2 * shownFor : shownFor); };
  for (const event of ['pointerenter', 'focusin']) box.addEventListener(event, () => clearTimeout(timer));
  for (const event of ['pointerleave', 'focusout']) box.addEventListener(event, wait);
  wait();
  replace(place(kind), box);
  return close;
}

// The words for an error, whatever it is.
export function wordsFor(error) {
  if (!(error instanceof ApiError)) return t('error.page', { detail: error.message });
  if (error.status === 0) return t('error.unreachable');
  const named = Object.entries(error.fields).map(([name, text]) => (name === 'non_field_errors' ? '' : `${name}: `) + said(text));
  return [error.detail && said(error.detail), ...named].filter(Boolean).join(' ') || t('error.status', { status: String(error.status) });
}

export function complain(error) {
  if (error instanceof ApiError && (error.status === 0 || error.status === 401)) return;
  if (!(error instanceof ApiError)) console.error(error);
  toast(wordsFor(error), { kind: 'error' });
}

// A line that stands in the page until its cause is gone.
let banner = null;
export function showBanner(text) {
  if (!banner) document.body.prepend(banner = el('div.banner', { role: 'alert' }));
  replace(banner, icon('warning'), text);
}

export function hideBanner() {
  banner?.remove();
  banner = null;
}
