// Building the page without markup in strings: nothing that came from outside can become an element.
//   el("button#go.primary", {type: 'button', onclick: f, disabled: false}, 'text', node, [more], null)
//   svg('path', {d: '…'}, …)            the same for SVG
//   replace(node, …children)            new children instead of the old ones; returns node
//   setText(node, text)                 touches the document only when the text is another one
const svgSpace = 'http://www.w3.org/2000/svg';
const asProperty = new Set(['value', 'checked', 'selected', 'indeterminate']);

function isAttributes(value) {
  return value !== null && typeof value === 'object' && !(value instanceof Node) && !Array.isArray(value);
}

function setAttribute(node, name, value) {
  if (name.startsWith('on')) return node.addEventListener(name.slice(2), value);
  if (asProperty.has(name)) { node[name] = value ?? ''; return; }
  if (value === undefined || value === null || value === false) return;
  node.setAttribute(name, value === true ? '' : value);
}

function filled(node, rest) {
  if (isAttributes(rest[0])) {
    const { class: names, ...others } = rest.shift();
    if (names) node.classList.add(...names.split(/\s+/).filter(Boolean));
    for (const [name, value] of Object.entries(others)) setAttribute(node, name, value);
  }
  node.append(...children(rest));
  return node;
}

function children(list) {
  return list.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
}

export function el(spec, ...rest) {
  const [, tag, id, names] = /^([a-z0-9]+)(?:#([\w-]+))?((?:\.[\w-]+)*)$/.exec(spec);
  const node = document.createElement(tag);
  if (id) node.id = id;
  if (names) node.classList.add(...names.slice(1).split('.'));
  return filled(node, rest);
}

export function svg(tag, ...rest) {
  return filled(document.createElementNS(svgSpace, tag), rest);
}

export function replace(node, ...nodes) {
  node.replaceChildren(...children(nodes));
  return node;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
  return node;
}
