// Taking the event with you and bringing it back: a backup, everything for other programs, a restore.
import { get, link } from './api.js';
import { el } from './dom.js';
import { restorePanel } from './restore.js';
import { empty, facts, icon, linkButton, pageHead, panel } from './parts.js';
import { ago, bytes, dateTime, t } from './text.js';

export const title = 'save.title';

export async function show(main) {
  const there = await get('admin/save/');
  const size = there.database + there.media;
  const restore = restorePanel();
  main.append(
    pageHead(t(title), { lead: t('save.lead') }),
    el('div.save-tiles',
      saveTile({ mark: 'save', title: t('save.backup'), text: t('save.backup.text'), size, href: link('admin/backup/'), action: t('save.backup.now'), kind: 'primary',
        note: there.last_backup_at ? t('save.last', { when: ago(there.last_backup_at) }) : t('save.last.never') }),
      saveTile({ mark: 'box', title: t('save.export'), text: t('save.export.text'), size, href: link('admin/export/'), action: t('save.export.now'), kind: 'plain' })),
    panel(t('save.there'), facts([
      [t('save.database'), bytes(there.database)],
      [t('save.media'), t('save.media.n', { n: there.media_files, size: bytes(there.media) })],
      [t('save.total'), bytes(size)],
      [t('save.when'), there.last_backup_at ? `${dateTime(there.last_backup_at)} (${ago(there.last_backup_at)})` : t('time.never')],
    ])),
    panel(t('save.copies'), el('p.quiet-text', t('save.copies.text')), copiesOf(there.copies)),
    restore.node);
  await restore.resume();
  return restore.leave;
}

// The browser says itself how far a download is.
function saveTile({ mark, title: words, text, size, href, action, kind, note }) {
  return el('section.panel.save-tile',
    el('div.save-tile-head', el('span.tile-mark', icon(mark)), el('h2', words)),
    el('p', text),
    el('p.quiet-text', [t('save.about', { size: bytes(size) }), note].filter(Boolean).join(' · ')),
    el('div.actions', linkButton(action, href, { kind, icon: 'download', download: '' })));
}

function copiesOf(copies) {
  if (!copies.length) return empty({ icon: 'drive', title: t('save.copies.none') });
  return facts(copies.map((one) => [el('span.mono', { dir: 'ltr' }, one.name), el('span.number', bytes(one.size))]));
}
