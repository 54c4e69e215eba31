// SPDX-License-Identifier: MIT
// The binary with a data folder of its own, and what is to be found in that.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { binary } from './options.js';

const run = promisify(execFile);
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('EXPOBOX_')));
const patience = 20_000;

export async function until(what, question) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
}

export class Box {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'expobox-sync-'));
    this.data = join(this.folder, 'data');
    this.log = join(this.folder, 'log');
  }

  async command(...words) {
    try {
      return (await run(binary, [...words, '--data', this.data], { env: environment })).stdout;
    } catch (fault) {
      throw new Error(`expobox ${words.join(' ')}: exit ${fault.code}\n${fault.stderr}`);
    }
  }

  // At a port of its choice, another one at every start.
  async start() {
    const log = openSync(this.log, 'w');
    this.server = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--rate-limit', '0', '--data', this.data],
      { env: environment, stdio: ['ignore', log, log] });
    closeSync(log);
    await until('the box tells its address', () => this.announced());
    await until('the box answers', async () => {
      try { return (await fetch(`${this.origin}/api/v1/health/`)).ok; } catch { return false; }
    });
  }

  announced() {
    if (!this.running()) throw new Error(`the box ended with ${this.server.exitCode}\n${this.endOfLog()}`);
    this.port = Number(/http:\/\/127\.0\.0\.1:(\d+)\//.exec(readFileSync(this.log, 'utf8'))?.[1] ?? 0);
    this.origin = `http://127.0.0.1:${this.port}`;
    return this.port;
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

  // The most memory it ever had, in bytes.
  memory() {
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${this.server.pid}/status`, 'utf8'))[1]);
  }

  mediaFiles() {
    const folder = join(this.data, 'media');
    if (!existsSync(folder)) return [];
    return readdirSync(folder).flatMap((name) => readdirSync(join(folder, name)));
  }
}
