// What the page says, in the language of the one who reads it.
//   await setLanguage('en' | 'fa')    loads the dictionary, sets lang and dir of the document
//   language()
//   t(key, {n: 3, name: '…'})         {name} is filled in; an entry {one, other} is chosen by n
//   has(key)
//   number(n, options)  bytes(n)  speed(n)  percent(share)
//   time(iso)  date(iso)  dateTime(iso)      in the browser's time zone
//   duration(seconds)   ago(iso)             ago goes by the box's clock, see setBoxTime(iso)
//   joined(parts)                            'a · b', each keeping its own direction; what is empty is left out
//   said(text)                               what the box said in English, in the page's language where it is known
let code = 'en';
let entries = {};
let fallback = {};
let boxTime = { at: 0, since: 0 };

export const language = () => code;
export const has = (key) => key in entries || key in fallback;

export async function setLanguage(wanted) {
  const chosen = wanted === 'fa' ? 'fa' : 'en';
  fallback = (await import('./en.js')).default;
  entries = chosen === 'en' ? fallback : (await import('./fa.js')).default;
  code = chosen;
  document.documentElement.lang = code;
  document.documentElement.dir = code === 'fa' ? 'rtl' : 'ltr';
}

export function t(key, params = {}) {
  let entry = entries[key] ?? fallback[key] ?? key;
  if (typeof entry === 'object') entry = entry[new Intl.PluralRules(code).select(params.n ?? 0)] ?? entry.other;
  return entry.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? number(value) : isolated(value);
  });
}

// Text of another direction must not carry off the words around it.
const isolated = (text) => `\u2068${text}\u2069`;

export const joined = (parts) => parts.filter(Boolean).map(isolated).join(' · ');

export function said(text) {
  return entries[`said.${text}`] ?? text;
}

export function number(n, options = {}) {
  return new Intl.NumberFormat(code, { maximumFractionDigits: 1, ...options }).format(n);
}

export const percent = (share) => number(share, { style: 'percent', maximumFractionDigits: 0 });

const sizes = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'];

function sized(n, suffix) {
  const step = n < 1000 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(n) / 3));
  const value = n / 1000 ** step;
  return number(value, {
    style: 'unit', unit: sizes[step] + suffix, unitDisplay: step ? 'short' : 'long',
    maximumFractionDigits: step && value < 100 ? 1 : 0,
  });
}

export const bytes = (n) => sized(n, '');
export const speed = (n) => sized(n < 1000 ? 0 : n, '-per-second');

const moment = (iso, options) => (iso ? new Intl.DateTimeFormat(code, options).format(new Date(iso)) : '–');
export const time = (iso) => moment(iso, { timeStyle: 'short' });
export const date = (iso) => moment(iso, { dateStyle: 'medium' });
export const dateTime = (iso) => moment(iso, { dateStyle: 'medium', timeStyle: 'short' });

const spans = [['day', 86400], ['hour', 3600], ['minute', 60], ['second', 1]];
const spanOf = (seconds) => spans.find(([, length]) => Math.abs(seconds) >= length) ?? spans[3];

export function duration(seconds) {
  const [unit, length] = spanOf(seconds);
  return number(Math.floor(seconds / length), { style: 'unit', unit, unitDisplay: 'long' });
}

export function setBoxTime(iso) {
  boxTime = { at: Date.parse(iso), since: performance.now() };
}

export function boxNow() {
  return boxTime.at ? boxTime.at + performance.now() - boxTime.since : Date.now();
}

export function ago(iso) {
  if (!iso) return t('time.never');
  const seconds = Math.round((Date.parse(iso) - boxNow()) / 1000);
  if (Math.abs(seconds) < 45) return t('time.now');
  const [unit, length] = spanOf(seconds);
  return new Intl.RelativeTimeFormat(code, { numeric: 'auto' }).format(Math.trunc(seconds / length), unit);
}
