// SPDX-License-Identifier: MIT
// Files no two of which are alike: the smallest picture with a comment, and a film of noise.
import { randomBytes } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { crc32 } from '../../e2e/support/crc32.js';

function chunk(kind, content) {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), content]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(content.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}

export function picture(size) {
  const head = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 2, 0, 0, 0]);
  const comment = Buffer.from(`Comment\0${randomBytes(Math.ceil(size / 2)).toString('hex')}`, 'latin1');
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('tEXt', comment),
    chunk('IDAT', deflateSync(Buffer.alloc(4))), chunk('IEND', Buffer.alloc(0))]);
}

// An MP4 by its first box; the rest is media no box needs to understand.
export function film(size) {
  const head = Buffer.from('\0\0\0\x14ftypisom\0\0\x02\0isom', 'latin1');
  const media = randomBytes(size - head.length);
  media.writeUInt32BE(media.length, 0);
  media.write('mdat', 4, 'latin1');
  return Buffer.concat([head, media]);
}
