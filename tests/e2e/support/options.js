// SPDX-License-Identifier: MIT
// What the check was asked to do.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, screenshots: { type: 'string' } },
});

export const [binary] = positionals;
export const { only } = values;
export const published = values.screenshots;  // where the documents' pictures go, if they are wanted
export const output = fileURLToPath(new URL('../../../build/e2e/', import.meta.url));
mkdirSync(`${output}screenshots`, { recursive: true });
