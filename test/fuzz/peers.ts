import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { indexToWorld, type Vector3, type Volume, voxelCount } from '@radscore/imaging';
import type { Input } from './format.ts';

/** What a program that is not this project made of a file. */
export interface Seen {
  readonly error?: string;
  readonly size?: readonly number[];
  readonly affine?: Float64Array;
  readonly voxels?: Float64Array;
}

export type SeenByAll = Readonly<Record<string, Seen>>;

interface Answer {
  readonly id: number;
  readonly readers: Readonly<Record<string, { error?: string; size?: number[]; affine?: string; voxels?: string }>>;
}

/** One Python process that reads file after file. */
export class Peers {
  readonly #python: ChildProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), 'radscore-fuzz-'));
  readonly #waiting = new Map<number, (seen: SeenByAll) => void>();
  #next = 0;

  constructor(interpreter: string) {
    const script = join(import.meta.dirname, 'read-by-peers.py');
    this.#python = spawn(interpreter, ['-W', 'ignore', script], { stdio: ['pipe', 'pipe', 'ignore'] });
    const { stdout } = this.#python;
    if (!stdout) throw new Error('got no output of the peers; wanted a pipe');
    createInterface({ input: stdout }).on('line', (line) => {
      const { id, readers } = JSON.parse(line) as Answer;
      const seen = Object.fromEntries(Object.entries(readers).map(([name, one]) => [name, unpacked(one)]));
      this.#waiting.get(id)?.(seen);
      this.#waiting.delete(id);
      rmSync(join(this.#folder, String(id)), { recursive: true, force: true });
    });
    this.#python.on('exit', () => {
      const died = { peers: { error: 'the process of the peers died' } };
      for (const settle of this.#waiting.values()) settle(died);
      this.#waiting.clear();
    });
  }

  /** Requests on their way. */
  get waiting(): number {
    return this.#waiting.size;
  }

  see(format: string, files: Input): Promise<SeenByAll> {
    const id = this.#next++;
    const folder = join(this.#folder, String(id));
    mkdirSync(folder);
    const paths = files.map(({ name, bytes }) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    });
    return new Promise((settle) => {
      this.#waiting.set(id, settle);
      this.#python.stdin?.write(`${JSON.stringify({ id, format, paths })}\n`);
    });
  }

  close(): void {
    this.#python.stdin?.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function unpacked({ error, size, affine, voxels }: Answer['readers'][string]): Seen {
  const doubles = (text: string | undefined): Float64Array | undefined => {
    if (text === undefined) return undefined;
    const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
    return new Float64Array(bytes.buffer);
  };
  return { error, size, affine: doubles(affine), voxels: doubles(voxels) };
}

/** Single precision in a header: 2^-23 of a coordinate. Never less than what counts as the same place. */
const SAME_PLACE_MM = 1e-3;

/**
 * How a reading of this project differs from another program's; undefined where it does not. Voxels may differ by the
 * rounding of a scale to single precision.
 */
export function differenceFrom(seen: Seen, volume: Volume<Float64Array>): string | undefined {
  if (seen.error !== undefined) return `refuses: ${seen.error}`;
  const { size } = volume;
  if (seen.size && seen.size.some((extent, axis) => extent !== size[axis])) {
    return `reads ${seen.size.join(' × ')} voxels, not ${size.join(' × ')}`;
  }
  if (seen.voxels) {
    if (seen.voxels.length !== voxelCount(size)) return `reads ${seen.voxels.length} values, not ${voxelCount(size)}`;
    for (let i = 0; i < seen.voxels.length; i++) {
      const [theirs, ours] = [seen.voxels[i], volume.voxels[i]];
      const isSame = Object.is(theirs, ours) || Math.abs(theirs - ours) <= 1e-6 * Math.max(Math.abs(ours), 1e-30);
      if (!isSame && theirs !== ours) return `reads ${theirs} at voxel ${i}, not ${ours}`;
    }
  }
  if (seen.affine) {
    const at = (m: Float64Array, index: Vector3): number[] =>
      [0, 4, 8].map((row) => m[row] * index[0] + m[row + 1] * index[1] + m[row + 2] * index[2] + m[row + 3]);
    for (let corner = 0; corner < 8; corner++) {
      const index: Vector3 = [corner & 1 ? size[0] - 1 : 0, corner & 2 ? size[1] - 1 : 0, corner & 4 ? size[2] - 1 : 0];
      const [theirs, ours] = [at(seen.affine, index), indexToWorld(volume, index)];
      const off = Math.hypot(...theirs.map((value, axis) => value - ours[axis]));
      const scale = Math.max(...ours.map(Math.abs));
      if (!(off <= Math.max(SAME_PLACE_MM, 1e-6 * scale))) {
        return `puts corner ${index} at (${theirs.map((v) => v.toPrecision(7))}), not (${ours.map((v) => v.toPrecision(7))})`;
      }
    }
  }
  return undefined;
}
