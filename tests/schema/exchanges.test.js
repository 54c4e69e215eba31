// SPDX-License-Identifier: MIT
// What the box answers to the contract suite, before a standard validator that knows the description alone.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parse } from 'yaml';
import { Box } from '../sync/support/box.js';
import { test } from '../sync/support/options.js';
import { description, faults, operations, resolved, root } from './support/described.js';

const run = promisify(execFile);
const fixture = `${root}tests/contract/fixture.json`;

async function withBox(call) {
  const box = new Box();
  try {
    await box.command('import', fixture);
    await box.start();
    await call(box);
  } finally {
    await box.remove();
  }
}

async function recorded(box) {
  const file = join(box.folder, 'exchanges');
  try {
    await run('python3', [`${root}tests/schema/record.py`, '--base', box.origin, '--fixture', fixture],
      { env: { ...process.env, EXCHANGES: file }, maxBuffer: 2 ** 26 });
  } catch (fault) {
    throw new Error(`the contract suite: ${fault.stdout}${fault.stderr}`);
  }
  return readFileSync(file, 'utf8').trimEnd().split('\n').map((line) => JSON.parse(line));
}

function pattern({ path, operation }) {
  const types = new Map((operation.parameters ?? []).map(resolved).map(({ name, schema }) => [name, schema.type]));
  return new RegExp(`^${path.replace(/\{(\w+)\}/g, (_, name) => (types.get(name) === 'integer' ? '\\d+' : '[^/]+'))}$`);
}

const patterns = operations.map((one) => ({ ...one, pattern: pattern(one) }));

function described({ method, path }) {
  const wanted = method === 'HEAD' ? 'GET' : method;
  return patterns.find((one) => one.method === wanted && one.pattern.test(path.split('?')[0]))?.operation;
}

function faultsOf(exchange) {
  const { status, size, type, text, method } = exchange;
  const answer = resolved(described(exchange).responses[status]);
  if (!answer) return ['the status is not described'];
  if (!answer.content) return size ? ['there is a body'] : [];
  const { schema } = answer.content[type?.split(';')[0]] ?? answer.content['*/*'] ?? {};
  if (!schema) return method === 'HEAD' || status === 304 ? [] : [`${type} is not described`];
  return text ? faults(schema, JSON.parse(text)) : [];
}

test('no answer of the contract suite contradicts the description', () => withBox(async (box) => {
  const exchanges = await recorded(box);
  const known = exchanges.filter(described);
  for (const { method, path, status } of exchanges.filter((one) => !described(one))) {
    assert.ok(status >= 300 || method === 'OPTIONS', `${method} ${path}: ${status}, and is not described`);
  }
  const wrong = known.flatMap((one) => faultsOf(one).map((fault) => `${one.method} ${one.path} ${one.status}: ${fault}`));
  assert.deepEqual(wrong.slice(0, 20), []);
  for (const { type } of known.filter(({ text }) => text)) assert.equal(type, 'application/json; charset=utf-8');
  assert.ok(known.length > 800, `${known.length} exchanges`);
  console.log(`     ${known.length} of ${exchanges.length} exchanges are of described operations`);
}));

test('an answer that contradicts the description is found', () => {
  const answer = { method: 'GET', path: '/api/v1/countries/?page=1', status: 200, size: 2, type: 'application/json', text: '[]' };
  assert.deepEqual(faultsOf(answer), []);
  for (const wrong of [{ text: '[{"id": 1}]' }, { text: '{"count": 1}' }, { status: 201 }, { type: 'text/html' }]) {
    assert.notDeepEqual(faultsOf({ ...answer, ...wrong }), [], JSON.stringify(wrong));
  }
});

test('the box sends the description, and as YAML where that is asked for', () => withBox(async (box) => {
  assert.deepEqual(await (await fetch(`${box.origin}/api/v1/schema/`)).json(), description);
  const yaml = await fetch(`${box.origin}/api/v1/schema/?format=yaml`);
  assert.equal(yaml.headers.get('Content-Type'), 'application/yaml');
  assert.deepEqual(parse(await yaml.text()), description);
}));
