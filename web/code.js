// What the QR code of a login card opens, for anybody: the code, large, and what to do with it.
import { el } from './dom.js';
import { button, empty, icon, notice, toast } from './parts.js';
import { t } from './text.js';

export const title = 'code.title';

export async function show(main, [code]) {
  if (!code) return main.append(empty({ icon: 'key', title: t('code.none'), text: t('code.none.text') }));
  const shown = code.toUpperCase();
  const address = `${location.origin}/`;
  main.append(el('div.gate.code-page', el('span.gate-mark', icon('key')), el('h1', { tabindex: '-1' }, t('code.title')),
    el('p.code-big', { dir: 'ltr' }, shown.split('-').map((group) => el('span', group))),
    button(t('code.copy'), () => copy(shown), { icon: 'copy' }),
    el('ol.code-steps', el('li', t('code.step.wifi')), el('li', t('code.step.app')),
      el('li', t('code.step.address'), ' ', el('code', { dir: 'ltr' }, address)), el('li', t('code.step.code'))),
    notice('info', t('code.once'), t('code.once.text'))));
  return null;
}

// The clipboard proper needs HTTPS; the older way works without.
function copy(text) {
  const box = el('textarea.hidden-text', { value: text, readonly: true, 'aria-hidden': 'true' });
  document.body.append(box);
  box.select();
  const done = document.execCommand('copy');
  box.remove();
  toast(t(done ? 'code.copied' : 'code.not-copied'), { kind: done ? 'done' : 'info' });
}
