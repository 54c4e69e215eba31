// Uploads in pieces that are not whole: room is kept for each.
//   unfinishedList(refresh)    a node whose update(list) shows those of the box
import { send } from './api.js';
import { el, replace } from './dom.js';
import { button, confirm, empty, ownerCell, toast } from './parts.js';
import { bytes, duration, t } from './text.js';

export function unfinishedList(refresh) {
  const node = el('div');
  let drawn = '';
  node.update = (list) => {
    const state = JSON.stringify(list.map((one) => [one.name, one.received, Math.floor(one.expires_in / 60)]));
    if (state === drawn) return;  // the focus stays
    drawn = state;
    replace(node, list.length ? el('ul.uploads', { 'aria-label': t('unfinished.title') }, list.map((one) => rowOf(one, refresh)))
      : empty({ icon: 'uploads', title: t('unfinished.none'), text: t('unfinished.none.text') }));
  };
  return node;
}

const nameOf = ({ user }) => user?.name || user?.email || '?';

function rowOf(upload, refresh) {
  const name = nameOf(upload);
  return el('li.upload', el('div.upload-head',
    el('div', el('strong', upload.user ? ownerCell(upload.user) : name), el('span.quiet-text', { dir: 'auto' }, upload.file_name)),
    button(t('unfinished.end'), () => end(upload, name, refresh), { kind: 'quiet', icon: 'close', 'aria-label': t('unfinished.end.one', { name }) })),
  el('div.upload-foot', el('span.number', t('unfinished.far', { done: bytes(upload.received), total: bytes(upload.size) })),
    el('span.quiet-text', t('unfinished.expires', { time: duration(upload.expires_in) }))));
}

async function end(upload, name, refresh) {
  const done = await confirm({
    title: t('unfinished.end.title', { name }), text: t('unfinished.end.text'), action: t('unfinished.end'), danger: true,
    run: async () => {
      try { await send('DELETE', `admin/uploads/unfinished/${upload.name}/`); } catch (error) { if (error.status !== 404) throw error; }
    },
  });
  if (done) { toast(t('unfinished.ended')); await refresh(); }
}
