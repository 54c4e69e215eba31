// SPDX-License-Identifier: MIT
// Prints a line for each test, its fault if it has one, and "N passed, N failed" in the end.
export default async function* report(events) {
  let passed = 0;
  let failed = 0;
  for await (const { type, data } of events) {
    if (type === 'test:stdout' || type === 'test:stderr') yield data.message;
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const took = `${(data.details.duration_ms / 1000).toFixed(1)} s`;
    if (type === 'test:pass') {
      passed += 1;
      yield `ok   ${data.name} (${took})\n`;
    } else {
      failed += 1;
      const fault = data.details.error?.cause ?? data.details.error;
      yield `FAIL ${data.name} (${took})\n${fault?.stack ?? fault}\n`;
    }
  }
  if (passed + failed === 0) {
    yield 'No test was run\n';
    process.exitCode = 1;
  }
  yield `${passed} passed, ${failed} failed\n`;
}
