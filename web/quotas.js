// The quotas of an account; sizes are shown in megabytes.
//   quotaNames                   the fields of an account, also the settings that hold their defaults
//   isSize(name)                 whether a setting or quota is a number of bytes
//   quotaFields(row)             a group of fields, closed at first; an empty one: as in the settings
//   quotaChanges(values, row)    what was changed, to be sent
import { input } from './ask.js';
import { el } from './dom.js';
import { field } from './parts.js';
import { bytes, t } from './text.js';

export const quotaNames = ['media_bytes_limit', 'text_bytes_limit', 'row_bytes_limit', 'booth_items_limit', 'booth_media_limit',
  'item_media_limit', 'upload_bytes_limit'];
export const isSize = (name) => /_bytes(_limit|_a_minute)?$/.test(name);

const million = 1000000;
const shown = (name, value) => (value === null || value === undefined ? '' : String(isSize(name) ? value / million : value));

function helpOf(name, row) {
  const used = { media_bytes_limit: row.media_bytes, text_bytes_limit: row.text_bytes }[name];
  return used === undefined ? '' : t('quotas.used', { size: bytes(used) });
}

export const quotaFields = (row) => el('details', el('summary', t('quotas.title')), el('p.quiet-text', t('quotas.help')),
  quotaNames.map((name) => field(t(`settings.${name}`),
    input(name, shown(name, row[name]), { type: 'number', dir: 'ltr', min: 0, step: isSize(name) ? 'any' : 1 }), { help: helpOf(name, row) })));

export function quotaChanges(values, row) {
  const changed = quotaNames.filter((name) => name in values && values[name] !== shown(name, row[name]));
  return Object.fromEntries(changed.map((name) => {
    if (values[name].trim() === '') return [name, null];
    return [name, isSize(name) ? Math.round(Number(values[name]) * million) : Number(values[name])];
  }));
}
