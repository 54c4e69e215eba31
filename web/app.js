// Begins the page, shows the screen the address names ('#/desk/7'), and signs in and out.
import { events } from './api.js';
import { replace } from './dom.js';
import { drawFrame, markCurrent } from './frame.js';
import { storedLanguage, storeLanguage } from './look.js';
import { empty, spinner } from './parts.js';
import { home, screens } from './screens.js';
import { changes, end, load, session, signOut } from './session.js';
import { setLanguage, t } from './text.js';
import { sendHeld } from './undo.js';
import { complain, hideBanner, prepareToasts, showBanner, wordsFor } from './toast.js';
import * as signInScreen from './sign-in.js';

let leave = null;  // what the screen shown wants done when it is left
let shown = 0;     // counts screens, so that one that took long does not come over a later one
let framed = null; // what the frame was drawn for

function address() {
  const [path, search] = location.hash.replace(/^#\/?/, '').split('?');
  const [route, ...args] = path.split('/').filter(Boolean).map(decodeURIComponent);
  return { route: route || home, args, query: new URLSearchParams(search) };
}

function frameFor(open) {
  const wanted = JSON.stringify([open, document.documentElement.lang, session()?.event_name, session()?.user.email]);
  if (framed !== wanted) drawFrame({ plain: open, onLanguage: changeLanguage, onSignOut: askSignOut });
  framed = wanted;
  return document.getElementById('main');
}

async function route({ focus = true } = {}) {
  const turn = ++shown;
  const { route: name, args, query } = address();
  const screen = screens[name];
  const open = !session() || Boolean(screen?.open);
  await left();
  const place = document.createElement('div');
  place.className = `screen screen-${session() || screen?.open ? name : 'sign-in'}`;
  replace(frameFor(open), place);
  markCurrent(screen?.under ?? name);
  scrollTo(0, 0);
  document.querySelectorAll('dialog[open]').forEach((box) => box.close());
  try {
    await fill(place, { screen, args, query, turn, focus });
  } catch (error) {
    if (turn === shown) failed(place, error);
  }
}

async function fill(place, { screen, args, query, turn, focus }) {
  if (!screen) return replace(place, empty({ title: t('no-screen'), text: t('no-screen.text') }));
  const waiting = setTimeout(() => { if (!place.firstChild) place.append(spinner()); }, 300);
  const module = session() || screen.open ? await screen.load() : signInScreen;
  clearTimeout(waiting);
  if (turn !== shown) return null;
  replace(place);
  document.title = `${t(module.title)} – ${session()?.event_name || 'ExpoBox'}`;
  const done = await module.show(place, args, query);
  if (turn !== shown) return done?.();
  leave = done ?? null;
  if (focus && !place.contains(document.activeElement)) place.querySelector('h1')?.focus({ preventScroll: true });
  return null;
}

function failed(place, error) {
  if (error.status === 401) return;
  console.error(error);
  replace(place, empty({ icon: 'error', title: t('failed'), text: wordsFor(error) }));
}

async function left() {
  const before = leave;
  leave = null;
  try { await before?.(); } catch (error) { console.error(error); }
}

async function changeLanguage(code) {
  storeLanguage(code);
  await setLanguage(code);
  await route({ focus: false });
  document.querySelector('.tools button')?.focus({ preventScroll: true });
}

async function askSignOut() {
  try {
    await sendHeld();
    await signOut();
  } catch (error) { complain(error); }
}

async function sessionChanged() {
  if (session() && !storedLanguage()) await setLanguage(session().language);
  await route();
}

async function start() {
  await setLanguage(storedLanguage() ?? navigator.language.slice(0, 2));
  prepareToasts();
  events.addEventListener('signed-out', () => { if (session()) end(); });
  events.addEventListener('unreachable', () => showBanner(t('error.unreachable')));
  events.addEventListener('reachable', hideBanner);
  try { await load(); } catch (error) { if (error.status !== 0) complain(error); else setTimeout(tryAgain, 3000); }
  if (session() && !storedLanguage()) await setLanguage(session().language);
  changes.addEventListener('change', sessionChanged);
  addEventListener('hashchange', () => route());
  await route({ focus: false });
}

// The box was not there when the page was opened.
async function tryAgain() {
  try { await load(); } catch { setTimeout(tryAgain, 3000); }
}

start();
