// The first run, behind the one-time link: an administrator, the time, the event, who comes, how phones connect.
// The step is kept in the browser's tab, so that a reload goes on where it was. All but the first can be skipped.
import { get, send } from './api.js';
import { el, replace } from './dom.js';
import { browserTime, useThisTime } from './clock.js';
import { connectCard } from './connect.js';
import { button, check, complain, facts, field, form, icon, linkButton, notice, select } from './parts.js';
import { begin, load, session } from './session.js';
import { setLanguage, dateTime, language, t } from './text.js';
import { storedLanguage } from './look.js';

export const title = 'first.title';
const steps = ['account', 'time', 'event', 'import', 'connect'];
const draws = { account: accountStep, time: timeStep, event: eventStep, import: importStep, connect: connectStep };

function kept() {
  try { return sessionStorage.getItem('first-run'); } catch { return null; }
}

function keep(step) {
  try { sessionStorage.setItem('first-run', step); } catch { /* a reload begins with the second step */ }
}

export async function show(main, [code]) {
  const place = el('div.first');
  main.append(place);
  const go = async (name) => {
    keep(name);
    const body = el('div.first-body');
    replace(place, el('span.gate-mark', icon('box')), el('h1', { tabindex: '-1' }, t(`first.${name}`)), el('p.lead', t(`first.${name}.text`)), stepper(name), body);
    await draws[name](body, () => go(steps[steps.indexOf(name) + 1]), code);
    place.querySelector(name === 'account' ? 'input' : 'h1')?.focus({ preventScroll: true });
  };
  const before = kept();
  await go(session() ? (steps.indexOf(before) > 0 ? before : 'time') : 'account');
}

function stepper(name) {
  const at = steps.indexOf(name);
  return el('ol.stepper', { 'aria-label': t('first.step', { n: at + 1, all: steps.length }) }, steps.map((one, index) => el('li', {
    class: index < at ? 'done' : '', 'aria-current': index === at ? 'step' : null,
  }, el('span.hidden-text', t(`first.${one}`)))), el('li.stepper-text', { 'aria-hidden': 'true' }, t('first.step', { n: at + 1, all: steps.length })));
}

const skip = (next) => button(t('first.skip'), next, { kind: 'quiet' });

async function accountStep(body, next, code) {
  const password = el('input', { type: 'password', name: 'password', autocomplete: 'new-password', dir: 'ltr', required: true });
  const fields = [
    field(t('email'), el('input', { type: 'email', name: 'email', autocomplete: 'username', dir: 'ltr', required: true })),
    field(t('password'), password, { help: t('first.password') }),
    check(t('first.show'), { onchange: (event) => { password.type = event.target.checked ? 'text' : 'password'; } }),
  ];
  const { open } = await get('admin/first-run/').catch(() => ({ open: true }));
  if (!open) return body.append(notice('warning', t('first.closed'), t('first.closed.text'), linkButton(t('sign-in.title'), '#/')));
  return body.append(form(fields, { submit: t('first.go'), onSubmit: (values) => makeAdministrator(values, code) }));
}

// That somebody is signed in now shows this screen again, at the next step.
async function makeAdministrator({ email, password }, code = '') {
  try {
    const made = await send('POST', 'admin/first-run/', { code, email: email.trim(), password });
    keep('time');
    begin(made);
  } catch (error) {
    if (error.status === 403) error.detail = t('first.used');
    throw error;
  }
}

async function timeStep(body, next) {
  const { clock } = session();
  const use = async () => { await useThisTime(); await next(); };
  body.append(facts([[t('first.time.box'), dateTime(clock.time)], [t('first.time.here'), dateTime(browserTime())]]),
    el('div.actions', button(t('clock.use'), use, { kind: 'primary', icon: 'clock' }), skip(next)));
}

async function eventStep(body, next) {
  const now = Object.fromEntries((await get('admin/settings/')).map(({ key, value }) => [key, value ?? '']));
  const text = (key, attributes = {}) => field(t(`first.${key}`), el('input', { type: 'text', name: key, value: now[key], autocomplete: 'off', dir: 'auto', ...attributes }),
    { help: key === 'wifi_password' ? t('first.wifi.help') : null });
  body.append(form([text('event_name'),
    field(t('first.language'), select([['en', 'English'], ['fa', 'فارسی']], { name: 'language', value: storedLanguage() ?? now.language ?? language() })),
    text('wifi_name'), text('wifi_password', { dir: 'ltr', spellcheck: 'false' })],
  { submit: t('first.go'), quiet: skip(next), onSubmit: saveEvent }));
}

async function saveEvent(values) {
  await send('PATCH', 'admin/settings/', values);
  keep('import');
  if (!storedLanguage()) await setLanguage(values.language);
  await load();
}

async function importStep(body, next) {
  body.append(el('p', t('first.import.how')),
    el('div.actions', linkButton(t('first.import.go'), '#/import', { kind: 'primary', icon: 'import' }), button(t('first.import.later'), next, { kind: 'quiet' })));
}

async function connectStep(body) {
  try { body.append(connectCard(await get('admin/connect/'))); } catch (error) { complain(error); }
  body.append(el('div.actions', linkButton(t('first.end'), '#/board', { kind: 'primary', icon: 'check' })));
}
