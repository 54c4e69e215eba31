// SPDX-License-Identifier: MIT
// Chance that is the same for the same seed (mulberry32).
export class Dice {
  constructor(seed) { this.state = seed >>> 0; }

  random() {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let bits = this.state;
    bits = Math.imul(bits ^ (bits >>> 15), bits | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  }

  below(n) { return Math.floor(this.random() * n); }

  happens(share) { return this.random() < share; }

  one(list) { return list[this.below(list.length)]; }

  shuffled(list) {
    const drawn = [...list];
    for (let n = drawn.length; n > 1; n -= 1) {
      const at = this.below(n);
      [drawn[n - 1], drawn[at]] = [drawn[at], drawn[n - 1]];
    }
    return drawn;
  }
}
