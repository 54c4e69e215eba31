// SPDX-License-Identifier: MIT
// The binary with a data folder of its own: run, ended and taken away. Whoever starts it says where it answers, as
// `origin`, and waits until it `answers`.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('EXPOBOX_')));

export class StartedBox {
  constructor(binary, prefix) {
    this.binary = binary;
    this.folder = mkdtempSync(join(tmpdir(), prefix));
    this.data = join(this.folder, 'data');
    this.log = join(this.folder, 'log');
    this.environment = {};  // the server's, beside this process's
  }

  async command(...words) {
    try {
      return (await run(this.binary, [...words, '--data', this.data], { env: environment })).stdout;
    } catch (fault) {
      throw new Error(`expobox ${words[0]}: exit ${fault.code}\n${fault.stderr}`);
    }
  }

  spawn(port, ...options) {
    const log = openSync(this.log, 'w');
    this.server = spawn(this.binary, ['serve', '--listen', `127.0.0.1:${port}`, '--rate-limit', '0', '--data', this.data, ...options],
      { env: { ...environment, ...this.environment }, stdio: ['ignore', log, log] });
    closeSync(log);
  }

  async answers() {
    this.mustRun();
    try { return (await fetch(`${this.origin}/api/v1/health/`)).ok; } catch { return false; }
  }

  mustRun() {
    if (!this.running()) throw new Error(`the box ended with ${this.server.exitCode}\n${this.endOfLog()}`);
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
}
