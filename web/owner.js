// Moving a booth to another account.
//   await moveToOwner(booth, owner)   true when it was moved
import { get, send } from './api.js';
import { el, replace } from './dom.js';
import { confirm, dialog, searchBox, toast } from './parts.js';
import { t } from './text.js';

const shown = 8;
const nameOf = (user) => user.name || user.email;

export async function moveToOwner(booth, owner) {
  const user = await chooseUser(owner);
  if (!user) return false;
  const done = await confirm({
    title: t('owner.sure', { name: nameOf(user) }), text: t('owner.sure.text', { booth: booth.name }), action: t('booths.move'),
    run: () => send('PUT', `admin/booths/${booth.id}/owner/`, { owner: user.id }),
  });
  if (done) toast(t('owner.moved', { booth: booth.name, name: nameOf(user) }));
  return done;
}

async function chooseUser(owner) {
  let chosen = null;
  let turn = 0;
  const list = el('ul.choices', { 'aria-live': 'polite' });
  const choose = (user) => { chosen = user; list.closest('dialog').close(); };
  const find = async (text) => {
    const mine = ++turn;
    const answer = await get('admin/users/', { search: text, page: 1, page_size: shown });
    if (mine !== turn) return;
    const found = answer.results.filter((user) => user.id !== owner?.id && user.is_active);
    replace(list, found.length ? found.map((user) => el('li', choice(user, choose))) : el('li.quiet-text', t('nothing-found')));
  };
  const search = searchBox({ label: t('people.search'), onSearch: find });
  const words = el('p', t('owner.text', { name: owner ? nameOf(owner) : '–' }));
  find('').catch(() => {});
  await dialog({ title: t('booths.move'), body: [words, search, list] });
  return chosen;
}

function choice(user, choose) {
  return el('button.choice', { type: 'button', onclick: () => choose(user) },
    el('strong', { dir: 'auto' }, nameOf(user)),
    el('span.quiet-text', { dir: 'auto' }, [user.stand, user.email].filter(Boolean).join(' · ')));
}
