// SPDX-License-Identifier: MIT
// What people and generators need of a description beside that it is true.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from '../sync/support/options.js';
import { description, eachSchema, faults, file, operations, resolved, root } from './support/described.js';

const { components } = description;
const schemas = Object.entries(components.schemas);

// The bodies of requests and answers, each once.
const bodies = [
  ...operations.flatMap(({ id, operation }) => [[`${id}, request`, operation.requestBody],
    ...Object.entries(operation.responses).map(([status, one]) => [`${id} ${status}`, one])]),
  ...Object.entries(components.responses),
].flatMap(([place, one]) => (one?.$ref ? [] : Object.entries(one?.content ?? {}))
  .map(([type, { schema, ...rest }]) => ({ place: `${place} ${type}`, schema, ...rest })));

function lint() {
  return new Promise((resolve, reject) => {
    const words = ['lint', file, '--ruleset', `${root}tests/schema/spectral.yaml`, '--format', 'json', '--quiet'];
    execFile(`${root}tests/schema/node_modules/.bin/spectral`, words, { maxBuffer: 2 ** 26 }, (fault, stdout, stderr) => {
      try { resolve(JSON.parse(stdout)); } catch { reject(fault ?? new Error(`spectral said: ${stdout}${stderr}`)); }
    });
  });
}

test('spectral finds no errors and few warnings', async () => {
  const found = (await lint()).map(({ severity, code, message, path }) => ({ severity, says: `${code} ${message} ${path.join('.')}` }));
  assert.deepEqual(found.filter(({ severity }) => severity === 0).map(({ says }) => says), []);
  const warnings = found.filter(({ severity }) => severity === 1).map(({ says }) => says);
  assert.ok(warnings.length < 20, warnings.join('\n'));
  console.log(`     ${warnings.length} warnings`);
});

test('every tag, operation, parameter, header, answer, schema and member is described', () => {
  const bare = [
    ...description.tags.filter((tag) => !tag.description).map(({ name }) => `tag ${name}`),
    ...operations.filter(({ operation }) => !operation.description).map(({ id }) => id),
    ...operations.flatMap(({ id, operation }) => (operation.parameters ?? []).map(resolved)
      .filter((one) => !one.description).map(({ name }) => `${id}, parameter ${name}`)),
    ...['parameters', 'headers', 'responses', 'schemas', 'securitySchemes'].flatMap((kind) => Object.entries(components[kind])
      .filter(([, one]) => !one.description).map(([name]) => `${kind} ${name}`)),
  ];
  for (const [name, schema] of schemas) {
    eachSchema(schema, name, (one, place) => {
      for (const [member, of] of Object.entries(one.properties ?? {})) {
        if (!of.description && !resolved(of).description) bare.push(`${place}.${member}`);
      }
    });
  }
  assert.deepEqual(bare, []);
});

test('every body has an example, and every example is as its schema says', () => {
  const without = [];
  const wrong = [];
  for (const { place, schema, example } of bodies) {
    if (schema.format === 'binary') continue;
    const examples = example === undefined ? resolved(schema).examples ?? [] : [example];
    if (!examples.length) without.push(place);
    for (const one of examples) wrong.push(...faults(schema, one).map((fault) => `${place}: ${fault}`));
  }
  for (const [name, schema] of schemas) {
    eachSchema(schema, name, (one, place) => {
      for (const value of one.examples ?? []) wrong.push(...faults(one, value).map((fault) => `${place}: ${fault}`));
    });
  }
  assert.deepEqual({ without, wrong }, { without: [], wrong: [] });
  console.log(`     ${bodies.length} bodies`);
});

test('operations with files have no other body than a multipart one', () => {
  const holdsFile = (schema) => { let found = false; eachSchema(resolved(schema), '', (one) => { found ||= one.format === 'binary'; }); return found; };
  const withFiles = operations.map(({ id, operation }) => [id, operation.requestBody?.content ?? {}])
    .filter(([, content]) => content['multipart/form-data'] && holdsFile(content['multipart/form-data'].schema));
  assert.ok(withFiles.length >= 7, String(withFiles.map(([id]) => id)));
  for (const [id, content] of withFiles) assert.deepEqual([id, Object.keys(content)], [id, ['multipart/form-data']]);
});

test('no list is a choice between schemas', () => {
  for (const { id, operation } of operations) {
    const schema = resolved(operation.responses['200']?.content?.['application/json']?.schema ?? {});
    assert.ok(!(schema.oneOf ?? schema.anyOf ?? []).some((one) => resolved(one).type === 'array'), id);
  }
});
