// The connect card: how a phone gets into the Wi-Fi and finds the box. For a screen at the entrance, or on paper.
//   connectCard(connect)   the card alone, of what GET admin/connect/ says
import { get } from './api.js';
import { el } from './dom.js';
import { printSheet } from './card.js';
import { button, linkButton, notice, pageHead, qr } from './parts.js';
import { date, t } from './text.js';

export const title = 'nav.connect';

export async function show(main) {
  const connect = await get('admin/connect/');
  const card = connectCard(connect);
  main.append(pageHead(t('nav.connect'), { lead: t('connect.lead'), actions: [
    document.fullscreenEnabled ? button(t('connect.full'), () => card.requestFullscreen(), { kind: 'primary', icon: 'screen' }) : null,
    button(t('print'), () => printSheet(connectCard(connect)), { icon: 'print' }),
  ] }), connect.wifi ? '' : notice('info.wide', t('connect.no-wifi'), t('connect.no-wifi.text'), linkButton(t('nav.settings'), '#/settings')), card);
}

export function connectCard({ event_name: name, wifi, addresses, secure, https_only: httpsOnly }) {
  const [first, ...others] = addresses;
  return el('section.connect', { 'aria-label': t('nav.connect') },
    el('header', el('p.connect-event', { dir: 'auto' }, name || 'ExpoBox'), el('p', t('connect.welcome'))),
    el('ol.connect-steps', wifi ? wifiStep(wifi) : null, first ? addressStep(first) : null),
    others.length ? el('div.connect-others', el('h3', t('connect.others')), el('ul', others.map(otherAddress))) : null,
    secure ? securePart(secure) : null, httpsOnly ? el('p', t('connect.https-only')) : null);
}

// A code that says more than the address is finer, and needs room.
function otherAddress({ url, link, qr: code }) {
  return el(link === url ? 'li' : 'li.connect-fine', qr(code, url), el('bdi.mono', { dir: 'ltr' }, url));
}

function securePart({ sha256, certificate, until, addresses: [first] }) {
  return el('div.connect-others.connect-secure', el('h3', t('connect.secure')),
    el('ul', otherAddress(first)),
    el('p', t('connect.secure.sha256'), ' ', el('bdi.mono', { dir: 'ltr' }, sha256), until ? ` · ${t('connect.secure.until', { date: date(until) })}` : null),
    certificate ? el('p', el('a', { href: certificate }, t('connect.secure.trust'))) : null);
}

function step(title, code, label, ...more) {
  return el('li.connect-step', el('h2', title), qr(code, label), more);
}

function wifiStep({ name, password, qr: code }) {
  return step(t('connect.wifi'), code, t('connect.wifi.qr', { name }), el('dl.connect-facts',
    el('div', el('dt', t('connect.wifi.name')), el('dd', { dir: 'auto' }, name)),
    password ? el('div', el('dt', t('password')), el('dd.mono', { dir: 'ltr' }, password)) : null));
}

function addressStep({ url, qr: code }) {
  return step(t('connect.address'), code, url, el('dl.connect-facts',
    el('div', el('dt', t('connect.address.text')), el('dd.mono', { dir: 'ltr' }, url))));
}
