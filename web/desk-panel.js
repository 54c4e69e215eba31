// One exhibitor at the help desk: how it stands with them, and what can be done about it.
//   accountPanel(account)   a node that keeps itself up to date with what is done in it
import { get, send } from './api.js';
import { el, replace } from './dom.js';
import { loginCard, printSheet } from './card.js';
import { agoText } from './message-card.js';
import { badge, button, confirm, dialog, facts, notice, progress, toast } from './parts.js';
import { has, number, t } from './text.js';

export function accountPanel(account) {
  const node = el('article.account');
  const act = {
    change: async (fields, text, undo) => {
      const after = await send('PATCH', `admin/users/${account.id}/`, fields);
      draw(after);
      toast(text, { action: undo && { label: t('undo'), run: () => act.change(undo, t('desk.undone')).catch(() => {}) } });
    },
    again: async () => draw(await get(`admin/users/${account.id}/`)),
  };
  const draw = (now) => {
    const focus = node.contains(document.activeElement) ? document.activeElement.dataset.act : null;
    replace(node, head(now), errorNotice(now.last_error), facts(factsOf(now)), buttons(now, act));
    if (focus) node.querySelector(`[data-act="${focus}"]`)?.focus();
  };
  draw(account);
  return node;
}

function head(account) {
  return el('header.account-head', el('span.result-stand', { dir: 'auto' }, account.stand || '–'),
    el('div', el('h2', { tabindex: '-1', dir: 'auto' }, account.name || account.email), el('p.quiet-text', { dir: 'auto' }, account.email)),
    el('div.row', account.is_active ? badge(t('desk.active'), 'ok') : badge(t('desk.disabled'), 'danger'),
      account.is_admin ? badge(t('desk.admin'), 'info') : null));
}

function factsOf(account) {
  const way = account.has_password ? 'password' : account.has_code ? 'code' : 'none';
  return [
    [t('desk.contact'), account.last_seen_at ? agoText(account.last_seen_at) : t('desk.contact.never')],
    [t('desk.booths'), quota(account)],
    [t('desk.way'), way === 'none' ? badge(t('desk.way.none'), 'warning') : t(`desk.way.${way}`)],
  ];
}

function quota({ booths, booth_limit: limit }) {
  const words = t('desk.booths.of', { n: booths, limit });
  return el('span.quota', el('span', words, booths >= limit ? [' ', badge(t('desk.booths.full'), 'warning')] : null),
    progress(booths, Math.max(limit, booths, 1), words));
}

function errorNotice(error) {
  if (!error) return notice('ok', t('desk.no-error'), t('desk.no-error.text'));
  const key = `desk.error.${error.status >= 500 && !has(`desk.error.${error.status}`) ? 500 : error.status}`;
  const box = notice('warning', t(has(key) ? key : 'desk.error.other', { status: String(error.status) }), has(`${key}.do`) ? t(`${key}.do`) : null);
  box.children[1].append(el('p.small', agoText(error.at), ' · ', el('code', { dir: 'ltr' }, error.request), ' · ', number(error.status), ' ',
    el('span', { dir: 'auto', lang: 'en' }, error.detail)));
  return box;
}

function buttons(account, act) {
  const id = account.id;
  const path = `admin/users/${id}/`;
  const limit = account.booth_limit;
  return el('div.desk-actions',
    button(t('desk.code'), () => newCode(account, act), { kind: 'primary', icon: 'key', 'data-act': 'code' }),
    button(t('desk.plus'), () => act.change({ booth_limit: limit + 1 }, t('desk.plus.done', { n: limit + 1 }), { booth_limit: limit }),
      { icon: 'plus', 'data-act': 'plus' }),
    button(t('desk.throttle'), async () => { await send('DELETE', `${path}throttle/`); toast(t('desk.throttle.done')); await act.again(); },
      { icon: 'unlock', 'data-act': 'throttle' }),
    button(t('desk.out'), () => signOutPhones(account, act), { icon: 'out', 'data-act': 'out' }),
    account.is_active
      ? button(t('desk.disable'), () => act.change({ is_active: false }, t('desk.disable.done'), { is_active: true }), { kind: 'danger', icon: 'lock', 'data-act': 'active' })
      : button(t('desk.enable'), () => act.change({ is_active: true }, t('desk.enable.done'), { is_active: false }), { icon: 'unlock', 'data-act': 'active' }));
}

async function signOutPhones(account, act) {
  const sure = await confirm({
    title: t('desk.out'), text: t('desk.out.sure', { name: account.name || account.email }), action: t('desk.out'),
    run: () => send('POST', `admin/users/${account.id}/sign-out/`),
  });
  if (!sure) return;
  toast(t('desk.out.done'));
  await act.again();
}

async function newCode(account, act) {
  const card = await send('POST', `admin/users/${account.id}/code/`);
  await act.again();
  await dialog({
    title: t('desk.code.title'), body: [el('p.quiet-text', t('desk.code.text')), loginCard(card)],
    dismiss: t('close'), actions: [{ label: t('print'), run: () => { printSheet(loginCard(card)); } }],
  });
}
