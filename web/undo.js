// Deletions that can be taken back: held for some seconds, then sent; sent at once when the page is left.
//   removeLater(path, text, {onChange, onGone})   path as for send(); text: what the toast says
//       onChange() when it is held and when it is taken back; onGone() when the box has done it
//   isHeld(path)   takeBack(path)
//   deleteButton(path, {name, text, onChange, onGone})   for a row: deletes, or takes that back while it is held
//   sendHeld()    all that is held, now
import { link, send } from './api.js';
import { button } from './parts.js';
import { t } from './text.js';
import { complain, toast } from './toast.js';

const heldFor = 10000;
const held = new Map();

export const isHeld = (path) => held.has(path);

export function removeLater(path, text, { onChange = () => {}, onGone = () => {} } = {}) {
  if (held.has(path)) return;
  const closeToast = toast(text, { kind: 'info', action: { label: t('undo'), run: () => takeBack(path) } });
  const timer = setTimeout(() => remove(path), heldFor);
  held.set(path, { timer, closeToast, onChange, onGone });
  onChange();
}

export function takeBack(path) {
  const one = held.get(path);
  if (!one) return;
  clearTimeout(one.timer);
  one.closeToast();
  held.delete(path);
  one.onChange();
}

// It stays held until the box has answered, so that no refresh in between shows it as if it were to stay.
async function remove(path) {
  const one = held.get(path);
  clearTimeout(one.timer);
  one.closeToast();
  try {
    await send('DELETE', path);
  } catch (error) {
    if (error.status !== 404) {
      held.delete(path);
      one.onChange();
      return complain(error);
    }
  }
  held.delete(path);
  return one.onGone();
}

export function deleteButton(path, { name, text, onChange, onGone }) {
  if (isHeld(path)) return button('', () => takeBack(path), { kind: 'icon-button', icon: 'undo', 'aria-label': t('undo.one', { name }), title: t('undo') });
  return button('', () => removeLater(path, text, { onChange, onGone }), { kind: 'icon-button', icon: 'trash', 'aria-label': t('delete.one', { name }), title: t('delete') });
}

export const sendHeld = () => Promise.all([...held.keys()].map(remove));

// Nothing may run after this but what the browser sends by itself.
addEventListener('pagehide', () => {
  for (const [path, one] of held) {
    clearTimeout(one.timer);
    one.closeToast();
    fetch(link(path), { method: 'DELETE', headers: { 'X-ExpoBox': '1' }, credentials: 'same-origin', keepalive: true })
      .catch(() => {});
  }
  held.clear();
});
