// Text files as Excel and others write them: UTF-8, UTF-16 with its mark, or one byte a letter.
//   await readText(file)   {text, encoding}
//   decoded(bytes, encoding)
//   saveText(name, text)   a file made in the page
import { el } from './dom.js';

const marks = [['utf-16le', [0xff, 0xfe]], ['utf-16be', [0xfe, 0xff]]];

export const decoded = (bytes, encoding) => new TextDecoder(encoding).decode(bytes);

export async function readText(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const encoding = marks.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0]
    ?? (isUtf8(bytes) ? 'utf-8' : oneByte(bytes));
  return { bytes, encoding, text: decoded(bytes, encoding) };
}

function isUtf8(bytes) {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

// In Persian and Arabic words letters beyond ASCII stand side by side; in European ones they stand alone.
function oneByte(bytes) {
  let all = 0;
  let together = 0;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] < 0x80) continue;
    all++;
    if (bytes[at - 1] >= 0x80 || bytes[at + 1] >= 0x80) together++;
  }
  return together > all / 2 ? 'windows-1256' : 'windows-1252';
}

// The mark at its beginning tells Excel that it is UTF-8.
export function saveText(name, text) {
  const address = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/csv;charset=utf-8' }));
  el('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
