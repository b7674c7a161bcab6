/** Reads golden values and compares numbers to a tolerance. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { goldenPath, hasShared, sharedPath } from '../../shared.ts';

/** Tables with what other programs make of them. */
export interface Source {
  readonly name: string;
  /** A file of values, or a table below `inputs/`. */
  golden<T>(name: string): T;
  /** The path of one of the tables of file 14. */
  table(name: string): string;
}

const synthetic = fileURLToPath(new URL('../../golden/statistics/synthetic/', import.meta.url));

/**
 * Synthetic tables, which are part of the repository, and published ones beside it: their rows are patients'. Both have
 * the same names and columns, so that one test compares either.
 */
export const SOURCES: readonly Source[] = [
  {
    name: 'synthetic tables',
    golden: (name) => parse(`${synthetic}${name}`),
    table: (name) => `${synthetic}inputs/${name}`,
  },
  ...(hasShared
    ? [
        {
          name: 'published tables',
          golden,
          table: (name: string) =>
            sharedPath(name.startsWith('golden-14') ? `data/acrin6698/${name}` : `golden/statistics/inputs/${name}`),
        },
      ]
    : []),
];

/** A JSON file of the golden statistics; non-finite numbers come as the strings NaN, Infinity, -Infinity. */
export function golden<T>(name: string): T {
  return parse(goldenPath(`statistics/${name}`));
}

function parse<T>(path: string): T {
  return JSON.parse(readFileSync(path, 'utf8'), (_, value) =>
    value === 'NaN' || value === 'Infinity' || value === '-Infinity' ? Number(value) : value,
  );
}

export function goldenText(name: string): string {
  return readFileSync(goldenPath(`statistics/${name}`), 'utf8');
}

export interface Tolerance {
  /** Against the larger of 1 and the wanted value's size. */
  readonly mixed?: number;
  /** Against the wanted value's size alone. */
  readonly relative?: number;
  readonly absolute?: number;
}

/** Compares numbers, arrays and arrays of arrays; NaN equals NaN. The message names the place and both values. */
export function expectClose(got: unknown, wanted: unknown, tolerance: Tolerance, where = 'value'): void {
  if (typeof wanted === 'number') {
    const value = Number(got);
    if (Number.isNaN(wanted) || !Number.isFinite(wanted)) {
      expect(value, where).toBe(wanted);
      return;
    }
    const size = Math.abs(wanted);
    const allowed = tolerance.absolute ?? (tolerance.relative ?? 0) * size + (tolerance.mixed ?? 0) * Math.max(1, size);
    const error = Math.abs(value - wanted);
    expect(error <= allowed, `${where}: got ${value}, wanted ${wanted}, off by ${error}, allowed ${allowed}`).toBe(
      true,
    );
    return;
  }
  if (ArrayBuffer.isView(wanted) || Array.isArray(wanted)) {
    const wantedList = Array.from(wanted as ArrayLike<unknown>);
    const gotList = Array.from(got as ArrayLike<unknown>);
    expect(gotList.length, `${where}: length`).toBe(wantedList.length);
    wantedList.forEach((w, i) => {
      expectClose(gotList[i], w, tolerance, `${where}[${i}]`);
    });
    return;
  }
  expect(got, where).toEqual(wanted);
}

/** Column-major typed array of a matrix given row by row. */
export function columnMajor(rows: readonly (readonly number[])[]): Float64Array {
  const n = rows.length;
  const p = rows[0].length;
  const columns = new Float64Array(n * p);
  rows.forEach((row, i) => {
    for (let j = 0; j < p; j++) columns[j * n + i] = row[j];
  });
  return columns;
}

export interface Acrin {
  readonly pid: string[];
  readonly pCR: number[];
  readonly HER2pos: number[];
  readonly HR: number[];
  readonly age: (number | null)[];
  readonly manufacturer: string[];
  readonly features: string[];
  readonly X: number[][];
}
