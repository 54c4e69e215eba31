// SPDX-License-Identifier: MIT
// Waits for a state outside the browser; gives what the question gave.
const patience = 20_000;
const pause = 20;

export async function until(what, question) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, pause); });
  }
}
