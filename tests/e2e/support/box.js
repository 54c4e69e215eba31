// SPDX-License-Identifier: MIT
// The box whose page is looked at.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { StartedBox } from '../../support/started_box.mjs';
import { until } from '../../support/wait_until.mjs';
import { binary } from './options.js';

export const boss = { email: 'boss@fair.example', password: 'three blue llamas' };

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export class Box extends StartedBox {
  constructor(...options) {
    super(binary, 'expobox-e2e-');
    this.options = options;
    this.visitors = [];  // the organisers at its page
  }

  // A box that runs and has an administrator, `boss`.
  static async withBoss(...options) {
    const box = new Box(...options);
    try {
      await box.addUser(boss.email, { password: boss.password, admin: true, name: 'Roya Ahmadi' });
      return await box.start();
    } catch (fault) {
      await box.remove();
      throw fault;
    }
  }

  // Few rounds: what a password hash costs is another test's business.
  addUser(email, { password, admin = false, booths = 1, name, stand }) {
    const given = { '--password': password, '--name': name, '--stand': stand };
    const words = Object.entries(given).filter(([, value]) => value !== undefined).flat();
    return this.command('user', 'add', '--email', email, '--booth-limit', String(booths), ...words,
      ...(admin ? ['--admin'] : []), '--password-rounds', '1000');
  }

  // Keeps its address over its life: browsers come back to it.
  async start() {
    this.port ??= await freePort();
    this.origin = `http://127.0.0.1:${this.port}`;
    this.spawn(this.port, ...this.options);
    await until('the box answers', () => this.answers());
    return this;
  }

  // The same box at its port for HTTPS.
  secure() {
    const port = /https:\/\/ at port (\d+)/.exec(readFileSync(this.log, 'utf8'))[1];
    return Object.create(this, { origin: { value: `https://127.0.0.1:${port}` } });
  }

  has(name) { return existsSync(join(this.data, name)); }

  read(name) { return readFileSync(join(this.data, name), 'utf8'); }

  put(name, text = '') { writeFileSync(join(this.data, name), text); }

  // The one-time link, as somebody who opens the file on the box's drive copies it. It is told when the box listens.
  async firstRunLink() {
    await until('FIRST-RUN.txt', () => this.has('FIRST-RUN.txt'));
    const link = /https?:\/\/\S+/.exec(this.read('FIRST-RUN.txt'))?.[0];
    if (!link) throw new Error(`no link in FIRST-RUN.txt:\n${this.read('FIRST-RUN.txt')}`);
    return link.replace(/^https?:\/\/[^/]+/, this.origin);
  }
}
