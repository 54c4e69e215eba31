// The printed cards that let exhibitors in: name, stand, code and its QR code, and what to do with them. Four fit a
// page of A4 (print.css); this screen shows those made last, for as long as the page is open.
//   showCards(list)    remembers them and goes to the screen
import { el } from './dom.js';
import { button, empty, linkButton, notice, pageHead, qr } from './parts.js';
import { session } from './session.js';
import { t } from './text.js';

export const title = 'cards.title';

let cards = [];
let printed = true;

export function showCards(list) {
  cards = [...list].sort(byStand);
  printed = false;
  location.hash = '#/cards';
}

// As somebody walks through the hall handing them out.
function byStand(one, other) {
  const [a, b] = [one, other].map((card) => card.stand || '\uffff');
  return a.localeCompare(b, undefined, { numeric: true }) || (one.name || one.email).localeCompare(other.name || other.email);
}

export async function show(main) {
  if (!cards.length) {
    main.append(pageHead(t('cards.title')), empty({
      icon: 'key', title: t('cards.none'), text: t('cards.none.text'),
      action: linkButton(t('nav.people'), '#/people', { kind: 'primary' }),
    }));
    return null;
  }
  main.append(
    pageHead(t('cards.count', { n: cards.length }), { actions: [
      button(t('print'), () => { printed = true; print(); }, { kind: 'primary', icon: 'print' }),
      linkButton(t('nav.people'), '#/people', { icon: 'people' }),
    ] }),
    notice('warning', t('cards.once'), t('cards.once.text')),
    el('ul.code-cards', { 'aria-label': t('cards.title') }, cards.map(cardNode)));
  addEventListener('beforeunload', warn);
  return () => removeEventListener('beforeunload', warn);
}

function warn(event) {
  if (!printed) event.preventDefault();
}

function cardNode(card) {
  return el('li.code-card',
    el('div.code-card-head',
      el('strong', { dir: 'auto' }, card.name || card.email),
      card.stand ? el('span.code-card-stand', { dir: 'auto' }, card.stand) : null),
    session()?.event_name ? el('p.code-card-event', { dir: 'auto' }, session().event_name) : null,
    el('div.code-card-body', qr(card.qr, t('cards.qr', { name: card.name || card.email })),
      el('ol', ['cards.how.wifi', 'cards.how.scan', 'cards.how.code'].map((key) => el('li', t(key))))),
    el('p.code', { dir: 'ltr' }, card.code),
    el('p.code-card-mail', { dir: 'ltr' }, card.email));
}
