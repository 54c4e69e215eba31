// SPDX-License-Identifier: MIT
// Files no two of which are alike: the smallest picture with a comment, and a film of noise.
import { randomBytes } from 'node:crypto';
import { chunk, png } from '../../support/png.mjs';

export function picture(size) {
  const comment = Buffer.from(`Comment\0${randomBytes(Math.ceil(size / 2)).toString('hex')}`, 'latin1');
  return png({ width: 1, height: 1 }, Buffer.alloc(4), [chunk('tEXt', comment)]);
}

// An MP4 by its first box; the rest is media no box needs to understand.
export function film(size) {
  const head = Buffer.from('\0\0\0\x14ftypisom\0\0\x02\0isom', 'latin1');
  const media = randomBytes(size - head.length);
  media.writeUInt32BE(media.length, 0);
  media.write('mdat', 4, 'latin1');
  return Buffer.concat([head, media]);
}
