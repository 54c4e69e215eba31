// The board: five tiles that say how things are, each opens its list; below, what the box has to say.
import { get, send } from './api.js';
import { el, replace, setText } from './dom.js';
import { clockNotice, startOfToday } from './clock.js';
import { messageCard, refreshTimes } from './message-card.js';
import { empty, icon, pageHead, repeat, skeleton } from './parts.js';
import { session } from './session.js';
import { ago, bytes, duration, joined, number, percent, setBoxTime, speed, t, time } from './text.js';

export const title = 'nav.board';
const every = 5;

function tile(name, mark, href) {
  const parts = { figure: el('strong.figure', '–'), text: el('span.tile-text', ' '), state: el('span.tile-state') };
  const node = el('a.tile', { href, class: `tile-${name}` }, el('span.tile-head', icon(mark), el('span', t(`board.${name}`))),
    parts.figure, parts.text, parts.state, icon('forward', 'turns tile-go'));
  return { node, show: (figure, text, state) => {
    setText(parts.figure, figure);
    setText(parts.text, text);
    setText(parts.state, state ? t(`board.state.${state}`) : '');
    node.dataset.state = state ?? '';
  } };
}

export async function show(main) {
  const tiles = {
    phones: tile('phones', 'phone', '#/people'),
    exhibitors: tile('exhibitors', 'people', `#/people?role=exhibitor&silent_since=${startOfToday()}`),
    uploads: tile('uploads', 'uploads', '#/uploads'),
    drive: tile('drive', 'drive', '#/uploads?tab=media'),
    box: tile('box', 'box', '#/messages'),
  };
  const updated = el('p.lead.small', ' ');
  const clock = el('div');
  const messages = el('section.messages', { 'aria-label': t('nav.messages') }, skeleton(3));
  const head = pageHead(session().event_name || t('nav.board'), {});
  head.firstChild.append(updated);
  main.append(head, clock, el('div.tiles', { role: 'group', 'aria-label': t('nav.board') }, Object.values(tiles).map((one) => one.node)), messages);

  const news = messageList(messages);
  const refresh = async () => {
    const board = await get('admin/board/', { since: startOfToday() });
    setBoxTime(board.time);
    setText(updated, t('board.updated', { time: time(board.time) }));
    drawTiles(tiles, board);
    drawClock(clock, board.clock, refresh);
    news(board.messages, refresh);
  };
  return repeat(every, refresh);
}

function drawTiles(tiles, { phones, exhibitors, uploads, drive, box }) {
  tiles.phones.show(number(phones.seen), t('board.phones.text'));
  tiles.exhibitors.show(number(exhibitors.silent), t('board.exhibitors.text', { n: exhibitors.total }));
  tiles.uploads.show(number(uploads.active), uploadsText(uploads), uploads.videos_paused ? 'warning' : null);
  tiles.drive.show(bytes(drive.free), driveText(drive), driveState(drive));
  tiles.box.show(...boxWords(box));
}

function uploadsText({ active, bytes_per_second: rate, videos_paused: paused }) {
  if (paused) return t('board.uploads.paused');
  return active ? speed(rate) : t('board.uploads.none');
}

function driveText({ free, total, hours_left: hours }) {
  const share = t('board.drive.free', { share: percent(free / total) });
  return joined([share, hours !== null && t('board.drive.left', { time: duration(hours * 3600) })]);
}

function driveState({ free, total, hours_left: hours }) {
  if (free / total < 0.03 || (hours !== null && hours < 1)) return 'danger';
  return free / total < 0.1 || (hours !== null && hours < 8) ? 'warning' : 'ok';
}

function boxWords(box) {
  const heat = box.temperature === null ? null : number(box.temperature, { style: 'unit', unit: 'celsius', maximumFractionDigits: 0 });
  const text = joined([heat, t('board.box.uptime', { time: duration(box.uptime) })]);
  if (box.undervoltage) return [t('board.box.power'), text, 'danger'];
  if (box.temperature !== null && box.temperature >= 80) return [t('board.box.hot'), text, 'danger'];
  if (box.errors > 0) return [t('board.box.errors', { n: box.errors }), text, 'warning'];
  const backup = box.last_backup_at ? t('board.box.backup', { time: ago(box.last_backup_at) }) : t('board.box.no-backup');
  return [t('board.box.well'), joined([text, backup]), 'ok'];
}

function drawClock(place, clock, refresh) {
  if (clock.trusted) return replace(place);
  if (!place.firstChild) place.append(clockNotice(clock.time, refresh));
  return place;
}

// Draws the messages anew only when they are others, so that nothing flickers and the focus stays.
function messageList(place) {
  let drawn = null;
  const heard = el('p.hidden-text', { role: 'status' });
  place.before(heard);
  return (messages, refresh) => {
    const now = JSON.stringify(messages.map(({ id, count, at }) => [id, count, at]));
    refreshTimes(place);
    if (now === drawn) return;
    const done = async (message) => {
      await send('POST', `admin/messages/${message.id}/read/`);
      await refresh();
      (place.querySelector('button') ?? document.querySelector('h1'))?.focus();
    };
    setText(heard, drawn === null ? '' : t('board.messages', { n: messages.length }));
    drawn = now;
    replace(place, messages.length ? [el('h2', t('board.messages', { n: messages.length })), messages.map((one) => messageCard(one, done))]
      : empty({ icon: 'check', title: t('board.calm'), text: t('board.calm.text') }));
  };
}
