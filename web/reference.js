// The API for people who read: /web/reference.html shows what /api/v1/schema/ (OpenAPI 3.1) says, by subject.
import { el, replace } from './dom.js';

const methods = ['get', 'post', 'put', 'patch', 'delete', 'options', 'head'];
let all;

// What a $ref stands for; `named` is the last word of it.
function resolved(one) {
  if (!one?.$ref) return one ?? {};
  const path = one.$ref.slice(2).split('/');
  return { named: path.at(-1), ...path.reduce((at, part) => at[part], all) };
}

// `code` and paragraphs are all the markup that descriptions have.
function prose(text = '') {
  return text.split('\n\n').filter(Boolean).map((paragraph) => el('p', paragraph.split('`')
    .map((part, at) => (at % 2 ? el('code', part) : part))));
}

function typeOf(schema) {
  const one = resolved(schema);
  const either = one.oneOf ?? one.anyOf;
  if (either) return either.map(typeOf).join(' or ');
  if (one.const !== undefined) return JSON.stringify(one.const);
  if (one.enum) return one.enum.map((value) => JSON.stringify(value)).join(', ');
  if (one.type === 'array') return `list of ${typeOf(one.items)}`;
  const type = [one.type ?? 'object'].flat().join(' or ');
  return one.named ?? (one.format ? `${type} (${one.format})` : type);
}

function limitsOf(schema) {
  const one = resolved(schema);
  return ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'pattern', 'default']
    .filter((word) => one[word] !== undefined).map((word) => `${word} ${one[word]}`).join(', ');
}

// The fields of an object, with those of all it is put together from.
function fieldsOf(schema) {
  const one = resolved(schema);
  const required = new Set(one.required);
  const own = Object.entries(one.properties ?? {}).map(([name, field]) => ({ name, field, required: required.has(name) }));
  return [...(one.allOf ?? []).flatMap(fieldsOf), ...own];
}

function row({ name, place = '', field, required, description }) {
  const says = description ?? resolved(field).description;
  return el('tr', el('th', { scope: 'row' }, el('code', name), required ? ' *' : ''), el('td', place),
    el('td', typeOf(field), el('span.quiet', limitsOf(field))), el('td', prose(says)));
}

const table = (caption, rows) => rows.length > 0 && el('div.wide', el('table', el('caption', caption), el('tbody', rows.map(row))));

function parametersOf(operation, shared = []) {
  return [...shared, ...(operation.parameters ?? [])].map(resolved)
    .map((one) => ({ name: one.name, place: one.in, field: one.schema, required: one.required, description: one.description }));
}

function bodyOf(operation) {
  const { content = {} } = resolved(operation.requestBody);
  const kinds = Object.keys(content);
  if (kinds.length === 0) return [];
  const schema = content[kinds.at(-1)].schema;
  const fields = fieldsOf(schema);
  return [el('h4', 'Body: ', kinds.map((kind, at) => [at ? ', ' : '', el('code', kind)])),
    fields.length > 0 ? table(typeOf(schema), fields) : el('p', typeOf(schema))];
}

function answersOf(operation) {
  return el('dl', Object.entries(operation.responses).map(([status, one]) => {
    const answer = resolved(one);
    const kinds = Object.entries(answer.content ?? {}).map(([kind, { schema }]) => `${kind}: ${typeOf(schema)}`);
    return [el('dt', status), el('dd', prose(answer.description), kinds.map((kind) => el('code', kind)))];
  }));
}

function operationOf({ path, method, operation, shared }) {
  return el('details', { id: operation.operationId },
    el('summary', el(`code.${method}`, method.toUpperCase()), el('code', path), el('span', operation.summary)),
    prose(operation.description), table('Parameters', parametersOf(operation, shared)), bodyOf(operation),
    el('h4', 'Answers'), answersOf(operation));
}

function schemaOf([name, schema]) {
  const fields = fieldsOf(schema);
  return el('details', { id: `schema-${name}` }, el('summary', el('code', name)), prose(schema.description),
    fields.length > 0 ? table(name, fields) : el('p', typeOf(schema), ' ', limitsOf(schema)));
}

function show() {
  const operations = Object.entries(all.paths).flatMap(([path, item]) => methods.filter((method) => item[method])
    .map((method) => ({ path, method, operation: item[method], shared: item.parameters })));
  const subjects = all.tags.map(({ name, description }) => el('section', el('h2', name), prose(description),
    operations.filter(({ operation }) => operation.tags?.[0] === name).map(operationOf)));
  replace(document.body, el('main', el('h1', all.info.title), prose(all.info.summary), prose(all.info.description),
    el('p', el('a', { href: '/api/v1/schema/' }, 'The same for machines (OpenAPI 3.1)')), subjects,
    el('section', el('h2', 'What is sent and answered'), Object.entries(all.components.schemas).map(schemaOf))));
  const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (asked) { asked.open = true; asked.scrollIntoView(); }
}

try {
  all = await (await fetch('/api/v1/schema/')).json();
  show();
} catch (fault) {
  replace(document.body, el('main', el('p', { role: 'alert' }, `The description of the API did not come: ${fault.message}`)));
}
