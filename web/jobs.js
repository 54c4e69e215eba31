// The box's long work, which goes on without this page.
//   await latest(kind)                    the newest job of the kind, or null
//   await follow(id, onStep, isLeft)      asks until it is finished; onStep(job) each time. The finished job, or null
//                                         when isLeft() says that nobody waits any more
//   await forget(id)                      so that its result goes away
import { get, send } from './api.js';

const pause = 700;
const wait = (milliseconds) => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

export async function latest(kind) {
  const jobs = await get('admin/jobs/');
  return jobs.filter((job) => job.kind === kind).sort((a, b) => b.id - a.id)[0] ?? null;
}

// A lost answer is no end: the box works on, and the page says by itself that it cannot be reached.
export async function follow(id, onStep, isLeft = () => false) {
  while (!isLeft()) {
    try {
      const job = await get(`admin/jobs/${id}/`);
      onStep(job);
      if (job.state !== 'running') return job;
    } catch (error) {
      if (error.status !== 0) throw error;
    }
    await wait(pause);
  }
  return null;
}

export async function forget(id) {
  try {
    await send('DELETE', `admin/jobs/${id}/`);
  } catch (error) {
    if (error.status !== 404) throw error;
  }
}
