/** docs/engines: the page is that of the stored run, and the comparison names what it finds, on this engine alone. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { extractIbsi, ibsiConfiguration } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { digitalPhantom } from '../../layers/radiomics/ibsi/phantom.ts';
import type { Answer } from '../../scripts/engines/ask.ts';
import { compareIbsi } from '../../scripts/engines/compare-ibsi.ts';
import { documentsOf } from '../../scripts/engines/documents.ts';
import { explain } from '../../scripts/engines/explain.ts';
import type { StoredRun } from '../../scripts/engines/record.ts';

const read = (name: string): string => readFileSync(new URL(`../../docs/engines/${name}`, import.meta.url), 'utf8');
const run: StoredRun = JSON.parse(read('engines.json'));
const documents = documentsOf(run);

describe('docs/engines', () => {
  it.each(['index.html', 'README.md'] as const)('%s is written from the stored run, twice the same', (name) => {
    expect(read(name)).toBe(documents[name]);
    expect(documentsOf(JSON.parse(read('engines.json')))[name]).toBe(documents[name]);
  });

  it('the page loads nothing, runs nothing, and its policy allows its one style sheet', () => {
    const page = documents['index.html'];
    const style = /<style>([^]*?)<\/style>/.exec(page)?.[1] ?? '';
    expect(page).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(page).not.toMatch(/<script|<img|<link| style="| on\w+="|url\(/);
  });

  it('five other engines or more ran, and every one that did not says why', () => {
    const ran = run.engines.filter(({ id, missing }) => id !== 'radscore' && missing === null);
    expect(ran.length).toBeGreaterThanOrEqual(5);
    for (const { missing } of run.engines) expect(missing).not.toBe('');
  });

  it('names no folder of the machine that ran it', () => {
    expect(read('engines.json')).not.toMatch(/\/(root|home|work|tmp|Users)\//);
  });

  it('every note that a cell points at is there', () => {
    const keys = run.features.flatMap(({ cells }) => Object.values(cells).flatMap(({ note }) => note ?? []));
    expect(keys.filter((key) => !(key in run.notes))).toEqual([]);
  });
});

describe('the comparison', () => {
  const { image, mask } = digitalPhantom();
  const own = extractIbsi(image, mask, ibsiConfiguration('phantom'));
  const answersWith = (change: Readonly<Record<string, number>>) => {
    const answer: Answer = { values: { ...own, ...change } };
    return new Map([
      ['radscore', new Map([['ibsi/phantom', { values: own }]])],
      ['Z-Rad', new Map([['ibsi/phantom', answer]])],
    ]);
  };

  it('counts every value of the phantom, and an engine that was not asked as such', () => {
    const { counts, apart } = compareIbsi(answersWith({}));
    expect(counts['Z-Rad'].phantom).toEqual({ agree: 482, apart: 0, features: 0, diagnostics: 0, state: null });
    expect(counts['Z-Rad'].C.state).toBe('not asked');
    expect(apart).toEqual([]);
  });

  it('reports a value that is off, with the cause only if a computation gives it', () => {
    const merged = own['cm_joint_entr_3D_comb'];
    const { apart } = compareIbsi(answersWith({ stat_mean: 3, cm_joint_entr_2D_avg: merged }));
    expect(apart.map(({ tag, verdict, note }) => [tag, verdict, note])).toEqual([
      ['stat_mean', 'unknown', 'none'],
      ['cm_joint_entr_2D_avg', 'definition', 'merged'],
    ]);
  });

  const nothing = { tag: undefined, ibsi: undefined, voxels: 74, voxelVolume: 8 } as const;
  it.each([
    ['firstorder_Kurtosis', 5.25 - 3, 5.25, 'excess'],
    ['shape_MajorAxisLength', 12 * Math.sqrt(74 / 73), 12, 'sampleCovariance'],
    ['firstorder_Variance', (40 * 74) / 73, 40, 'sampleVariance'],
    ['glcm_JointEntropy', 3.7 * Math.LN2, 3.7, 'natural'],
    ['firstorder_TotalEnergy', 1000 / 8, 1000, 'voxelVolume'],
    ['shape_Sphericity', 0.8 * (1 + 4e-6), 0.8, 'single'],
    ['glcm_Contrast', 7.3, 5.1, 'none'],
    ['glcm_Contrast', Number.NaN, 5.1, 'infinite'],
  ])('%s: the cause of %d instead of %d is %s', (feature, got, wanted, note) => {
    expect(explain({ ...nothing, feature, got, wanted }).note).toBe(note);
  });
});
