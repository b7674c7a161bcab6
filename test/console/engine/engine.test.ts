/** The engine's worker in Chromium: the bits of the Lambdas, findings for damaged files, an end when it is asked for. */
import { findStudy, findVector, loadFeatures, type StoredVector } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasChromium } from '../../browser/page.ts';
import { startWorkflows, type Workflows } from '../../workflow/service/in-process.ts';
import { smallStudy } from '../../workflow/service/small-study.ts';
import { dicomStudy } from './dicom-study.ts';
import { EnginePage } from './engine-page.ts';

interface Measured {
  readonly contentHash: string;
  readonly names: string[];
  readonly values: (number | null)[];
  readonly notes: string[];
  readonly gap?: string;
}

/** Numbers travel as texts of their bits: NaN and negative zero arrive as they are. */
const EXTRACT = `Object.fromEntries(Object.entries(await engine.extract(chosen(), argument, argument.protocol)).map(
  ([name, { features, refusal }]) => [name, refusal ?? {
    contentHash: features.contentHash,
    names: features.blocks.flatMap(({ names }) => names),
    values: features.blocks.flatMap(({ values }) => [...new BigUint64Array(values.slice().buffer)].map(String)),
    notes: features.notes.map(({ code }) => code),
    gap: features.gap?.code,
  }]))`;

const bitsOf = (values: Float64Array): string[] => [...new BigUint64Array(values.slice().buffer)].map(String);

describe.skipIf(!hasChromium)('the engine in a page', () => {
  let workflows: Workflows;
  let page: EnginePage;
  beforeAll(async () => {
    [workflows, page] = await Promise.all([startWorkflows(), EnginePage.open()]);
  }, 60_000);
  afterAll(async () => {
    await page?.close();
    await workflows?.stop();
  });

  /** What the Lambdas store of a study, and which notes its row has. */
  async function uploaded(studyId: string, files: ReadonlyMap<string, Uint8Array>, manifest: unknown) {
    const prefix = `institutions/centre-1/studies/${studyId}/`;
    for (const [path, bytes] of files) await workflows.put(prefix + path, bytes);
    await workflows.put(`${prefix}manifest.json`, JSON.stringify(manifest));
    await workflows.settled();
    const row = await findStudy({ institution: 'centre-1', studyId });
    const vector = row && (await findVector(row));
    if (!row || !vector) throw new Error(JSON.stringify(row?.reason));
    return { row, vector };
  }

  async function expectSame(measured: Readonly<Record<string, Measured>>, vector: StoredVector): Promise<void> {
    const stored = await loadFeatures(vector);
    const names = Object.entries(measured).flatMap(([sequence, one]) => one.names.map((name) => `${sequence}_${name}`));
    expect(names).toEqual(stored.names);
    expect(Object.values(measured).flatMap(({ values }) => values)).toEqual(bitsOf(stored.values));
    for (const [sequence, { contentHash }] of Object.entries(measured)) {
      expect(contentHash).toBe(vector.contentHashes[sequence as 't2fs']);
    }
  }

  it.each([
    ['NIfTI and NRRD', () => smallStudy({ studyId: 'P-1', seed: 3 }), 'P-1'],
    ['DICOM with RTSTRUCT, SEG, b-values, phases and an archive', () => dicomStudy('P-2'), 'P-2'],
  ])(
    'measures a study of %s to the bit as an upload does',
    async (_name, make, studyId) => {
      const { files, manifest } = make();
      await page.choose(studyId, files);
      const measured = await page.run<Record<string, Measured>>(EXTRACT, manifest);
      const { row, vector } = await uploaded(studyId, files, manifest);
      expect(row).toMatchObject({ status: 'complete', features: 3375 });
      await expectSame(measured, vector);
      const notes = Object.entries(measured).flatMap(([sequence, one]) =>
        one.notes.map((code) => ({ code, sequence })),
      );
      expect(notes).toEqual((row.warnings ?? []).map(({ code, sequence }) => ({ code, sequence })));
      expect(Object.values(measured).every(({ gap }) => gap === undefined)).toBe(true);
    },
    120_000,
  );

  it('proposes for that folder the manifest that reads it', async () => {
    const { files, manifest } = dicomStudy('P-3');
    await page.choose('P-3', files);
    const found = await page.run<{ verdict: string; sequences: Record<string, unknown>; pictures: number }>(
      `engine.inspect(chosen(), { pictures: true }).then(({ inspection, proposal, pictures }) => (
        { verdict: inspection.verdict, sequences: proposal.sequences, pictures: pictures.length }))`,
    );
    expect(found.verdict).toBe('accepted');
    expect(Object.keys(found.sequences).sort()).toEqual(Object.keys(manifest.sequences).sort());
    expect(found.pictures).toBeGreaterThanOrEqual(3);
  }, 60_000);

  it('reads a dynamic series at the brightest phase, and at another that is asked for', async () => {
    const { files, manifest } = dicomStudy('P-4');
    await page.choose('P-4', files);
    const read = (phase?: number) =>
      page.run<{ phases: object; mean: number; inside: number; keys: string[] }>(
        `engine.readSequence(chosen(), argument, 'dce', { phase: ${phase} }).then(({ volume, mask, phases }) => ({
          phases, keys: Object.keys(volume).sort(),
          mean: volume.voxels.reduce((a, b) => a + b, 0) / volume.voxels.length,
          inside: mask.voxels.reduce((a, b) => a + b, 0) }))`,
        manifest,
      );
    const peak = await read();
    expect(peak).toMatchObject({
      phases: { count: 3, read: 1 },
      keys: ['direction', 'origin', 'size', 'spacing', 'voxels'],
    });
    expect(peak.inside).toBeGreaterThan(100);
    const last = await read(2);
    expect(last.phases).toEqual({ count: 3, read: 2 });
    expect(last.mean).toBeLessThan(peak.mean);
  }, 60_000);

  it('measures what is there if one file is damaged, and names the file', async () => {
    const { files, manifest } = dicomStudy('P-5');
    const [slice] = [...files.keys()].filter((path) => path.startsWith('dwi/'));
    files.set(slice, (files.get(slice) as Uint8Array).slice(0, -100));
    const archive = Uint8Array.from(files.get('dce.zip') as Uint8Array);
    archive.fill(0, archive.length - 60);
    files.set('dce.zip', archive);
    await page.choose('P-5', files);
    const measured = await page.run<Record<string, { code?: string; file?: string; names?: string[] }>>(
      EXTRACT,
      manifest,
    );
    expect(measured.t2fs.names).toHaveLength(1125);
    expect(measured.dwi).toMatchObject({ code: 'truncated', file: slice });
    expect(measured.dce).toMatchObject({ file: 'dce.zip' });
  }, 60_000);

  it('says how far it is, and ends at once when it is given up', async () => {
    const { files, manifest } = smallStudy({ studyId: 'P-6' });
    await page.choose('P-6', files);
    const given = await page.run<{ name: string; after: number; busy: boolean; steps: string[] }>(
      `new Promise((done) => {
        const giving = new AbortController();
        const steps = [];
        let at;
        engine.extract(chosen(), argument, argument.protocol, {
          signal: giving.signal,
          onProgress: (sequence, { step, done: count, all }) => {
            if (steps.at(-1) !== step) steps.push(step);
            if (step === 'measuring' && at === undefined && count < all) { at = performance.now(); giving.abort(); }
          },
        }).then(() => done('ended'), ({ name }) => done({ name, after: performance.now() - at, busy: engine.isBusy, steps: [...new Set(steps)] }));
      })`,
      manifest,
    );
    expect(given).toMatchObject({ name: 'AbortError', steps: ['reading', 'preparing', 'measuring'] });
    expect(given.after).toBeLessThan(1000);
    await expect.poll(() => page.run('engine.isBusy')).toBe(false);
    expect(
      await page.run('Object.keys(await engine.extract(chosen(), argument, argument.protocol))', manifest),
    ).toHaveLength(3);
  }, 60_000);

  it('refuses a sequence whose files were not chosen', async () => {
    const { files, manifest } = smallStudy({ studyId: 'P-7' });
    files.delete('dwi/roi.nrrd');
    await page.choose('P-7', files);
    const measured = await page.run<Record<string, { code?: string; file?: string }>>(EXTRACT, manifest);
    expect(measured.dwi).toMatchObject({ code: 'file-missing', file: 'dwi/roi.nrrd' });
  }, 60_000);

  it('has asked for its worker only, and sent nothing', async () => {
    expect([...new Set(page.requests.map(({ url }) => new URL(url).pathname))]).toEqual(['/worker.js']);
    await page.settled();
    expect(page.requests.every(({ sent }) => sent === 0)).toBe(true);
  });
});
