// The pictures or videos of a booth or an item: seen, added, deleted with a way back, one of them the first.
//   mediaPanel({kind, path, media, name, reload})   kind: 'images' | 'videos'; path: their owner's, as 'booths/12/'
//   mediaGrid(…)                                    the same without heading
import { get, send, upload } from './api.js';
import { el, replace } from './dom.js';
import { fileDrop } from './file-drop.js';
import { badge, button, panel, progress, toast } from './parts.js';
import { number, t } from './text.js';
import { wordsFor } from './toast.js';
import { deleteButton, isHeld } from './undo.js';

// Without HEIC an iPhone converts what is chosen to JPEG.
const accepted = { images: 'image/jpeg,image/png,image/gif,image/webp,image/bmp,image/tiff', videos: 'video/*,.mkv' };
const fieldOf = { images: 'image', videos: 'video' };

export function mediaPanel(options) {
  return panel(t(`media.${options.kind}`, { n: options.media.length }), mediaGrid(options));
}

export function mediaGrid(options) {
  const grid = el('ul.media-grid');
  const draw = () => replace(grid, options.media.map((one, at) => el('li', tile(one, at, { ...options, draw }))));
  draw();
  return el('div.stack', grid, adding(options));
}

function tile(one, at, { kind, path, name, draw, reload }) {
  const own = `${path}${kind}/${one.id}/`;
  const held = isHeld(own);
  const words = t(`media.one.${kind}`, { n: at + 1, name });
  const first = async () => { await send('POST', `${own}set-primary/`); await reload(); };
  const trash = deleteButton(own, { name: words, text: t(`media.deleted.${kind}`), onChange: draw, onGone: reload });
  return el('figure.media-tile', { class: held ? 'held' : '' },
    kind === 'images'
      ? el('a', { href: one.url, target: '_blank', rel: 'noopener' }, el('img', { src: one.url, alt: words, loading: 'lazy' }))
      : el('video', { src: one.url, controls: true, preload: 'metadata', playsinline: true, 'aria-label': words }),
    el('figcaption', one.is_primary ? badge(t('media.first'), 'ok') : button(t('media.make-first'), first, { kind: 'quiet.small', 'aria-label': t('media.make-first.one', { name: words }) }), trash));
}

function adding({ kind, path, reload }) {
  const place = el('div.adding', { role: 'status' });
  const drop = fileDrop({
    label: t(`media.add.${kind}`), help: t('media.add.help'), accept: accepted[kind], multiple: true, mark: 'plus',
    onFiles: async (files) => {
      const done = await sendAll(files, { kind, path, place });
      replace(place);
      if (done) { toast(t('media.added', { n: done })); await reload(); }
    },
  });
  drop.classList.add('small');
  if (kind === 'images') get('sync/').then(({ media }) => { drop.querySelector('input').accept = media.image.join(','); }, () => {});
  return el('div', drop, place);
}

// One after the other; one the box does not take does not keep the others from it.
async function sendAll(files, { kind, path, place }) {
  let done = 0;
  for (const [at, file] of files.entries()) {
    const body = new FormData();
    body.append(fieldOf[kind], file);
    const bar = progress(0, file.size, file.name);
    replace(place, el('p', { dir: 'auto' }, t('media.sending', { at: number(at + 1), n: files.length, name: file.name })), bar);
    try {
      await upload('POST', `${path}${kind}/`, body, (sent, total) => { bar.value = Math.min(sent, total ?? sent); },
        (warning) => toast(`${file.name}: ${warning}`, { kind: 'error' }));
      done++;
    } catch (error) {
      toast(`${file.name}: ${wordsFor(error)}`, { kind: 'error' });
    }
  }
  return done;
}
