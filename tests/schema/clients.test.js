// SPDX-License-Identifier: MIT
// Clients that generators make of the description, compiled and used.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { Box } from '../sync/support/box.js';
import { test } from '../sync/support/options.js';
import { picture } from '../sync/support/samples.js';
import { file, root } from './support/described.js';

const run = promisify(execFile);
const built = `${root}build/schema`;

// What the program prints.
async function output(program, ...words) {
  try {
    return (await run(program, words, { cwd: built, maxBuffer: 2 ** 26 })).stdout;
  } catch (fault) {
    throw new Error(`${basename(program)}: exit ${fault.code}\n${fault.stdout}${fault.stderr}`);
  }
}

const tool = (name, ...words) => output(`${root}tests/schema/node_modules/.bin/${name}`, ...words);

function begin(use) {
  mkdirSync(built, { recursive: true });
  cpSync(`${root}tests/schema/uses/${use}`, `${built}/${use}`);
}

const compile = (...words) => tool('tsc', '--strict', '--skipLibCheck', '--target', 'es2022', '--lib', 'es2022,dom,dom.iterable', ...words);

test('a client of hey-api sends photos to a box and lists them', async () => {
  begin('hey_api.ts');
  rmSync(`${built}/hey-api`, { recursive: true, force: true });
  await tool('openapi-ts', '--input', file, '--output', 'hey-api', '--silent');
  await compile('--module', 'commonjs', '--outDir', 'js', 'hey_api.ts');
  const box = new Box();
  const [email, password] = ['exhibitor@fair.example', 'three blue llamas'];
  try {
    await box.command('user', 'add', '--email', email, '--password', password, '--booth-limit', '2', '--password-rounds', '1000');
    await box.start();
    const pictures = [100, 200, 300, 400].map(picture);
    const words = [box.origin, email, password, ...pictures.map((one) => one.toString('base64'))];
    const { all, page, items } = JSON.parse(await output(process.execPath, 'js/hey_api.js', ...words));
    assert.deepEqual(all.map(({ name, category }) => ({ name, category })), [{ name: 'نور', category: 'Science' }]);
    assert.deepEqual([page.count, page.results], [1, all]);
    const sent = [...all[0].images, ...items[0].images];
    const kept = await Promise.all(sent.map(async ({ url }) => Buffer.from(await (await fetch(url)).arrayBuffer())));
    assert.deepEqual(kept, [...pictures, pictures[0]]);
  } finally {
    await box.remove();
  }
});

test('the types of openapi-typescript allow what is right, and nothing else', async () => {
  begin('openapi_typescript.ts');
  await tool('openapi-typescript', file, '--output', 'openapi-typescript.ts');
  await compile('--noEmit', 'openapi_typescript.ts');
});
