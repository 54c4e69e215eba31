// Login cards and printing.
//   loginCard(card)          the card of one account, to be shown or printed: name, stand, code, QR code, what to do
//   printSheet(…nodes)       prints these nodes and nothing else
import { el } from './dom.js';
import { qr } from './parts.js';
import { session } from './session.js';
import { t } from './text.js';

export function loginCard(card) {
  return el('article.code-card',
    el('div.code-card-head',
      el('strong', { dir: 'auto' }, card.name || card.email),
      card.stand ? el('span.code-card-stand', { dir: 'auto' }, card.stand) : null),
    session()?.event_name ? el('p.code-card-event', { dir: 'auto' }, session().event_name) : null,
    el('div.code-card-body', qr(card.qr, t('cards.qr', { name: card.name || card.email })),
      el('ol', ['cards.how.wifi', 'cards.how.scan', 'cards.how.code'].map((key) => el('li', t(key))))),
    el('p.code', { dir: 'ltr' }, card.code),
    el('p.code-card-mail', { dir: 'ltr' }, card.email));
}

export function printSheet(...nodes) {
  const sheet = el('div.print-sheet', nodes);
  const done = () => {
    sheet.remove();
    document.body.classList.remove('print-one');
  };
  document.body.append(sheet);
  document.body.classList.add('print-one');
  addEventListener('afterprint', done, { once: true });
  print();
}
