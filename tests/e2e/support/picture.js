// SPDX-License-Identifier: MIT
// Drawn pictures as PNG: picture(n) is a stall with goods on its counter, another for every n.
import { png } from '../../support/png.mjs';

const width = 480;
const height = 320;
const palettes = [
  ['#b5452c', '#f6efe4', '#7a5230', '#e0a13c'], ['#1f6f78', '#eef6f2', '#54473b', '#d9794f'],
  ['#5a4b8a', '#f3eef8', '#6b4a34', '#e3b94a'], ['#2f7d4f', '#f4f5e6', '#7d5a3a', '#c8553d'],
  ['#9c2f5b', '#fbeff2', '#4f4a45', '#4d8fac'],
].map((colours) => colours.map((text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16))));

// The colour of a point: the goods stand before the counter's edge, the awning hangs before the wall.
function colour(x, y, { palette: [awning, wall, wood, goods], n }) {
  const stripe = Math.floor(x / 40);
  const scallop = 78 + Math.round(14 * Math.sqrt(Math.max(0, 1 - (((x % 40) - 20) / 20) ** 2)));
  if (y < scallop) return shaded(stripe % 2 ? awning : [250, 248, 244], 1 - (78 - Math.min(y, 78)) / 400);
  const place = Math.floor((x - 30) / 70);
  const middle = 30 + place * 70 + 35;
  const size = 18 + ((n * 7 + place * 11) % 14);
  if (place >= 0 && place < 6 && y < 232 && y > 232 - 2 * size) {
    const round = (n + place) % 3 === 0;
    const inside = round ? (x - middle) ** 2 + (y - 232 + size) ** 2 < size * size : Math.abs(x - middle) < size * 0.7;
    if (inside) return shaded(place % 2 ? goods : awning, 0.75 + 0.3 * ((x - middle + size) / (2 * size)));
  }
  if (y > 230) return shaded(wood, y < 240 ? 1.2 : 0.95 - (Math.floor(x / 60) % 2) * 0.08);
  return shaded(wall, 1 - Math.abs(x - width / 2) / 1600 - (y - 80) / 1500);
}

const shaded = (rgb, share) => rgb.map((value) => Math.max(0, Math.min(255, Math.round(value * share))));

export function picture(n) {
  const rows = Buffer.alloc(height * (1 + 3 * width));
  const of = { palette: palettes[n % palettes.length], n };
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) rows.set(colour(x, y, of), y * (1 + 3 * width) + 1 + 3 * x);
  }
  return { name: `stall-${n}.png`, bytes: png({ width, height }, rows), width, height };
}
