// SPDX-License-Identifier: MIT
// One browser for the whole run; it can reach nothing but this machine.
import { after } from 'node:test';
import { chromium } from 'playwright-core';

let started = null;

export function browser() {
  started ??= chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  return started;
}

after(async () => { await (await started)?.close(); });
