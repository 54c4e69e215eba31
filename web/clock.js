// The box's clock, set from this browser's.
//   useThisTime()     puts this browser's time into the box; throws ApiError
//   browserTime()     as the box takes it
//   startOfToday()    where today began at this browser, by the box's clock
//   clockNotice(onSet)   what stands on the board while nobody has vouched for the box's time
import { send } from './api.js';
import { button, notice, toast } from './parts.js';
import { boxNow, dateTime, setBoxTime, t } from './text.js';

export const browserTime = () => `${new Date().toISOString().slice(0, 19)}Z`;

export function startOfToday() {
  const day = new Date(boxNow());
  day.setHours(0, 0, 0, 0);
  return `${day.toISOString().slice(0, 19)}Z`;
}

export async function useThisTime() {
  const answer = await send('PUT', 'admin/clock/', { time: browserTime() });
  setBoxTime(answer.time);
  toast(t('clock.set', { time: dateTime(answer.time) }));
  return answer;
}

export function clockNotice(time, onSet) {
  const set = button(t('clock.use'), async () => onSet(await useThisTime()), { kind: 'primary', icon: 'clock' });
  return notice('warning.wide', t('clock.untrusted'), t('clock.untrusted.text', { box: dateTime(time), here: dateTime(browserTime()) }), set);
}
