// SPDX-License-Identifier: MIT
// Clients that generators make of the description, compiled and used.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { Box } from '../sync/support/box.js';
import { test } from '../sync/support/options.js';
import { film, picture } from '../sync/support/samples.js';
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

// What the compiled use of a client answers, with an account of its own at a box of its own.
async function used(program, ...words) {
  const box = new Box();
  const [email, password] = ['exhibitor@fair.example', 'three blue llamas'];
  try {
    await box.command('user', 'add', '--email', email, '--password', password, '--booth-limit', '2', '--password-rounds', '1000');
    await box.start();
    const found = JSON.parse(await output(process.execPath, `js/${program}`, box.origin, email, password, ...words));
    const media = [...found.all[0].images, ...found.items[0].images, ...found.all[0].videos];
    const kept = await Promise.all(media.map(async ({ url }) => Buffer.from(await (await fetch(url)).arrayBuffer())));
    return { ...found, kept };
  } finally {
    await box.remove();
  }
}

const pictures = [100, 200, 300, 400].map(picture);
const texts = pictures.map((one) => one.toString('base64'));

function holdsAll({ all, page, kept }, wanted) {
  assert.deepEqual(all.map(({ name, category }) => ({ name, category })), [{ name: 'نور', category: 'Science' }]);
  assert.deepEqual([page.count, page.results], [1, all]);
  assert.deepEqual(kept, wanted);
}

test('a client of hey-api sends photos to a box and lists them', async () => {
  begin('hey_api.ts');
  rmSync(`${built}/hey-api`, { recursive: true, force: true });
  await tool('openapi-ts', '--input', file, '--output', 'hey-api', '--silent');
  await compile('--module', 'commonjs', '--outDir', 'js', 'hey_api.ts');
  holdsAll(await used('hey_api.js', ...texts), [...pictures, pictures[0]]);
});

test('a client of orval sends photos and a film to a box and lists them', async () => {
  begin('orval_fetch.ts');
  await tool('orval', '--input', file, '--output', 'orval/index.ts', '--client', 'fetch');
  await compile('--module', 'commonjs', '--outDir', 'js', 'orval_fetch.ts');
  const moving = film(3000);
  holdsAll(await used('orval_fetch.js', moving.toString('base64'), ...texts), [...pictures, pictures[0], moving]);
});

test('the types of openapi-typescript allow what is right, and nothing else', async () => {
  begin('openapi_typescript.ts');
  await tool('openapi-typescript', file, '--output', 'openapi-typescript.ts');
  await compile('--noEmit', 'openapi_typescript.ts');
});
