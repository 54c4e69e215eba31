// One account in a dialog.
//   await newPerson()           the account made, with its card when it has no password; null when dismissed
//   await changePerson(row)     the account saved, 'code' or 'active' when that is wanted instead, null when dismissed
//   await setActive(row, on)    asks first when it is to be disabled
import { get, send } from './api.js';
import { askForm, input } from './ask.js';
import { el } from './dom.js';
import { button, check, confirm, facts, field, toast } from './parts.js';
import { quotaChanges, quotaFields, quotaNames } from './quotas.js';
import { ago, said, t } from './text.js';

function fieldsFor(row) {
  return [
    field(t('email'), input('email', row.email, { type: 'email', autocomplete: 'off', dir: 'ltr' })),
    el('div.pair',
      field(t('name'), input('name', row.name, { autocomplete: 'off' })),
      field(t('stand'), input('stand', row.stand, { autocomplete: 'off' }))),
    el('div.pair',
      field(t('person.limit'), input('booth_limit', row.booth_limit ?? '', { type: 'number', min: 0, max: 1000, inputmode: 'numeric' }),
        { help: row.id ? t('person.limit.help', { n: row.booths }) : t('person.limit.default') }),
      field(t('password'), input('password', '', { type: 'password', autocomplete: 'new-password' }),
        { help: row.id ? t('person.password.keep') : t('person.password.none') })),
    check(t('person.admin'), { name: 'is_admin', checked: row.is_admin, help: t('person.admin.help') }),
    quotaFields(row),
  ];
}

// What was left empty is not sent: the box has its own default for the limit, and keeps the password.
function bodyOf(values, before = {}) {
  const { password, booth_limit: limit, ...body } = values;
  if (password) body.password = password;
  if (limit !== '') body.booth_limit = Number(limit);
  const fields = Object.entries(body).filter(([key, value]) => value !== before[key] && !quotaNames.includes(key));
  return { ...Object.fromEntries(fields), ...quotaChanges(values, before) };
}

export function newPerson() {
  return askForm({
    title: t('people.new'), fields: fieldsFor({}), submit: t('people.make'),
    save: (values) => send('POST', 'admin/users/', bodyOf(values)),
  });
}

export async function changePerson(row) {
  const now = await get(`admin/users/${row.id}/`);
  let instead = null;
  const choose = (what) => (node) => { instead = what; node.closest('dialog').close(); };
  const answer = await askForm({
    title: now.name || now.email,
    fields: [whatWas(now), fieldsFor(now), el('div.actions.beside',
      now.is_active ? button(t('people.codes.one'), choose('code'), { icon: 'key' }) : null,
      button(t(now.is_active ? 'person.disable' : 'person.enable'), choose('active'), { kind: now.is_active ? 'danger' : 'plain', icon: now.is_active ? 'lock' : 'unlock' }))],
    submit: t('save'),
    save: (values) => send('PATCH', `admin/users/${row.id}/`, bodyOf(values, now)),
  });
  return instead ?? answer;
}

function whatWas(row) {
  const fault = row.last_error;
  return facts([
    [t('people.seen'), ago(row.last_seen_at)],
    [t('person.error'), fault ? el('span', { dir: 'auto' }, `${ago(fault.at)}: ${said(fault.detail)} (${fault.status})`) : t('person.error.none')],
  ]);
}

export async function setActive(row, on) {
  const body = { is_active: on };
  const name = row.name || row.email;
  if (on) {
    await send('PATCH', `admin/users/${row.id}/`, body);
    return toast(t('person.enabled', { name }));
  }
  const done = await confirm({
    title: t('person.disable.title', { name }), text: t('person.disable.text'), action: t('person.disable'), danger: true,
    run: () => send('PATCH', `admin/users/${row.id}/`, body),
  });
  if (done) toast(t('person.disabled', { name }));
  return null;
}
