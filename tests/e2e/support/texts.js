// SPDX-License-Identifier: MIT
// Texts of the page that were never written: a key in the place of its text, a {name} nobody filled in.
export function untranslated(page) {
  return page.evaluate(() => {
    const found = [];
    const look = (text) => {
      const plain = text.trim();
      if (/^[a-z][\w-]*(\.[a-z][\w-]*)+$/.test(plain) || /\{\w+\}/.test(plain)) found.push(`text without words: ${plain}`);
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    // What has a direction of its own came from people or from the log, not from the dictionary.
    while (walker.nextNode()) if (!walker.currentNode.parentElement.closest('code, pre, script, [dir=auto], [dir=ltr]')) look(walker.currentNode.data);
    for (const node of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
      for (const name of ['aria-label', 'title', 'placeholder']) look(node.getAttribute(name) ?? '');
    }
    return [...new Set(found)];
  });
}

// The page's dictionary of a language, as the box serves it.
export function dictionary(page, language) {
  return page.evaluate(async (code) => (await import(`/web/${code}.js`)).default, language);
}

// The text of a key, as the page's own t() makes it: what is filled in keeps its direction to itself.
export function textOf(entries, language, key, params = {}) {
  let entry = entries[key];
  if (entry === undefined) throw new Error(`the page has no text ${key}`);
  if (typeof entry === 'object') entry = entry[new Intl.PluralRules(language).select(params.n ?? 0)] ?? entry.other;
  const shown = (value) => (typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : `\u2068${value}\u2069`);
  return entry.replace(/\{(\w+)\}/g, (whole, name) => (params[name] === undefined ? whole : shown(params[name])));
}
