// SPDX-License-Identifier: MIT
// What the check was asked to do.
import { test as plain } from 'node:test';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { long: { type: 'boolean', default: false }, seed: { type: 'string', default: '1' }, only: { type: 'string' } },
});

export const [binary] = positionals;
export const { long } = values;
const first = Number(values.seed);
export const seeds = Array.from({ length: long ? 8 : 1 }, (_, n) => first + n);

export function test(name, call) {
  if (values.only === undefined || name.includes(values.only)) plain(name, call);
}
