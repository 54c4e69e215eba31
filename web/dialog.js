// Questions in front of the page; focus goes back to where it was.
//   await dialog({title, body, actions, wide, dismiss})   the value of the action chosen, null when dismissed
//       dismiss: the word on the button that does nothing; body: node(s); actions: [{label, kind: 'primary' | 'danger', value, run}]; run may be async: while it runs the
//       dialog is busy, when it throws the dialog says why and stays; what it returns (if anything) is the value
//   await confirm({title, text, action, danger})             true or false
//   await confirmTyped({title, text, word, action, run})     the same; the word must be typed first. run as above
import { el, replace } from './dom.js';
import { icon } from './icons.js';
import { wordsFor } from './toast.js';
import { t } from './text.js';

let count = 0;

export function dialog({ title, body, actions = [], wide = false, dismiss = t(actions.length ? 'cancel' : 'close') }) {
  return new Promise((resolve) => {
    let value = null;
    const name = `dialog-${++count}`;
    const fault = el('p.form-error', { role: 'alert', hidden: true });
    const box = el('dialog.dialog', { class: wide ? 'wide' : '', 'aria-labelledby': name });
    const finish = (chosen) => { value = chosen; box.close(); };
    const buttons = actions.map((action) => actionButton(action, { box, fault, finish }));
    const form = el('form', { method: 'dialog', onsubmit: (event) => { event.preventDefault(); buttons[0]?.click(); } },
      el('header', el('h2', { id: name }, title),
        el('button.icon-button', { type: 'button', 'aria-label': t('close'), onclick: () => box.close() }, icon('close'))),
      el('div.dialog-body', body, fault),
      el('footer', buttons, el('button.quiet', { type: 'button', onclick: () => box.close() }, dismiss)));
    box.append(form);
    box.addEventListener('close', () => { box.remove(); resolve(value); });
    document.body.append(box);
    box.showModal();
    box.querySelector('[autofocus], .dialog-body input, .dialog-body select, .dialog-body textarea, footer button')?.focus();
  });
}

function actionButton(action, { box, fault, finish }) {
  const button = el(`button.${action.kind ?? 'primary'}`, { type: 'button', disabled: action.disabled }, action.label);
  action.button = button;
  button.addEventListener('click', async () => {
    if (box.hasAttribute('aria-busy')) return;
    box.setAttribute('aria-busy', 'true');
    fault.hidden = true;
    try {
      const answer = await action.run?.();
      finish(answer ?? action.value ?? true);
    } catch (error) {
      replace(fault, wordsFor(error)).hidden = false;
    } finally {
      box.removeAttribute('aria-busy');
    }
  });
  return button;
}

export async function confirm({ title, text, action, danger = false, run }) {
  const kind = danger ? 'danger' : 'primary';
  return (await dialog({ title, body: el('p', text), actions: [{ label: action, kind, run }] })) !== null;
}

export async function confirmTyped({ title, text, word, action, run }) {
  const chosen = { label: action, kind: 'danger', disabled: true, run };
  const input = el('input', {
    type: 'text', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', id: 'typed-word', dir: 'auto',
    oninput: () => { chosen.button.disabled = input.value.trim() !== word.trim(); },
  });
  const body = [el('p', text), el('div.field', el('label', { for: 'typed-word' }, t('typed.label', { word })), input)];
  return (await dialog({ title, body, actions: [chosen] })) !== null;
}
