// What can be set, each with what it does and what it was at first; only what was changed is sent.
import { ApiError, get, send } from './api.js';
import { clearComplaints, input, valuesIn } from './ask.js';
import { timePanel } from './box-time.js';
import { countriesPanel } from './countries.js';
import { el, setText } from './dom.js';
import { drivesPanel } from './drives.js';
import { button, complainAt, field, pageHead, panel, select, toast } from './parts.js';
import { isSize, quotaNames } from './quotas.js';
import { session } from './session.js';
import { bytes, has, number, t } from './text.js';
import { wordsFor } from './toast.js';

export const title = 'nav.settings';

const groups = [
  ['event', ['event_name', 'wifi_name', 'wifi_password', 'language']],
  ['limits', ['booth_limit', 'image_bytes', 'video_bytes', 'files', 'heic', 'requests_a_minute']],
  ['quotas', [...quotaNames, 'written_bytes_a_minute']],
  ['network', ['allowed_hosts', 'allowed_origins', 'require_if_match']],
];
const million = 1000000;
const choices = { language: ['en', 'fa'] };
const inMegabytes = (setting) => isSize(setting.key);

export async function show(main) {
  const [settings, countries] = await Promise.all([get('admin/settings/'), get('countries/')]);
  const drives = drivesPanel();
  main.append(
    pageHead(t(title), { lead: t('settings.lead') }),
    ...groupsOf(settings).map(([key, list]) => groupPanel(key, list)),
    drives.node, timePanel(), countriesPanel(countries));
  return drives.leave;
}

// A setting this page does not know yet is shown under its key.
function groupsOf(settings) {
  const known = groups.flatMap(([, keys]) => keys);
  const left = settings.filter((one) => !known.includes(one.key));
  return [...groups.map(([key, keys]) => [key, keys.map((name) => settings.find((one) => one.key === name)).filter(Boolean)]), ['others', left]]
    .filter(([, list]) => list.length);
}

// What the input shows: megabytes for sizes, one line for each name of a list.
function shown(setting, value) {
  if (setting.kind === 'list') return (value ?? []).join('\n');
  if (inMegabytes(setting)) return value === null ? '' : String(value / million);
  return value === null ? '' : String(value);
}

function meant(setting, text) {
  if (setting.kind === 'list') return text.split(/[\s,;]+/).filter(Boolean);
  if (setting.kind !== 'number') return text;
  if (text.trim() === '') return null;
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  return inMegabytes(setting) ? Math.round(value * million) : value;
}

function said(setting, value) {
  if (setting.kind === 'list') return value?.length ? value.join(', ') : t('settings.nothing');
  if (inMegabytes(setting)) return bytes(value);
  if (setting.kind === 'number') return number(value);
  if (setting.kind === 'choice') return choiceName(setting, value);
  return value || t('settings.nothing');
}

const choiceName = (setting, value) => (has(`settings.${setting.key}.${value}`) ? t(`settings.${setting.key}.${value}`) : value);

function inputFor(setting) {
  const name = setting.key;
  const value = shown(setting, setting.value);
  if (setting.kind === 'choice') {
    return select((setting.choices ?? choices[name] ?? [setting.value]).map((one) => [one, choiceName(setting, one)]), { name, value });
  }
  if (setting.kind === 'list') return el('textarea', { name, value, rows: 3, dir: 'ltr', spellcheck: 'false' });
  if (setting.kind !== 'number') return input(name, value, { autocomplete: 'off' });
  const unit = inMegabytes(setting) ? million : 1;
  return input(name, value, {
    type: 'number', dir: 'ltr', step: unit === 1 ? 1 : 'any', inputmode: unit === 1 ? 'numeric' : 'decimal',
    min: setting.least === undefined ? null : setting.least / unit, max: setting.most === undefined ? null : setting.most / unit,
  });
}

function settingField(setting, onChange) {
  const label = has(`settings.${setting.key}`) ? t(`settings.${setting.key}`) : setting.key;
  const help = has(`settings.${setting.key}.help`) ? t(`settings.${setting.key}.help`) : '';
  const range = setting.least !== undefined ? t('settings.range', { least: said(setting, setting.least), most: said(setting, setting.most) }) : '';
  const node = field(label, inputFor(setting), { help: [help, range].filter(Boolean).join(' ') });
  const back = button(t('settings.default', { value: said(setting, setting.default) }), () => {
    node.input.value = shown(setting, setting.default);
    onChange();
  }, { kind: 'quiet.default' });
  node.append(back);
  node.markDefault = () => { back.disabled = node.input.value === shown(setting, setting.default); };
  return node;
}

function groupPanel(key, settings) {
  let now = settings;
  const fault = el('p.form-error', { role: 'alert', hidden: true, dir: 'auto' });
  const save = button(t('save'), () => run(), { kind: 'primary', type: 'submit' });
  const drop = button(t('settings.drop'), () => fill(), { kind: 'quiet' });
  const changes = () => changed(now, valuesIn(node));
  const marks = () => {
    const any = Object.keys(changes()).length > 0;
    save.disabled = !any;
    drop.hidden = !any;
    fields.forEach((one) => one.markDefault());
  };
  const fields = settings.map((one) => settingField(one, () => marks()));
  const node = el('form.form', { novalidate: true, oninput: () => marks(), onsubmit: (event) => { event.preventDefault(); } }, fields, fault, el('div.actions', save, drop));
  const fill = () => {
    clearComplaints(node);
    fault.hidden = true;
    now.forEach((one) => { node.elements[one.key].value = shown(one, one.value); });
    marks();
  };
  const run = async () => {
    const body = changes();
    if (!Object.keys(body).length) return;
    clearComplaints(node);
    fault.hidden = true;
    const beyond = faults(now, body);
    if (Object.keys(beyond).length) { complainAt(node, new ApiError(400, '', beyond)); return; }
    try {
      const all = await send('PATCH', 'admin/settings/', body);
      now = now.map((one) => all.find((other) => other.key === one.key) ?? one);
      const event = all.find((one) => one.key === 'event_name');
      if (event && session()) session().event_name = event.value; // the frame shows it from the next screen on
      fill();
      toast(t('settings.saved'));
    } catch (error) {
      const words = error.fields ? complainAt(node, error) : wordsFor(error);
      setText(fault, words).hidden = !words;
    }
  };
  marks();
  return panel(t(`settings.group.${key}`), node);
}

// Said in the unit the page shows, which the box does not know.
function faults(settings, body) {
  const wrong = settings.filter(({ key, kind, least = -Infinity, most = Infinity }) =>
    kind === 'number' && typeof body[key] === 'number' && (body[key] < least || body[key] > most));
  return Object.fromEntries(wrong.map((one) => [one.key, t('settings.range', { least: said(one, one.least), most: said(one, one.most) })]));
}

// null: back to the default, also when that is a later version's.
function changed(settings, values) {
  const body = {};
  for (const one of settings) {
    const text = values[one.key];
    if (text === shown(one, one.value)) continue;
    body[one.key] = text === shown(one, one.default) ? null : meant(one, text);
  }
  return body;
}
