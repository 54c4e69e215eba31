// The items of a booth.
//   itemsPanel({path, items, reload})   path: the booth's
import { send } from './api.js';
import { askForm, area, input } from './ask.js';
import { el } from './dom.js';
import { mediaGrid } from './pictures.js';
import { button, empty, field, icon, panel, toast } from './parts.js';
import { number, t } from './text.js';
import { deleteButton, isHeld } from './undo.js';

export function itemsPanel(options) {
  const { items } = options;
  return panel(t('items.title', { n: items.length }),
    items.length ? el('ul.items', items.map((item) => el('li', itemNode(item, options)))) : empty({ icon: 'box', title: t('items.none'), text: t('items.none.text') }),
    el('div.actions', button(t('items.new'), () => edit(null, options), { icon: 'plus' })));
}

function itemNode(item, options) {
  const own = `${options.path}items/${item.id}/`;
  const held = isHeld(own);
  const pictures = el('details.item-pictures', el('summary', icon('image'), t('media.images', { n: item.images.length })));
  pictures.addEventListener('toggle', () => {
    if (pictures.open && pictures.children.length === 1) {
      pictures.append(mediaGrid({ kind: 'images', path: own, media: item.images, name: item.name, reload: options.reload }));
    }
  });
  const trash = deleteButton(own, {
    name: item.name, text: t('items.deleted', { name: item.name }), onChange: options.reload, onGone: options.reload,
  });
  const first = item.images.find((one) => one.is_primary) ?? item.images[0];
  return el('article.item', { class: held ? 'held' : '' },
    el('div.item-line',
      first ? el('img.thumb', { src: first.url, alt: '', loading: 'lazy' }) : null,
      el('div.item-words', el('h3', { dir: 'auto' }, item.name), el('p.quiet-text', factsOf(item)), item.description ? el('p.description', { dir: 'auto' }, item.description) : null),
      el('div.item-actions',
        button('', () => edit(item, options), { kind: 'icon-button', icon: 'edit', 'aria-label': t('edit.one', { name: item.name }) }), trash)),
    pictures);
}

const factsOf = (item) => [
  item.price === null ? null : t('items.price.is', { price: number(Number(item.price), { minimumFractionDigits: 2, maximumFractionDigits: 2 }) }),
  item.quantity === null ? null : t('items.quantity.is', { n: item.quantity }),
].filter(Boolean).join(' · ') || t('items.no-price');

const fieldsFor = (item) => [
  field(t('name'), input('name', item.name, { maxlength: 255 })),
  el('div.pair',
    field(t('items.price'), input('price', item.price ?? '', { inputmode: 'decimal', dir: 'ltr' }), { help: t('items.optional') }),
    field(t('items.quantity'), input('quantity', item.quantity ?? '', { inputmode: 'numeric', dir: 'ltr' }), { help: t('items.optional') })),
  field(t('description'), area('description', item.description)),
];

// Digits as Persian keyboards write them, and a comma for the point.
const plainNumber = (text) => text.trim()
  .replace(/[۰-۹]/g, (one) => String(one.charCodeAt(0) - 0x6f0)).replace(/[٠-٩]/g, (one) => String(one.charCodeAt(0) - 0x660))
  .replace(/[٫,]/g, '.');

function bodyOf(values) {
  const price = plainNumber(values.price);
  const quantity = plainNumber(values.quantity);
  return { name: values.name, description: values.description, price: price || null, quantity: quantity || null };
}

async function edit(item, { path, reload }) {
  const answer = await askForm({
    title: t(item ? 'items.edit' : 'items.new'), submit: t('save'), fields: fieldsFor(item ?? {}),
    save: (values) => (item ? send('PUT', `${path}items/${item.id}/`, bodyOf(values)) : send('POST', `${path}items/`, bodyOf(values))),
  });
  if (!answer) return;
  toast(t('saved'));
  await reload();
}
