// The printed cards that let exhibitors in, those made last, for as long as the page is open. Four fit a page of A4
// (manage.css).
//   showCards(list)    remembers them and goes to the screen
import { loginCard } from './card.js';
import { el } from './dom.js';
import { button, empty, linkButton, notice, pageHead } from './parts.js';
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
    el('ul.code-cards', { 'aria-label': t('cards.title') }, cards.map((card) => el('li', loginCard(card)))));
  addEventListener('beforeunload', warn);
  return () => removeEventListener('beforeunload', warn);
}

function warn(event) {
  if (!printed) event.preventDefault();
}
