// A message of the box, in the reader's words: what it means and what to do.
//   messageCard(message, onRead)   onRead(message) behind the button "Done"; without it, or when it is read, no button
//   refreshTimes(node)             writes the relative times in node anew ("3 minutes ago")
//   agoText(iso)                   a <time> that refreshTimes knows
import { el, setText } from './dom.js';
import { badge, button, icon } from './parts.js';
import { ago, dateTime, has, t } from './text.js';

const kinds = { error: 'danger', warning: 'warning', info: 'info' };
const marks = {
  clock_untrusted: 'clock', drive_low: 'drive', drive_failing: 'drive', drive_unpaired: 'drive', drive_waiting: 'drive', drive_failed: 'drive', undervoltage: 'warning', hot: 'heat',
  media_missing: 'image', unclean_stop: 'warning', no_backup: 'save', busy: 'uploads',
  name_conflict: 'warning', name_lost: 'warning',
};

export function agoText(iso) {
  return el('time', { datetime: iso, title: dateTime(iso) }, ago(iso));
}

export function refreshTimes(node) {
  for (const one of node.querySelectorAll('time[datetime]')) setText(one, ago(one.getAttribute('datetime')));
}

export function messageCard(message, onRead) {
  const known = has(`message.${message.code}`);
  const kind = kinds[message.level] ?? 'info';
  return el(`article.message.${kind}`, { class: message.read ? 'read' : '' },
    el('span.message-mark', icon(marks[message.code] ?? 'info')),
    el('div.message-text',
      el('div.row', el('h3', known ? t(`message.${message.code}`) : message.code), badge(t(`level.${kind}`), kind)),
      known ? el('p', t(`message.${message.code}.do`)) : null,
      el('p.small.quiet-text', agoText(message.at), message.count > 1 ? ` · ${t('message.count', { n: message.count })}` : null,
        message.detail ? [' · ', el('span', { dir: 'auto' }, message.detail)] : null)),
    onRead && !message.read ? button(t('message.read'), () => onRead(message), { icon: 'check' }) : null);
}
