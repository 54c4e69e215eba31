// A place to choose a file or to drop it.
//   fileDrop({label, help, accept, multiple, onFiles})   onFiles([File, …]) may be async: meanwhile the place is busy
import { el } from './dom.js';
import { icon } from './parts.js';
import { complain } from './toast.js';

let count = 0;

export function fileDrop({ label, help, accept, multiple = false, onFiles, mark = 'import' }) {
  const id = `file-${++count}`;
  const input = el('input.file-input', { type: 'file', id, accept, multiple });
  const node = el('div.file-drop', input, el('label', { for: id }, icon(mark), el('strong', label), help ? el('span', help) : null));
  const take = async (files) => {
    if (!files.length || node.hasAttribute('aria-busy')) return;
    node.setAttribute('aria-busy', 'true');
    try { await onFiles(multiple ? files : files.slice(0, 1)); } catch (error) { complain(error); } finally {
      node.removeAttribute('aria-busy');
      input.value = '';
    }
  };
  input.addEventListener('change', () => take([...input.files]));
  node.addEventListener('dragover', (event) => { event.preventDefault(); node.classList.add('over'); });
  node.addEventListener('dragleave', () => node.classList.remove('over'));
  node.addEventListener('drop', (event) => {
    event.preventDefault();
    node.classList.remove('over');
    take([...event.dataTransfer.files]);
  });
  return node;
}
