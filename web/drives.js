// Drives named EXPOBOX that are plugged into the machine, and the buttons that pair and unpair them.
//   drivesPanel()   {node, leave}: hidden on a machine that is not set up for drives
import { get, send } from './api.js';
import { el, replace } from './dom.js';
import { button, confirm, facts, notice, panel, repeat, toast } from './parts.js';
import { t } from './text.js';

const refreshed = 5; // seconds
const kinds = { checking: 'info', starting: 'info', serving: 'ok', unpaired: 'warning', waiting: 'info', failed: 'danger' };

export function drivesPanel() {
  const place = el('div.stack');
  const node = panel(t('drives.title'), el('p.quiet-text', t('drives.text')), place);
  node.hidden = true;
  let drawn = null;
  const load = async () => {
    const drives = await get('admin/drives/');
    const now = JSON.stringify(drives);
    if (now === drawn) return; // nothing flickers and the focus stays
    drawn = now;
    draw(node, place, drives, load);
  };
  return { node, leave: repeat(refreshed, load) };
}

function draw(node, place, drives, load) {
  const { plugged, paired, can_pair: canPair } = drives;
  const elsewhere = paired.filter((one) => !one.is_plugged);
  node.hidden = !canPair && !plugged.length;
  replace(place,
    plugged.length ? plugged.map((one) => driveNotice(one, drives, load)) : el('p', t('drives.none')),
    elsewhere.length ? [el('h3', t('drives.elsewhere')), facts(elsewhere.map((one) => [nameOf(one), unpairButton(one, load)]))] : null);
}

const nameOf = ({ device, filesystem, uuid }) =>
  el('span', { dir: 'ltr' }, [device, filesystem, uuid].filter(Boolean).join(' · '));

function driveNotice(drive, drives, load) {
  const state = drive.is_paired && drive.state === 'unpaired' ? 'starting' : drive.state;
  const actions = drive.is_paired ? [unpairButton(drive, load)] : drives.can_pair && drive.uuid ? [pairButton(drive, drives, load)] : [];
  const reason = drive.state === 'failed' && drive.reason ? [' ', el('span', { dir: 'auto' }, drive.reason)] : null;
  return notice(`${kinds[state]}.wide`, nameOf(drive), el('span', t(`drives.state.${state}`), reason), ...actions);
}

function pairButton(drive, drives, load) {
  const another = drives.plugged.some((one) => one.state === 'serving');
  const pair = async () => {
    const done = await confirm({
      title: t('drives.pair.title'), text: t(another ? 'drives.pair.later' : 'drives.pair.now'), action: t('drives.pair'),
      run: () => send('POST', 'admin/drives/', { uuid: drive.uuid }),
    });
    if (!done) return;
    toast(t('drives.paired'));
    await load();
  };
  return button(t('drives.pair'), pair, { kind: 'primary', icon: 'drive', 'aria-label': t('drives.pair.one', { name: drive.device }) });
}

function unpairButton(drive, load) {
  const unpair = async () => {
    const done = await confirm({
      title: t('drives.unpair.title'), text: t('drives.unpair.text'), action: t('drives.unpair'), danger: true,
      run: () => send('DELETE', `admin/drives/${drive.uuid}/`),
    });
    if (!done) return;
    toast(t('drives.unpaired'));
    await load();
  };
  return button(t('drives.unpair'), unpair, { kind: 'quiet', 'aria-label': t('drives.unpair.one', { name: drive.device || drive.uuid }) });
}
