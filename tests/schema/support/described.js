// SPDX-License-Identifier: MIT
// The description of the API, and a standard validator of what it says of values.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const file = `${root}web/openapi.json`;
export const description = JSON.parse(readFileSync(file, 'utf8'));

export const operations = Object.entries(description.paths).flatMap(([path, item]) => Object.entries(item)
  .map(([method, operation]) => ({ path, method: method.toUpperCase(), operation, id: operation.operationId })));

export function resolved(node) {
  return node?.$ref ? resolved(node.$ref.slice(2).split('/').reduce((at, name) => at[name], description)) : node;
}

// OpenAPI 3.1 has JSON Schema 2020-12, and keywords of its own.
const ajv = formats.default(new Ajv2020.default({ strict: false, allErrors: true }));
const compiled = new Map();

// What is wrong with the value; empty when nothing is.
export function faults(schema, value) {
  if (!compiled.has(schema)) compiled.set(schema, ajv.compile({ ...schema, components: description.components }));
  const validate = compiled.get(schema);
  return validate(value) ? [] : validate.errors.map((one) => `${one.instancePath || '/'} ${one.message}`);
}

// Calls for each schema within one, itself included; `place` says where it is.
export function eachSchema(schema, place, call) {
  call(schema, place);
  for (const [name, one] of Object.entries(schema.properties ?? {})) eachSchema(one, `${place}.${name}`, call);
  for (const word of ['items', 'additionalProperties']) {
    if (typeof schema[word] === 'object') eachSchema(schema[word], `${place}[]`, call);
  }
  for (const word of ['oneOf', 'anyOf', 'allOf']) {
    for (const one of schema[word] ?? []) eachSchema(one, place, call);
  }
}
