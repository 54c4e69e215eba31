// SPDX-License-Identifier: MIT
// A TCP proxy that breaks things on purpose, between a phone and the box.
//
// `rule` sees the first line of every request and says what becomes of it: nothing (it passes), {cut: n} (both
// connections are reset after n more bytes of the phone's), or {lose: call} (the box does what it was asked; when its
// answer comes, `call` is called, nothing of the answer is passed on and both connections are reset).
import { createServer, connect } from 'node:net';

export class Proxy {
  rule = () => undefined;
  connections = 0;
  cuts = 0;
  lost = 0;

  // `port()` is where the box listens at the moment.
  constructor(port) {
    this.open = new Set();
    this.server = createServer((phone) => this.#join(phone, connect(port(), '127.0.0.1')));
  }

  async listen() {
    await new Promise((resolve, reject) => { this.server.on('error', reject).listen(0, '127.0.0.1', resolve); });
    this.origin = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  async close() {
    const closed = new Promise((resolve) => { this.server.close(resolve); });
    for (const end of this.open) end();
    await closed;
  }

  #join(phone, box) {
    this.connections += 1;
    const end = () => {
      phone.destroy();
      box.destroy();
      this.open.delete(end);
    };
    this.open.add(end);
    for (const socket of [phone, box]) socket.setNoDelay(true).on('error', end).on('close', end);
    let fate;
    let answered = true;  // the next byte of the phone's begins a request; phones do not pipeline
    phone.on('data', (bytes) => {
      if (answered) {
        answered = false;
        fate = { ...this.rule(bytes.toString('latin1', 0, Math.min(bytes.length, 300)).split('\r\n')[0]) };
      }
      if ('cut' in fate && (fate.cut -= bytes.length) < 0) {
        this.cuts += 1;
        box.write(bytes.subarray(0, bytes.length + fate.cut), end);
        phone.pause();
      } else if (!box.write(bytes)) phone.pause();
    });
    box.on('drain', () => phone.resume());
    box.on('data', (bytes) => {
      answered = true;
      if (fate?.lose) {
        this.lost += 1;
        fate.lose();
        end();
      } else if (!phone.write(bytes)) box.pause();
    });
    phone.on('drain', () => box.resume());
  }
}
