// SPDX-License-Identifier: MIT
// The binary with a data folder of its own.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { binary } from './options.js';
import { until } from './until.js';

const run = promisify(execFile);
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('EXPOBOX_')));

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

export class Box {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'expobox-e2e-'));
    this.data = join(this.folder, 'data');
    this.log = join(this.folder, 'log');
    this.visitors = [];  // the organisers at its page
  }

  // A box that runs and has an administrator, `boss`.
  static async withBoss() {
    const box = new Box();
    try {
      await box.addUser(boss.email, { password: boss.password, admin: true, name: 'Roya Ahmadi' });
      return await box.start();
    } catch (fault) {
      await box.remove();
      throw fault;
    }
  }

  async command(...words) {
    try {
      return (await run(binary, [...words, '--data', this.data], { env: environment })).stdout;
    } catch (fault) {
      throw new Error(`expobox ${words[0]}: exit ${fault.code}\n${fault.stderr}`);
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
    const log = openSync(this.log, 'w');
    this.server = spawn(binary, ['serve', '--listen', `127.0.0.1:${this.port}`, '--rate-limit', '0', '--data', this.data],
      { env: environment, stdio: ['ignore', log, log] });
    closeSync(log);
    await until('the box answers', () => this.answers());
    return this;
  }

  async answers() {
    if (!this.running()) throw new Error(`the box ended with ${this.server.exitCode}\n${this.endOfLog()}`);
    try { return (await fetch(`${this.origin}/api/v1/health/`)).ok; } catch { return false; }
  }

  running() {
    return this.server !== undefined && this.server.exitCode === null && this.server.signalCode === null;
  }

  async end(signal) {
    if (!this.running()) return;
    const gone = once(this.server, 'exit');
    this.server.kill(signal);
    await gone;
  }

  stop() { return this.end('SIGTERM'); }

  kill() { return this.end('SIGKILL'); }

  async remove() {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  endOfLog() {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8').split('\n').slice(-20).join('\n') : '';
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
