// SPDX-License-Identifier: MIT
// The box that phones sync with, and what is to be found in its data folder.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { StartedBox } from '../../support/started_box.mjs';
import { until } from '../../support/wait_until.mjs';
import { binary } from './options.js';

export class Box extends StartedBox {
  constructor() { super(binary, 'expobox-sync-'); }

  // At a port of its choice, another one at every start.
  async start() {
    this.spawn(0);
    await until('the box tells its address', () => this.announced());
    await until('the box answers', () => this.answers());
  }

  announced() {
    this.mustRun();
    this.port = Number(/http:\/\/127\.0\.0\.1:(\d+)\//.exec(readFileSync(this.log, 'utf8'))?.[1] ?? 0);
    this.origin = `http://127.0.0.1:${this.port}`;
    return this.port;
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
