// Accounts from a file: looked at first without changing anything, then taken in by a job of the box, which goes on
// and is found again when this page is loaded anew.
import { send } from './api.js';
import { el, replace } from './dom.js';
import { fileDrop } from './file-drop.js';
import { follow, forget, latest } from './jobs.js';
import { doneView, previewView } from './import-rows.js';
import { button, notice, pageHead, panel, progress, select } from './parts.js';
import { decoded, readText, saveText } from './text-file.js';
import { number, t } from './text.js';
import { wordsFor } from './toast.js';

export const title = 'import.title';

const encodings = ['utf-8', 'windows-1252', 'windows-1256', 'utf-16le', 'utf-16be'];
const example = 'email,password,booth_limit,is_active,name,stand\r\namina@example.org,,1,true,Amina Haidari,B12\r\n';

export async function show(main) {
  const place = el('div.import');
  const page = { place, left: false };
  main.append(pageHead(t('import.title'), { lead: t('import.lead') }), place);
  chooseView(page);
  const job = await latest('import');
  if (job) await seen(page, job);
  return () => { page.left = true; };
}

// A job from before this page was loaded. Only what really came in is worth showing once more.
async function seen(page, job) {
  const finished = await waitFor(page, job, t('import.running'));
  if (!finished) return;
  if (finished.state === 'done' && finished.result?.dry_run) {
    await forget(job.id);
    chooseView(page);
  } else {
    result(page, finished);
  }
}

function chooseView(page, fault) {
  replace(page.place,
    fault ? notice('danger', t('import.failed'), fault) : null,
    fileDrop({ label: t('import.choose'), help: t('import.choose.help'), accept: '.csv,.json,.txt,text/csv,application/json', onFiles: ([file]) => read(page, file) }),
    panel(t('import.how'),
      el('ul.steps', ['import.how.columns', 'import.how.password', 'import.how.again', 'import.how.json'].map((key) => el('li', t(key)))),
      el('pre.example', { dir: 'ltr', tabindex: '0', 'aria-label': t('import.example') }, example),
      button(t('import.example'), () => saveText('exhibitors.csv', example), { icon: 'download' })));
}

async function read(page, file) {
  await preview(page, { name: file.name, ...await readText(file) });
}

const start = (file, options) => send('POST', 'admin/import/', { file_name: file.name, text: file.text, ...options });

async function preview(page, file) {
  const job = await start(file, { dry_run: true, skip_errors: true });
  const finished = await waitFor(page, job, t('import.checking'));
  if (!finished) return;
  await forget(finished.id);
  if (finished.state === 'failed') return chooseView(page, finished.error);
  replace(page.place,
    el('div.file-line', el('strong', { dir: 'auto' }, file.name), encodingOf(page, file),
      button(t('import.another'), () => chooseView(page), { kind: 'quiet' })),
    previewView(finished.result, { name: file.name, onImport: (skip) => bringIn(page, file, skip) }));
}

// One byte a letter does not say which letters: the one who knows the names sees it.
function encodingOf(page, file) {
  if (file.encoding.startsWith('utf')) return null;
  return el('label.inline', t('import.encoding'), select(encodings.map((one) => [one, one]), {
    value: file.encoding,
    onchange: (event) => {
      const encoding = event.target.value;
      preview(page, { ...file, encoding, text: decoded(file.bytes, encoding) }).catch((error) => chooseView(page, wordsFor(error)));
    },
  }));
}

async function bringIn(page, file, skipErrors) {
  const job = await start(file, { dry_run: false, skip_errors: skipErrors });
  const finished = await waitFor(page, job, t('import.running'));
  if (finished) result(page, finished);
}

function result(page, job) {
  const again = async () => { await forget(job.id); chooseView(page); };
  replace(page.place, job.state === 'failed'
    ? notice('danger', t('import.failed'), job.error, button(t('import.another'), again))
    : doneView(job.result, again));
  page.place.querySelector('h2')?.focus({ preventScroll: true });
}

// Shows how far it is until it is finished; null when the screen was left meanwhile.
async function waitFor(page, job, label) {
  const bar = progress(job.done, job.total, label);
  const words = el('p', { role: 'status' }, label);
  const far = el('p.far');
  replace(page.place, panel('', words, bar, far, el('p.help', t('import.goes-on'))));
  const finished = await follow(job.id, (now) => {
    if (!now.total) return;
    bar.max = now.total;
    bar.value = now.done;
    far.textContent = t('import.far', { done: number(now.done), total: number(now.total) });
  }, () => page.left);
  return page.left ? null : finished;
}
