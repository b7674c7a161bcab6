/** A picture of a region of interest on its image. */
import { zlibSync } from 'fflate';
import { crc32 } from '../numbers/checksums.ts';
import { largestSlice } from '../regions/mask.ts';
import type { Mask, Volume } from '../volume/volume.ts';

/** A PNG of the slice where the ROI is largest, with the ROI's outline in red; grey from the 1st to the 99th percentile. */
export function pictureOfRegion(image: Volume, mask: Mask): Uint8Array {
  const [nx, ny] = image.size;
  const start = largestSlice(mask) * nx * ny;
  const grey = image.voxels.subarray(start, start + nx * ny);
  const inside = mask.voxels.subarray(start, start + nx * ny);
  const sorted = Float64Array.from(grey).sort();
  const low = sorted[Math.floor(0.01 * (sorted.length - 1))];
  const high = sorted[Math.ceil(0.99 * (sorted.length - 1))];
  const scale = high > low ? 255 / (high - low) : 0;

  // Each row begins with its filter type, 0.
  const rows = new Uint8Array(ny * (1 + 3 * nx));
  for (let y = 0; y < ny; y++) {
    for (let x = 0; x < nx; x++) {
      const i = x + nx * y;
      const at = y * (1 + 3 * nx) + 1 + 3 * x;
      if (isOutline(inside, x, y, nx, ny)) rows[at] = 255;
      else rows.fill(Math.max(0, Math.min(255, Math.round((grey[i] - low) * scale))), at, at + 3);
    }
  }
  return encodePng(nx, ny, rows);
}

function isOutline(inside: Uint8Array, x: number, y: number, nx: number, ny: number): boolean {
  const i = x + nx * y;
  if (!inside[i]) return false;
  const isAtEdge = x === 0 || y === 0 || x === nx - 1 || y === ny - 1;
  return isAtEdge || !(inside[i - 1] && inside[i + 1] && inside[i - nx] && inside[i + nx]);
}

/** RGB, 8 bits, not interlaced (ISO/IEC 15948). */
function encodePng(width: number, height: number, rows: Uint8Array): Uint8Array {
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, 2, 0, 0, 0], 8);
  const parts = [
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(rows)),
    chunk('IEND', new Uint8Array(0)),
  ];
  const png = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    png.set(part, at);
    at += part.length;
  }
  return png;
}

function chunk(type: string, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + data.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, data.length);
  bytes.set(new TextEncoder().encode(type), 4);
  bytes.set(data, 8);
  view.setUint32(8 + data.length, crc32(bytes.subarray(4, 8 + data.length)));
  return bytes;
}
