// Signing in. It stands where the screen asked for would be, which is shown afterwards.
import { get } from './api.js';
import { el } from './dom.js';
import { field, form, icon, notice } from './parts.js';
import { signIn } from './session.js';
import { t } from './text.js';

export const title = 'sign-in.title';

export async function show(main) {
  const email = field(t('email'), el('input', { type: 'email', name: 'email', autocomplete: 'username', inputmode: 'email', dir: 'ltr', required: true }));
  const password = field(t('password'), el('input', { type: 'password', name: 'password', autocomplete: 'current-password', dir: 'ltr', required: true }));
  const hint = el('div');
  main.append(el('div.gate', el('span.gate-mark', icon('box')), el('h1', { tabindex: '-1' }, t('sign-in.title')), el('p.lead', t('sign-in.lead')),
    hint, form([email, password], { submit: t('sign-in.submit'), onSubmit: (values) => enter(values) }),
    el('details', el('summary', t('sign-in.forgot')), el('p', t('sign-in.forgot.text')), el('code', { dir: 'ltr' }, 'expobox user passwd'))));
  email.input.focus();
  get('admin/first-run/').then((answer) => { if (answer.open) hint.append(notice('info', t('sign-in.first'), t('sign-in.first.text'))); }, () => {});
}

async function enter({ email, password }) {
  try {
    await signIn(email.trim(), password);
  } catch (error) {
    const words = { 401: 'sign-in.wrong', 403: 'sign-in.exhibitor', 429: 'sign-in.slow' }[error.status];
    if (words) error.detail = t(words);
    throw error;
  }
}
