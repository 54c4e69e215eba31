// How full the drive is: a bar of three parts and the figures that belong to it.
//   driveFigures({free, total, media, hours_left})
import { el, svg } from './dom.js';
import { notice } from './parts.js';
import { bytes, duration, percent, t } from './text.js';

const soon = 6; // hours

export function driveFigures({ free, total, media, hours_left: hours }) {
  const other = Math.max(0, total - free - media);
  const parts = [['media', media], ['other', other], ['free', free]];
  const words = t('drive.words', { free: bytes(free), total: bytes(total) });
  return el('div.stack',
    el('p.drive-words', el('strong', words), ' ', el('span.quiet-text', hoursOf(hours))),
    bar(parts, total, words),
    el('ul.legend', parts.map(([key, n]) => el(`li.${key}`, el('span.dot'), t(`drive.${key}`), ' ', el('span.number', `${bytes(n)} (${percent(total ? n / total : 0)})`)))),
    hours !== null && hours < soon ? notice('warning', t('drive.soon'), t('drive.soon.text')) : null);
}

function hoursOf(hours) {
  if (hours === null || hours > 24 * 30) return '';
  return t('drive.hours', { time: hours < 48 ? duration(Math.max(60, hours * 3600)) : t('drive.days', { n: Math.floor(hours / 24) }) });
}

function bar(parts, total, label) {
  let from = 0;
  const rects = parts.map(([key, n]) => {
    const width = total ? n / total * 100 : 0;
    const rect = svg('rect', { class: `part ${key}`, x: from, y: 0, width, height: 4 });
    from += width;
    return rect;
  });
  return svg('svg', { class: 'drive-bar', viewBox: '0 0 100 4', preserveAspectRatio: 'none', role: 'img', 'aria-label': label }, rects);
}
