// Who is signed in at this browser.
//   session()            as GET admin/session/ says it, or null
//   await load()         asks the box; null when nobody is
//   await signIn(email, password)   await signOut()   begin(session)   end()
//   changes              'change' when it became another
import { get, send } from './api.js';
import { setBoxTime } from './text.js';

let current = null;

export const changes = new EventTarget();
export const session = () => current;

export function begin(value) {
  current = value;
  setBoxTime(value.clock.time);
  changes.dispatchEvent(new Event('change'));
  return value;
}

export function end() {
  current = null;
  changes.dispatchEvent(new Event('change'));
}

export async function load() {
  try {
    return begin(await get('admin/session/'));
  } catch (error) {
    if (error.status !== 401 && error.status !== 403) throw error;
    return null;
  }
}

export async function signIn(email, password) {
  return begin(await send('POST', 'admin/session/', { email, password }));
}

export async function signOut() {
  await send('DELETE', 'admin/session/').catch((error) => { if (error.status !== 401) throw error; });
  end();
}
