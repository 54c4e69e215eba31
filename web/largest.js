// The largest files on the drive, deleted with a way back.
import { get } from './api.js';
import { el } from './dom.js';
import { listing } from './listing.js';
import { empty } from './parts.js';
import { ago, bytes, t } from './text.js';
import { deleteButton, isHeld } from './undo.js';

const pathOf = (row) => row.path.replace(/^\/api\/v1\//, '');

export function largestFiles() {
  const list = listing({
    label: t('largest.title'), key: (row) => row.path,
    columns: [
      { label: t('largest.file'), cell: fileCell },
      { label: t('largest.size'), kind: 'number', cell: (row) => el('span.nowrap', bytes(row.size)) },
      { label: t('booths.booth'), cell: (row) => el('a', { href: `#/booths/${row.booth.id}`, dir: 'auto' }, row.booth.name) },
      { label: t('booths.owner'), cell: (row) => el('span', { dir: 'auto' }, row.owner.name || row.owner.email) },
      { label: t('largest.sent'), cell: (row) => ago(row.created_at) },
      { label: '', kind: 'actions', cell: (row) => deletion(row, list) },
    ],
    load: (page) => get('admin/media/', page), counted: (n) => t('largest.count', { n }),
    nothing: () => empty({ icon: 'image', title: t('largest.none') }),
  });
  return list;
}

function fileCell(row) {
  return el('a.row-link', { href: row.url, target: '_blank', rel: 'noopener', class: isHeld(pathOf(row)) ? 'held' : '' },
    t(row.kind === 'video' ? 'largest.video' : 'largest.image', { type: row.content_type.replace(/^.*\//, '').toUpperCase() }));
}

function deletion(row, list) {
  const size = bytes(row.size);
  return deleteButton(pathOf(row), {
    name: `${row.booth.name}, ${size}`, text: t('largest.deleted', { size }), onChange: list.draw, onGone: () => list.load(),
  });
}
