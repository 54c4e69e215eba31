// The box's time beside this browser's, and the button that sets it.
import { get } from './api.js';
import { browserTime, useThisTime } from './clock.js';
import { el, replace } from './dom.js';
import { badge, button, facts, notice, panel } from './parts.js';
import { dateTime, duration, has, t } from './text.js';

const apart = 60; // seconds nobody would notice

export function timePanel() {
  const place = el('div.stack');
  const load = async () => draw(place, await get('admin/clock/'), load);
  load().catch(() => replace(place, notice('warning', t('time.unknown'))));
  return panel(t('time.title'), el('p.quiet-text', t('time.text')), place);
}

function draw(place, clock, load) {
  const off = Math.round((Date.parse(clock.time) - Date.now()) / 1000);
  const far = Math.abs(off) >= apart;
  const use = async () => {
    await useThisTime();
    await load();
  };
  replace(place,
    facts([
      [t('time.box'), el('span', dateTime(clock.time), ' ', far ? badge(t(off > 0 ? 'time.ahead' : 'time.behind', { time: duration(Math.abs(off)) }), 'warning') : badge(t('time.same'), 'ok'))],
      [t('time.browser'), dateTime(browserTime())],
      [t('time.source'), has(`time.source.${clock.source}`) ? t(`time.source.${clock.source}`) : clock.source],
    ]),
    el('div.actions', button(t('time.use'), use, { icon: 'clock', kind: far ? 'primary' : 'plain' })));
}
