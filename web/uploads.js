// What phones are sending just now, what they have announced, the switch that holds videos back, the drive and its largest files.
import { get, send } from './api.js';
import { el, replace, setText } from './dom.js';
import { driveFigures } from './drive.js';
import { largestFiles } from './largest.js';
import { button, check, confirm, empty, pageHead, panel, progress, repeat, skeleton, toast } from './parts.js';
import { bytes, duration, percent, speed, t } from './text.js';
import { unfinishedList } from './unfinished.js';

export const title = 'uploads.title';

const refreshed = 2;
const driveEvery = 5;      // refreshes
const stuckAfter = 20;     // seconds without a byte

export async function show(main, args, query) {
  const rows = new Map();
  const list = el('div', skeleton(3));
  const total = el('p.count', { role: 'status' });
  const pause = pauseSwitch((answer) => draw(answer));
  const drive = el('div', skeleton(2));
  const files = largestFiles();
  const draw = (answer) => {
    pause.set(answer.videos_paused);
    drawList(list, rows, answer.active, refresh);
    unfinished.update(answer.unfinished);
    setText(total, answer.active.length ? t('uploads.total', { n: answer.active.length, speed: speed(speedOf(answer.active)) }) : '');
  };
  const refresh = async () => draw(await get('admin/uploads/'));
  const unfinished = unfinishedList(refresh);
  let turn = 0;
  const room = panel(t('drive.title'), drive);
  main.append(pageHead(t(title), { lead: t('uploads.lead') }), panel(t('uploads.now'), pause, total, list), panel(t('unfinished.title'), unfinished), room, panel(t('largest.title'), files));
  const stop = repeat(refreshed, async () => {
    await refresh();
    if (turn++ % driveEvery === 0) replace(drive, driveFigures((await get('admin/board/')).drive));
  });
  await files.load(1);
  if (query.get('tab') === 'media') room.scrollIntoView();
  return stop;
}

const speedOf = (active) => active.reduce((sum, one) => sum + one.bytes_per_second, 0);

function pauseSwitch(onAnswer) {
  const node = check(t('uploads.pause'), { name: 'videos_paused', help: t('uploads.pause.help') });
  const { input } = node;
  input.setAttribute('role', 'switch');
  let busy = false;
  input.addEventListener('change', async () => {
    busy = true;
    try {
      const answer = await send('PUT', 'admin/uploads/', { videos_paused: input.checked });
      busy = false;
      onAnswer(answer);
      toast(t(answer.videos_paused ? 'uploads.paused' : 'uploads.unpaused'));
    } catch (error) {
      input.checked = !input.checked;
      node.complain(error.detail || t('error.unreachable'));
    } finally { busy = false; }
  });
  node.set = (on) => { if (!busy) { input.checked = on; node.complain(''); } };
  return node;
}

// Rows stay the same nodes while their upload goes on: nothing flickers and the focus stays.
function drawList(list, rows, active, refresh) {
  for (const [id, row] of rows) {
    if (!active.some((one) => one.id === id)) { row.remove(); rows.delete(id); }
  }
  if (!active.length) {
    if (!list.querySelector('.empty')) replace(list, empty({ icon: 'uploads', title: t('uploads.none'), text: t('uploads.none.text') }));
    return;
  }
  if (!list.querySelector('.uploads')) replace(list, el('ul.uploads', { 'aria-label': t('uploads.now') }));
  for (const one of active) {
    if (!rows.has(one.id)) {
      rows.set(one.id, rowOf(one, refresh));
      list.firstChild.append(rows.get(one.id));
    }
    rows.get(one.id).update(one);
  }
}

function rowOf(upload, refresh) {
  const name = upload.user.name || upload.user.email;
  const bar = progress(0, upload.expected, t('uploads.of', { name }));
  const far = el('span.number');
  const left = el('span.quiet-text');
  const node = el('li.upload',
    el('div.upload-head', el('div', el('strong', { dir: 'auto' }, name), el('span.quiet-text', { dir: 'auto' }, [upload.user.stand, whatOf(upload)].filter(Boolean).join(' · '))),
      button(t('cancel'), () => cancel(upload, name, refresh), { kind: 'quiet', icon: 'close', 'aria-label': t('uploads.cancel.one', { name }) })),
    bar, el('div.upload-foot', far, left));
  node.update = (now) => {
    if (now.expected) { bar.max = now.expected; bar.value = now.received; }
    setText(far, farOf(now));
    setText(left, leftOf(now));
    node.classList.toggle('stuck', now.silent_seconds >= stuckAfter);
  };
  return node;
}

const whatOf = ({ request }) => t(/\/videos\//.test(request) ? 'uploads.video' : /\/images\//.test(request) ? 'uploads.image' : 'uploads.form');

const farOf = (one) => (one.expected
  ? t('uploads.far', { done: bytes(one.received), total: bytes(one.expected), share: percent(one.received / one.expected) })
  : bytes(one.received));

function leftOf(one) {
  if (one.silent_seconds >= stuckAfter) return t('uploads.silent', { time: duration(one.silent_seconds) });
  if (!one.bytes_per_second) return t('uploads.waiting');
  if (!one.expected) return speed(one.bytes_per_second);
  return t('uploads.left', { speed: speed(one.bytes_per_second), time: duration(Math.ceil((one.expected - one.received) / one.bytes_per_second)) });
}

async function cancel(upload, name, refresh) {
  const done = await confirm({
    title: t('uploads.cancel.title', { name }), text: t('uploads.cancel.text'), action: t('uploads.cancel'), danger: true,
    run: async () => {
      try { await send('DELETE', `admin/uploads/${upload.id}/`); } catch (error) { if (error.status !== 404) throw error; }
    },
  });
  if (done) { toast(t('uploads.cancelled')); await refresh(); }
}
