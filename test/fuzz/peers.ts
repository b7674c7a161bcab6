import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { indexToWorld, type Vector3, type Volume, voxelCount } from '@radscore/imaging';
import { type Grid, worldToIndex } from '../../layers/imaging/volume/geometry.ts';
import type { Input } from './format.ts';
import type { Difference } from './judge.ts';

/** What a program that is not this project made of a file. */
export interface Seen {
  readonly error?: string;
  readonly size?: readonly number[];
  readonly affine?: Float64Array;
  readonly voxels?: Float64Array;
  /** Of a region: where its pixels lie, three coordinates each. */
  readonly points?: Float64Array;
}

export type SeenByAll = Readonly<Record<string, Seen>>;

interface Answer {
  readonly id: number;
  readonly readers: Readonly<
    Record<string, { error?: string; size?: number[]; affine?: string; voxels?: string; points?: string }>
  >;
}

interface Request {
  readonly line: string;
  readonly settle: (seen: SeenByAll) => void;
}

/** A Python process that reads file after file; another takes its place where a file makes it crash. */
export class Peers {
  readonly #interpreter: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'radscore-fuzz-'));
  /** In the order in which they were asked, which is that of the answers. */
  readonly #waiting = new Map<number, Request>();
  #python: ChildProcess;
  #next = 0;
  #isClosed = false;

  constructor(interpreter: string) {
    this.#interpreter = interpreter;
    this.#python = this.#start();
  }

  #start(): ChildProcess {
    const script = join(import.meta.dirname, 'read-by-peers.py');
    const python = spawn(this.#interpreter, ['-W', 'ignore', script], { stdio: ['pipe', 'pipe', 'ignore'] });
    createInterface({ input: python.stdout }).on('line', (line) => {
      const { id, readers } = JSON.parse(line) as Answer;
      this.#settle(id, Object.fromEntries(Object.entries(readers).map(([name, one]) => [name, unpacked(one)])));
    });
    python.on('close', () => {
      const [first] = this.#waiting.keys();
      if (first === undefined || this.#isClosed) return;
      this.#settle(first, { peers: { error: 'a reader crashed' } });
      this.#python = this.#start();
      for (const { line } of this.#waiting.values()) this.#python.stdin?.write(line);
    });
    python.stdin.on('error', () => {});
    return python;
  }

  #settle(id: number, seen: SeenByAll): void {
    this.#waiting.get(id)?.settle(seen);
    this.#waiting.delete(id);
    rmSync(join(this.#folder, String(id)), { recursive: true, force: true });
  }

  /** @param grid of the image that a region is rasterised on */
  see(format: string, files: Input, grid?: Grid): Promise<SeenByAll> {
    const id = this.#next++;
    const folder = join(this.#folder, String(id));
    mkdirSync(folder);
    const paths = files.map(({ name, bytes }) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    });
    const line = `${JSON.stringify({ id, format, paths, ...(grid && { grid: { size: grid.size, affine: affineOf(grid) } }) })}\n`;
    return new Promise((settle) => {
      this.#waiting.set(id, { line, settle });
      this.#python.stdin?.write(line);
    });
  }

  close(): void {
    this.#isClosed = true;
    this.#python.stdin?.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Index to LPS millimetres, as three rows of four. */
function affineOf({ origin, spacing, direction }: Grid): number[] {
  return [0, 1, 2].flatMap((row) => [...spacing.map((step, axis) => direction[3 * row + axis] * step), origin[row]]);
}

function unpacked({ error, size, affine, voxels, points }: Answer['readers'][string]): Seen {
  const doubles = (text: string | undefined): Float64Array | undefined => {
    if (text === undefined) return undefined;
    const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
    return new Float64Array(bytes.buffer);
  };
  return { error, size, affine: doubles(affine), voxels: doubles(voxels), points: doubles(points) };
}

/** Single precision in a header: 2^-23 of a coordinate. Never less than what counts as the same place. */
const SAME_PLACE_MM = 1e-3;

/**
 * How a reading of this project differs from another program's; undefined where it does not. Voxels may differ by the
 * rounding of a scale to single precision, and ITK's NIfTI library takes what is no number for 0: a voxel that is none
 * stays none here, and is refused before anything is computed of it.
 */
export function differenceFrom(seen: Seen, volume: Volume<Float64Array>): Difference | undefined {
  if (seen.error !== undefined) return { in: 'reading', how: `refuses: ${seen.error}` };
  const { size } = volume;
  if (seen.points) return differentRegion(seen.points, volume);
  if (seen.size?.some((extent, axis) => extent !== size[axis])) {
    return { in: 'voxels', how: `reads ${seen.size.join(' × ')} voxels, not ${size.join(' × ')}` };
  }
  if (seen.voxels && seen.voxels.length !== voxelCount(size)) {
    return { in: 'voxels', how: `reads ${seen.voxels.length} values, not ${voxelCount(size)}` };
  }
  const at = seen.voxels ? differentVoxel(seen.voxels, volume.voxels) : -1;
  if (seen.voxels && at >= 0) {
    return { in: 'voxels', how: `reads ${seen.voxels[at]} at voxel ${at}, not ${volume.voxels[at]}` };
  }
  const place = seen.affine && differentCorner(seen.affine, volume);
  return place && { in: 'place', ...place };
}

/** A region as voxels of its image, against the places of its pixels. */
function differentRegion(points: Float64Array, mask: Volume<Float64Array>): Difference | undefined {
  const toIndex = worldToIndex(mask);
  const [nx, ny] = mask.size;
  const theirs = new Set<number>();
  for (let at = 0; at < points.length; at += 3) {
    const [x, y, z] = toIndex([points[at], points[at + 1], points[at + 2]]).map(Math.round);
    theirs.add(x + nx * (y + ny * z));
  }
  const isSame = mask.voxels.every((value, i) => theirs.has(i) === (value === 1));
  if (isSame && theirs.size === mask.voxels.reduce((sum, value) => sum + value, 0)) return undefined;
  return { in: 'voxels', how: `puts ${theirs.size} pixels elsewhere` };
}

function differentVoxel(theirs: Float64Array, ours: Float64Array): number {
  let largest = 0;
  for (const value of ours) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  return ours.findIndex((value, i) => Number.isFinite(value) && !(Math.abs(theirs[i] - value) <= 1e-6 * largest));
}

function differentCorner(affine: Float64Array, volume: Volume<Float64Array>): { how: string; mm: number } | undefined {
  const { size } = volume;
  const placed = ([x, y, z]: Vector3): number[] =>
    [0, 4, 8].map((row) => affine[row] * x + affine[row + 1] * y + affine[row + 2] * z + affine[row + 3]);
  let worst: { how: string; mm: number } | undefined;
  for (let corner = 0; corner < 8; corner++) {
    const index: Vector3 = [corner & 1 ? size[0] - 1 : 0, corner & 2 ? size[1] - 1 : 0, corner & 4 ? size[2] - 1 : 0];
    const [theirs, ours] = [placed(index), indexToWorld(volume, index)];
    const off = Math.hypot(...theirs.map((value, axis) => value - ours[axis]));
    if (off <= Math.max(SAME_PLACE_MM, 1e-6 * Math.max(...ours.map(Math.abs)))) continue;
    const shown = (values: readonly number[]): string => `(${values.map((value) => value.toPrecision(7)).join(', ')})`;
    if (off <= (worst?.mm ?? 0)) continue;
    worst = { how: `puts corner ${index} at ${shown(theirs)}, not ${shown(ours)}`, mm: off };
  }
  return worst;
}
