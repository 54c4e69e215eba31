// SPDX-License-Identifier: MIT
// Runs every *.test.js in one process, one after the other. See ./check.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const here = fileURLToPath(new URL('.', import.meta.url));
for (const file of readdirSync(here).filter((name) => name.endsWith('.test.js')).sort()) await import(`./${file}`);
