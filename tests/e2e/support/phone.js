// SPDX-License-Identifier: MIT
// An exhibitor's phone: the public API, as the mobile app uses it.
import assert from 'node:assert/strict';
import http from 'node:http';

export class Phone {
  constructor(box) {
    this.box = box;
    this.token = null;
  }

  static async signedIn(box, { email, password }) {
    const phone = new Phone(box);
    phone.token = (await phone.must(200, 'POST', 'token/', { email, password })).access;
    return phone;
  }

  static async withCode(box, code) {
    const phone = new Phone(box);
    phone.token = (await phone.must(200, 'POST', 'token/code/', { code })).access;
    return phone;
  }

  // body: FormData, bytes, or a value to be sent as JSON.
  async ask(method, path, body) {
    const headers = this.token ? { Authorization: `Bearer ${this.token}` } : {};
    const plain = body !== undefined && !(body instanceof FormData) && !(body instanceof Uint8Array);
    if (plain) headers['Content-Type'] = 'application/json';
    const answer = await fetch(`${this.box.origin}/api/v1/${path}`, { method, headers, body: plain ? JSON.stringify(body) : body });
    const text = await answer.text();
    return { status: answer.status, value: text && answer.headers.get('content-type').includes('json') ? JSON.parse(text) : text };
  }

  async must(status, method, path, body) {
    const answer = await this.ask(method, path, body);
    assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.value)}`);
    return answer.value;
  }

  async country(code) {
    this.box.countries ??= await this.must(200, 'GET', 'countries/');
    return this.box.countries.find((one) => one.code === code).id;
  }

  async tryBooth({ name, category = 'Handicraft', country = 'AF', description = '', images = [] }) {
    const body = form({ name, category, description, country: await this.country(country), images });
    return this.ask('POST', 'booths/', body);
  }

  async booth(fields) {
    const { status, value } = await this.tryBooth(fields);
    assert.equal(status, 201, JSON.stringify(value));
    return value;
  }

  item(booth, { name, price, description = '', images = [] }) {
    return this.must(201, 'POST', `booths/${booth}/items/`, form({ name, price, description, images }));
  }

  video(booth, bytes) {
    return this.must(201, 'POST', `booths/${booth}/videos/`, form({ video: [{ name: 'hall.webm', bytes }] }));
  }

  // A video upload that stands still in the middle: `part` of `total` bytes are sent.
  slowVideo(booth, { part, total }) {
    return new SlowUpload(this, `booths/${booth}/videos/`, { part, total });
  }
}

function form(fields) {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (Array.isArray(value)) value.forEach((file) => body.append(name, new Blob([file.bytes]), file.name));
    else body.append(name, String(value));
  }
  return body;
}

class SlowUpload {
  constructor(phone, path, { part, total }) {
    const boundary = 'slow-phone';
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="video"; filename="long.webm"\r\n\r\n`;
    this.request = http.request(`${phone.box.origin}/api/v1/${path}`, {
      method: 'POST', agent: false,
      headers: { Authorization: `Bearer ${phone.token}`, 'Content-Type': `multipart/form-data; boundary=${boundary}`, 'Content-Length': total },
    });
    this.answer = new Promise((resolve, reject) => {
      this.request.on('response', (answer) => {
        let text = '';
        answer.setEncoding('utf8').on('data', (more) => { text += more; });
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, value: JSON.parse(text) }));
      });
      this.request.on('error', reject);
    });
    this.answer.catch(() => {});  // whoever wants the answer awaits it
    this.request.write(Buffer.concat([Buffer.from(head), Buffer.from([0x1a, 0x45, 0xdf, 0xa3]), Buffer.alloc(part - head.length - 4, 'v')]));
  }

  more(bytes) { this.request.write(Buffer.alloc(bytes, 'v')); }

  // Goes on little by little until it is abandoned.
  trickle(bytes) { this.timer = setInterval(() => this.more(bytes), 300); }

  abandon() {
    clearInterval(this.timer);
    this.request.destroy();
  }
}
