// The box's API, relative to /api/v1/. Answers are JSON values (null for none); everything else is thrown as ApiError.
//   get(path, params)                        get('admin/users/', {search: 'ali'}); empty params are left out
//   send(method, path, body)                 body: a value to be sent as JSON, or nothing
//   upload(method, path, body, onProgress, onWarning)   body: FormData or Blob; onProgress(sent, total); onWarning(text)
//   link(path, params)                       the address, for <a href download>
//   events                                   'signed-out' (401), 'unreachable', 'reachable'
// ApiError {status, detail, fields}: status 0 when the box cannot be reached; fields {name: text} are complaints.
const base = '/api/v1/';
const tooLong = 20000;
let unreachable = false;

export const events = new EventTarget();

export class ApiError extends Error {
  constructor(status, detail = '', fields = {}) {
    super(detail || `status ${status}`);
    Object.assign(this, { status, detail, fields });
  }
}

export function link(path, params = {}) {
  const kept = Object.entries(params).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const query = new URLSearchParams(kept).toString();
  return base + path + (query ? `?${query}` : '');
}

export const get = (path, params) => call('GET', link(path, params));
export const send = (method, path, body) => call(method, link(path), body);

async function call(method, address, body) {
  const headers = { 'X-ExpoBox': '1', Accept: 'application/json' };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  let response;
  let text;
  try {
    response = await fetch(address, {
      method, headers, credentials: 'same-origin', cache: 'no-store',
      signal: AbortSignal.timeout?.(tooLong), body: body === undefined ? undefined : JSON.stringify(body),
    });
    text = await response.text();
  } catch {
    throw lost();
  }
  return answer(response.status, text, address);
}

export function upload(method, path, body, onProgress = () => {}, onWarning = () => {}) {
  const address = link(path);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, address);
    request.setRequestHeader('X-ExpoBox', '1');
    request.upload.onprogress = (event) => onProgress(event.loaded, event.lengthComputable ? event.total : null);
    request.onerror = () => reject(lost());
    request.onload = () => {
      const warning = request.getResponseHeader('X-ExpoBox-Warning');
      if (warning) onWarning(warning);
      try { resolve(answer(request.status, request.responseText, address)); } catch (error) { reject(error); }
    };
    request.send(body);
  });
}

function answer(status, text, address) {
  found();
  const value = parsed(text);
  if (status >= 200 && status < 300) return value;
  if (status === 401 && !address.startsWith(`${base}admin/session/`)) events.dispatchEvent(new Event('signed-out'));
  throw complaint(status, value);
}

function parsed(text) {
  try { return text ? JSON.parse(text) : null; } catch { return null; }
}

function complaint(status, value) {
  const { detail, ...others } = value && typeof value === 'object' && !Array.isArray(value) ? value : {};
  const fields = {};
  for (const [name, said] of Object.entries(others)) fields[name] = [said].flat(Infinity).join(' ');
  return new ApiError(status, typeof detail === 'string' ? detail : '', fields);
}

function lost() {
  unreachable = true;
  events.dispatchEvent(new Event('unreachable'));
  return new ApiError(0);
}

function found() {
  if (unreachable) events.dispatchEvent(new Event('reachable'));
  unreachable = false;
}
