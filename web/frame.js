// What is around a screen: the side bar, on phones the bars at the top and the bottom, and the skip link.
//   drawFrame({plain, onLanguage, onSignOut})   a new frame in the document; returns the <main> to be filled. plain: without navigation
//   markCurrent(route)                the entry of the navigation that is shown now
import { el, replace } from './dom.js';
import { icon } from './icons.js';
import { theme, toggleTheme } from './look.js';
import { groups, screens } from './screens.js';
import { session } from './session.js';
import { language, t } from './text.js';

let root = null;

export function drawFrame({ plain, onLanguage, onSignOut }) {
  if (!root) document.body.prepend(root = el('div.frame'));
  root.classList.toggle('plain', plain);
  const main = el('main#main', { tabindex: '-1' });
  const tools = () => el('div.tools', languageButton(onLanguage), themeButton(), plain ? null : signOutButton(onSignOut));
  if (plain) replace(root, el('header.top', brand(), tools()), main);
  else replace(root, skipLink(main), topBar(tools), sideBar(tools), main, bottomBar());
  return main;
}

export function markCurrent(route) {
  for (const one of document.querySelectorAll('[data-route]')) {
    if (one.dataset.route === route) one.setAttribute('aria-current', 'page');
    else one.removeAttribute('aria-current');
  }
  document.querySelector('.bottom-bar .more')?.classList.toggle('current', !screens[route]?.bar);
}

function skipLink(main) {
  return el('a.skip', { href: '#main', onclick: (event) => { event.preventDefault(); main.focus(); } }, t('skip'));
}

function brand() {
  return el('a.brand', { href: '#/' }, el('span.mark', icon('box')),
    el('span.brand-text', el('strong', 'ExpoBox'), el('span', { dir: 'auto' }, session()?.event_name || t('brand.none'))));
}

function languageButton(onLanguage) {
  const other = language() === 'fa' ? 'en' : 'fa';
  return el('button.tool', { type: 'button', lang: other, onclick: () => onLanguage(other) },
    icon('language'), el('span', other === 'fa' ? 'فارسی' : 'English'));
}

function themeButton() {
  const node = el('button.tool.named', { type: 'button', onclick: () => { toggleTheme(); draw(); } });
  const draw = () => {
    const dark = theme() === 'dark';
    const name = t(dark ? 'theme.light' : 'theme.dark');
    node.setAttribute('aria-label', name);
    replace(node, icon(dark ? 'sun' : 'moon'), el('span', name));
  };
  draw();
  return node;
}

function signOutButton(onSignOut) {
  return el('button.tool', { type: 'button', onclick: onSignOut }, icon('out'), el('span', t('sign-out')));
}

function entry(route) {
  return el('a', { href: `#/${route}`, 'data-route': route }, icon(screens[route].icon), el('span', t(`nav.${route}`)));
}

function navigation() {
  return groups.map((group) => el('div.nav-group', el('h2', t(`nav.group.${group}`)),
    Object.keys(screens).filter((route) => screens[route].group === group).map(entry)));
}

function sideBar(tools) {
  return el('aside.side', brand(), el('nav', { 'aria-label': t('nav.label') }, navigation()),
    el('div.side-foot', el('p', { dir: 'auto' }, session()?.user.email), tools()));
}

function topBar(tools) {
  return el('header.top', brand(), el('button.icon-button.menu', {
    type: 'button', 'aria-label': t('menu'), 'aria-haspopup': 'dialog', onclick: () => openMenu(tools),
  }, icon('menu')));
}

function bottomBar() {
  return el('nav.bottom-bar', { 'aria-label': t('nav.short') },
    Object.keys(screens).filter((route) => screens[route].bar).map(entry));
}

// The whole navigation, on screens too narrow for the side bar.
function openMenu(tools) {
  const box = el('dialog.sheet', { 'aria-label': t('menu') });
  box.append(el('header', brand(), el('button.icon-button', { type: 'button', 'aria-label': t('close'), onclick: () => box.close() }, icon('close'))),
    el('nav', { 'aria-label': t('nav.label') }, navigation()), tools());
  const here = document.querySelector('.side [aria-current]')?.dataset.route;
  box.querySelector(`[data-route="${here}"]`)?.setAttribute('aria-current', 'page');
  box.addEventListener('click', (event) => { if (event.target === box || event.target.closest('a, .tools button')) box.close(); });
  box.addEventListener('close', () => box.remove());
  document.body.append(box);
  box.showModal();
}
