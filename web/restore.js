// Bringing a backup back: chosen, confirmed by typing, sent, taken in by a job, and then the box begins again.
//   restorePanel()   {node, resume(), leave()}; resume() shows a restore that runs already
import { get, link, upload } from './api.js';
import { el, replace, setText } from './dom.js';
import { fileDrop } from './file-drop.js';
import { forget, latest } from './jobs.js';
import { button, confirmTyped, notice, panel, progress } from './parts.js';
import { bytes, percent, t } from './text.js';
import { wordsFor } from './toast.js';

const pause = 1000;
const wait = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

export function restorePanel() {
  const place = el('div.stack');
  const page = { place, left: false };
  chooseView(page);
  return {
    node: panel(t('restore.title'), el('p', t('restore.text')), place),
    leave: () => { page.left = true; removeEventListener('beforeunload', keep); },
    resume: async () => {
      const job = await latest('restore');
      if (job) place.scrollIntoView({ block: 'center' });
      if (job?.state === 'running') follow(page, job).catch((error) => failed(page, wordsFor(error)));
      if (job?.state === 'failed') failed(page, job.error, job.id);
    },
  };
}

function chooseView(page) {
  replace(page.place, fileDrop({ label: t('restore.choose'), help: t('restore.choose.help'), accept: '.tar,application/x-tar', onFiles: ([file]) => chosen(page, file) }));
}

async function chosen(page, file) {
  const settings = await get('admin/settings/'); // somebody else may have named the event meanwhile
  const word = settings.find((one) => one.key === 'event_name')?.value || 'RESTORE';
  const sure = await confirmTyped({
    title: t('restore.sure'), text: t('restore.sure.text', { file: file.name, size: bytes(file.size) }), word, action: t('restore.do'),
  });
  if (!sure) return;
  try {
    await follow(page, await sent(page, file, word));
  } catch (error) {
    failed(page, wordsFor(error));
  }
}

function keep(event) { event.preventDefault(); }

// A page that is left while it sends takes the half-sent file with it: that is asked about.
async function sent(page, file, word) {
  const { words, bar } = waiting(page, t('restore.sending'));
  addEventListener('beforeunload', keep);
  try {
    const path = link('admin/restore/', { confirm: word }).replace('/api/v1/', '');
    return await upload('POST', path, new Blob([file], { type: 'application/x-tar' }), (done, total) => {
      bar.max = total ?? file.size;
      bar.value = done;
      setText(words, t('restore.sent', { done: bytes(done), total: bytes(file.size), share: percent(done / file.size) }));
    });
  } finally {
    removeEventListener('beforeunload', keep);
  }
}

function waiting(page, text) {
  const words = el('p', { role: 'status' }, text);
  const bar = progress(0, null, text);
  replace(page.place, words, bar, el('p.help', t('restore.stay')));
  return { words, bar };
}

async function follow(page, job) {
  const { bar } = waiting(page, t('restore.running'));
  for (;;) {
    if (page.left) return;
    const now = await stateOf(job.id);
    if (now?.state === 'failed') { failed(page, now.error, job.id); return; }
    if (now?.state !== 'running') break;
    if (now.total) { bar.max = now.total; bar.value = now.done; }
    await wait(pause);
  }
  await comeBack(page);
}

// Null when the box is not there, or there again without this job: both mean that it begins again.
async function stateOf(id) {
  try {
    return await get(`admin/jobs/${id}/`);
  } catch (error) {
    if (error.status === 0 || error.status === 401 || error.status === 404) return null;
    throw error;
  }
}

// It was away and is there again, or it knows this session no more: what is seen now is what the backup holds.
async function comeBack(page) {
  waiting(page, t('restore.begins'));
  let away = false;
  while (!page.left) {
    try {
      await get('admin/session/');
      if (away) return anew();
    } catch (error) {
      if (error.status === 401 || error.status === 403) return anew();
      away ||= error.status === 0;
    }
    await wait(pause);
  }
  return null;
}

function anew() {
  history.replaceState(null, '', location.pathname);
  location.reload();
}

function failed(page, error, id) {
  const again = async () => { if (id) await forget(id); chooseView(page); };
  replace(page.place, notice('danger', t('restore.failed'), error, button(t('restore.again'), again)));
}
