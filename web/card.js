// Login cards and printing.
//   loginCard(card)          the card of one account, to be shown or printed; card as the box gives it out
//   printSheet(…nodes)       prints these nodes and nothing else
import { el } from './dom.js';
import { qr } from './parts.js';
import { session } from './session.js';
import { t } from './text.js';

export function loginCard(card) {
  return el('article.card',
    el('div.card-text', el('p.card-event', { dir: 'auto' }, session()?.event_name || 'ExpoBox'),
      el('h3', { dir: 'auto' }, card.name || card.email),
      card.stand ? el('p', `${t('stand')} `, el('bdi', card.stand)) : null,
      el('p.small.quiet-text', t('card.how')), el('p.card-code', { dir: 'ltr' }, card.code)),
    qr(card.qr, t('card.qr', { name: card.name || card.email })));
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
