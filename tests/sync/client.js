// SPDX-License-Identifier: MIT
// A phone that works offline and syncs with the box: docs/clients.md as a program, and the example to read beside it.
//
// What a phone keeps on its drive is kept in memory here: rows (what the exhibitor sees), the queue of what the box has
// not answered yet, the files to be sent, the cursor and the epoch. Edits never wait for the network. One sync() is one
// round; where it throws, nothing is lost and the next round goes on.
import { createHash, randomUUID } from 'node:crypto';
import { Upload } from 'tus-js-client';

// The fields, and what the box puts where nothing is said.
const blank = {
  booth: { name: '', description: '', category: '', country: null },
  item: { name: '', description: '', price: null, quantity: null },
};
const rank = { booth: 0, item: 1, image: 2, video: 3 };
const ways = { booth: 'booth', item: 'item', booth_image: 'image', booth_video: 'video', item_image: 'image' };

// A round that is to be tried again, not before so many seconds.
export class Later extends Error {
  constructor(message, seconds = 1) { super(message); this.seconds = seconds; }
}

// The server has no sync extension: the app is to use the plain API.
export class PlainServer extends Error {}

class EpochChanged extends Error {
  constructor(epoch) { super('this box remembers another past'); this.epoch = epoch; }
}

export class Phone {
  rows = new Map();     // by client_id: {type, client_id, id, version, parent, fields, data, gone}
  countries = new Map();
  queue = [];           // ops in the order they were made; one that was sent once is never altered
  files = new Map();    // by client_id: what tus needs
  conflicts = [];       // fields of this phone's that lost, for the exhibitor to see
  refused = [];         // ops and files the box does not take as they are, for the exhibitor to mend
  cursor = null;
  epoch = null;

  // `account` is {email, password}; onResult(op, result) hears every answer to an op.
  constructor(origin, account, { onResult = () => {} } = {}) {
    Object.assign(this, { origin, account, onResult, device: randomUUID() });
  }

  // ---- what the exhibitor does; all of it offline ----

  create(type, fields, parent = null) {
    const client_id = randomUUID();
    this.rows.set(client_id, { type, client_id, id: null, version: 0, parent, fields: { ...blank[type], ...fields }, data: null, gone: null });
    this.#enqueue({ type, op: 'put', client_id, ...(parent && { parent }), base_version: 0, fields: { ...fields } });
    return client_id;
  }

  edit(client_id, fields) {
    const { type, version } = this.rows.get(client_id);
    Object.assign(this.rows.get(client_id).fields, fields);
    const last = this.queue.findLast((op) => op.client_id === client_id);
    // Only what was made of the same version may join: base_version says what the exhibitor had before their eyes.
    if (last?.op === 'put' && !last.sent && last.base_version === version) Object.assign(last.fields, fields);
    else this.#enqueue({ type, op: 'put', client_id, base_version: version, fields: { ...fields } });
  }

  remove(client_id) {
    const { type, version } = this.rows.get(client_id);
    const below = this.#below(client_id);
    const known = version > 0 || this.queue.some((op) => op.sent && below.has(op.client_id));
    this.queue = this.queue.filter((op) => op.sent || !below.has(op.client_id));
    for (const id of below) {
      if (known) this.rows.get(id).gone = client_id;
      else this.#forget(id);
    }
    if (known) this.#enqueue({ type, op: 'delete', client_id, base_version: version });
  }

  // `target` is booth_image, booth_video or item_image; `parent` the client_id of its booth or item.
  attach(target, parent, bytes, { filename, filetype, primary = false }) {
    const client_id = randomUUID();
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.rows.set(client_id, { type: ways[target], client_id, id: null, version: 0, parent, fields: {}, data: null, gone: null });
    this.files.set(client_id, { client_id, target, bytes, filename, filetype, primary, sha256, failed: false });
    return client_id;
  }

  makePrimary(client_id) {
    this.#enqueue({ type: this.rows.get(client_id).type, op: 'primary', client_id });
  }

  // ---- one round ----

  async sync() {
    try {
      return await this.#round();
    } catch (fault) {
      if (!(fault instanceof EpochChanged)) throw fault;
      this.#heal(fault.epoch);
      return this.#round();
    }
  }

  async #round() {
    const box = await this.#greet();
    await this.#push(box.limits);
    let seconds = await this.#pull();
    if (await this.#sendFiles(box.limits)) {
      await this.#push(box.limits);  // what waited for a file
      seconds = await this.#pull();
    }
    return { seconds };
  }

  async #greet() {
    const { status, body } = await this.#request('GET', '/api/v1/sync/');
    if (status === 404) throw new PlainServer();
    if (status !== 200) throw new Later(`capabilities: ${status}`);
    if (this.epoch !== null && this.epoch !== body.epoch) throw new EpochChanged(body.epoch);
    this.epoch = body.epoch;
    return body;
  }

  // The box was restored: it may have lost what it had confirmed. Everything is told again, with the versions this phone
  // knows, so that the box can tell which of two phones saw more.
  #heal(epoch) {
    this.epoch = epoch;
    this.cursor = null;
    const waiting = this.queue;
    this.queue = [];
    for (const row of [...this.rows.values()].sort((a, b) => rank[a.type] - rank[b.type])) {
      row.id = null;
      const { type, client_id, parent, version } = row;
      const bases = waiting.filter((op) => op.client_id === client_id && op.op === 'put').map((op) => op.base_version);
      if (row.gone) this.#enqueue({ type, op: 'delete', client_id, base_version: version });
      else if (type in blank) {
        this.#enqueue({ type, op: 'put', client_id, ...(parent && { parent }), base_version: Math.min(version, ...bases), fields: { ...row.fields } });
      }
    }
    for (const op of waiting) if (op.op === 'primary' && !this.rows.get(op.client_id)?.gone) this.#enqueue(op);
    this.healing = true;  // until everything was pulled
  }

  // ---- push ----

  #enqueue({ op_id: former, sent: ignored, ...op }) {
    this.queue.push({ op_id: randomUUID(), ...op, sent: false });
  }

  async #push(limits) {
    const asked = new Set();  // once a round: what has to wait, waits for the next
    let most = limits.ops;
    for (let batch; (batch = this.#batch(asked, most, limits.body)).length;) {
      for (const op of batch) op.sent = true;
      const ops = batch.map(({ sent, ...op }) => op);
      const { status, body } = await this.#signedIn('POST', '/api/v1/sync/push/',
        { device_id: this.device, ...(this.cursor && { since: this.cursor }), ops });
      if (status === 413 && batch.length > 1) { most = Math.ceil(batch.length / 2); continue; }
      if (status !== 200) throw new Later(`push: ${status} ${JSON.stringify(body)}`);
      for (const op of batch) asked.add(op.op_id);
      batch.forEach((op, at) => this.#settle(op, body.results[at]));
      this.#apply(body);
    }
  }

  // At most one op of a row at a time: the answer tells the next one what it is based on.
  #batch(asked, most, bytes) {
    const batch = [];
    const rows = new Set();
    let room = bytes - 500;
    for (const op of this.queue) {
      if (batch.length === most) break;
      if (rows.has(op.client_id)) continue;
      rows.add(op.client_id);
      if (asked.has(op.op_id)) continue;
      room -= Buffer.byteLength(JSON.stringify(op)) + 1;
      if (room < 0 && batch.length) break;
      batch.push(op);
    }
    return batch;
  }

  #settle(op, result) {
    this.onResult(op, result);
    const row = this.rows.get(op.client_id);
    const waits = result.status === 'missing_media' || (result.status === 'missing_parent' && this.rows.get(op.parent)?.gone === null);
    if (waits) { Object.assign(op, { sent: false }); return; }
    this.queue = this.queue.filter((other) => other !== op);
    if (!row) return;
    switch (result.status) {
      case 'created': case 'updated': case 'merged': case 'unchanged': this.#accepted(row, op, result); break;
      case 'conflict': this.#lost(row, op, result); break;
      case 'deleted': case 'gone': this.#isGone(row, result); break;
      default: this.refused.push({ op, result });  // invalid, forbidden, quota, too_large, or its parent is gone
    }
  }

  #accepted(row, op, { id, version, conflicts = {} }) {
    Object.assign(row, { id: id ?? row.id, version });
    if (op.op === 'primary') {
      for (const other of this.rows.values()) {
        if (other.type === row.type && other.parent === row.parent && other.data) other.data.is_primary = other === row;
      }
    }
    if (op.op !== 'put') return;
    const known = Object.keys(op.fields).filter((name) => !(name in conflicts));
    for (const later of this.queue.filter((other) => other.client_id === op.client_id)) this.#rebase(later, op, known, version);
  }

  // What was edited on while the answer was on its way is based on that answer, but no more of it than this phone has seen.
  #rebase(later, op, known, version) {
    if (later.op === 'delete' && later.base_version === op.base_version && version <= op.base_version + 1) later.base_version = version;
    if (later.op !== 'put' || later.sent) return;
    const seen = Object.entries(later.fields).filter(([name]) => known.includes(name));
    if (seen.length === Object.keys(later.fields).length) later.base_version = version;
    else if (seen.length) {
      for (const [name] of seen) delete later.fields[name];
      const { op_id, sent, ...rest } = later;
      const own = { op_id: randomUUID(), ...rest, base_version: version, fields: Object.fromEntries(seen), sent: false };
      this.queue.splice(this.queue.indexOf(later) + 1, 0, own);
    }
  }

  #lost(row, op, result) {
    if (op.op === 'delete') {  // somebody has changed it: it is back, with all in it
      for (const other of this.rows.values()) if (other.gone === op.client_id) other.gone = null;
      return;
    }
    this.#accepted(row, op, result);
    for (const [field, { yours, server }] of Object.entries(result.conflicts)) {
      this.conflicts.push({ client_id: op.client_id, field, yours, server });
      if (!this.#pending(op.client_id).some((later) => field in later.fields)) row.fields[field] = server;
    }
  }

  #isGone(row, { version }) {
    for (const id of this.#below(row.client_id)) {
      const one = this.rows.get(id);
      one.gone ??= row.client_id;
      this.files.delete(id);
      this.queue = this.queue.filter((op) => op.client_id !== id || op.sent);
    }
    row.version = version ?? row.version;
  }

  // ---- pull ----

  async #pull() {
    for (;;) {
      const since = this.cursor ? `?since=${encodeURIComponent(this.cursor)}` : '';
      const { status, body } = await this.#signedIn('GET', `/api/v1/sync/changes/${since}`);
      if (status !== 200) throw new Later(`changes: ${status} ${JSON.stringify(body)}`);
      this.#apply(body);
      if (!body.has_more) {
        this.#healed();
        return body.poll_after;
      }
    }
  }

  // Rows are kept by client_id and name their parent by it, so they may come in any order, page by page.
  #apply({ changes, cursor }) {
    for (const change of changes) this.#take(change);
    this.cursor = cursor;
  }

  #take({ type, op, id, client_id, parent, version, data }) {
    if (type === 'country') {
      if (op === 'put') this.countries.set(id, data);
      else this.countries.delete(id);
      return;
    }
    const row = this.rows.get(client_id) ?? { type, client_id, fields: {}, parent: null, gone: null };
    if (op === 'revoke') { this.#forget(client_id); return; }
    if (op === 'delete') {
      if (this.rows.has(client_id)) this.#isGone(row, { version });
      return;
    }
    this.rows.set(client_id, row);
    const removing = this.queue.some((one) => one.op === 'delete' && one.client_id === (row.gone ?? client_id));
    Object.assign(row, { id, version, data, parent: parent?.client_id ?? row.parent, gone: removing ? row.gone : null });
    for (const name of Object.keys(blank[type] ?? {})) row.fields[name] = data[name];
    for (const later of this.#pending(client_id)) Object.assign(row.fields, later.fields);  // still to be said
  }

  // What the restored box does not know and this phone cannot send again is another phone's to bring back.
  #healed() {
    if (!this.healing) return;
    for (const { client_id, type, id } of [...this.rows.values()]) {
      if (id === null && !(type in blank) && !this.files.has(client_id)) this.#forget(client_id);
    }
    this.healing = false;
  }

  // ---- files ----

  async #sendFiles(limits) {
    const files = [...this.files.values()]
      .filter(({ client_id, failed }) => !failed && this.rows.get(client_id).id === null && !this.rows.get(client_id).gone)
      .filter(({ client_id }) => this.rows.get(this.rows.get(client_id).parent)?.id)
      .sort((a, b) => rank[ways[a.target]] - rank[ways[b.target]]);
    if (!files.length) return false;
    const sums = [...new Set(files.map(({ sha256 }) => sha256))].slice(0, 100);
    const { status, body } = await this.#signedIn('POST', '/api/v1/sync/media/check/', { sha256: sums });
    if (status !== 200) throw new Later(`media check: ${status} ${JSON.stringify(body)}`);
    // `have` does not settle it: the same picture may belong to two booths. Whether this row is there, the pull has told.
    const begun = new Map(body.partial.map(({ sha256, upload }) => [sha256, upload]));
    for (const file of files) await this.#sendFile(file, limits, files.length === 1 ? begun.get(file.sha256) : undefined);
    return true;
  }

  async #sendFile(file, limits, begun) {
    const { client_id, target, filename, filetype, sha256, primary, bytes } = file;
    const row = this.rows.get(client_id);
    try {
      const url = await this.#tus(bytes, {
        chunkSize: limits.chunk,
        ...(begun && { uploadUrl: new URL(begun, this.origin).href }),
        metadata: {
          target, [target === 'item_image' ? 'item' : 'booth']: row.parent, client_id, filename, filetype, sha256, ...(primary && { primary: 'true' }),
        },
      });
      const { body } = await this.#signedIn('GET', new URL(url).pathname);
      if (body?.state !== 'finished') throw new Later(`upload: ${body?.state}`);
      row.id = body.media.id;  // the rest of the row comes with the next changes
    } catch (fault) {
      const status = fault.originalResponse?.getStatus() ?? 0;
      const creating = fault.originalRequest?.getMethod() === 'POST';
      if (status === 401) await this.#renew();
      if ([400, 403, 413, 415, 460].includes(status) || (creating && status === 409)) {
        file.failed = true;
        this.refused.push({ file: client_id, status, answer: fault.originalResponse.getBody() });
      } else if (creating && status === 410) this.#isGone(row, {});  // it was there, and was deleted
      else throw fault instanceof Later ? fault : new Later(`upload: ${fault.message}`);
    }
  }

  // The stock client; it asks for the offset and goes on by itself when the connection breaks.
  #tus(bytes, options) {
    return new Promise((resolve, reject) => {
      const upload = new Upload(bytes, {
        endpoint: `${this.origin}/api/v1/uploads/`,
        retryDelays: [50, 100, 200, 400],
        storeFingerprintForResuming: false,
        onBeforeRequest: (request) => request.setHeader('Authorization', `Bearer ${this.tokens.access}`),
        onSuccess: () => resolve(upload.url),
        onError: reject,
        ...options,
      });
      upload.start();
    });
  }

  // ---- the network ----

  async #request(method, path, body, token) {
    const headers = { ...(body && { 'Content-Type': 'application/json' }), ...(token && { Authorization: `Bearer ${token}` }) };
    const answer = await fetch(this.origin + path, { method, headers, body: body && JSON.stringify(body) });
    const text = await answer.text();
    const { status } = answer;
    if (status === 429 || status === 503) throw new Later(`${path}: ${status}`, Number(answer.headers.get('Retry-After')) || 1);
    return { status, body: /json/.test(answer.headers.get('Content-Type')) ? JSON.parse(text) : text };
  }

  async #signedIn(method, path, body) {
    if (!this.tokens) await this.#renew();
    let answer = await this.#request(method, path, body, this.tokens.access);
    if (answer.status === 401) {
      await this.#renew();
      answer = await this.#request(method, path, body, this.tokens.access);
    }
    if (answer.status === 410 && answer.body.epoch) throw new EpochChanged(answer.body.epoch);
    return answer;
  }

  // A refused refresh token pauses the queue until somebody signs in; here the account is at hand.
  async #renew() {
    if (this.tokens) {
      const { status, body } = await this.#request('POST', '/api/v1/token/refresh/', { refresh: this.tokens.refresh });
      if (status === 200) { this.tokens.access = body.access; return; }
    }
    const { status, body } = await this.#request('POST', '/api/v1/token/', this.account);
    if (status !== 200) throw new Later(`sign in: ${status}`);
    this.tokens = body;
  }

  // ---- rows ----

  #pending(client_id) {
    return this.queue.filter((op) => op.client_id === client_id && op.op === 'put');
  }

  // The row and all that hangs on it.
  #below(client_id) {
    const found = new Set([client_id]);
    for (const id of found) {
      for (const row of this.rows.values()) if (row.parent === id) found.add(row.client_id);
    }
    return found;
  }

  #forget(client_id) {
    this.rows.delete(client_id);
    this.files.delete(client_id);
    this.queue = this.queue.filter((op) => op.client_id !== client_id);
  }
}
