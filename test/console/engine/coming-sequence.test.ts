/** The worker's reading of files that come part by part: what it shows early it gives in the end, whatever comes when. */
import { createReaders, nodeCodecs } from '@radscore/imaging/node';
import { createEngine } from '@radscore/radiomics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerJob } from '../../../console/engine/answer-job.ts';
import type {
  EngineAnswer,
  EngineJob,
  FilePart,
  FromReading,
  ReadSequence,
  SequencesOfStudy,
} from '../../../console/engine/messages.ts';
import { smallStudy } from '../../workflow/service/small-study.ts';
import { dicomStudy } from './dicom-study.ts';

const readers = createReaders(nodeCodecs);
const engine = createEngine();
type Files = ReadonlyMap<string, Uint8Array>;
type Sequence = 't2fs' | 'dwi' | 'dce';

/** What the worker answers a job with in the end. */
async function answered(job: EngineJob): Promise<Extract<EngineAnswer, { result: unknown } | { refusal: unknown }>> {
  const answers: EngineAnswer[] = [];
  await answerJob(job, { readers, engine, send: (answer) => answers.push(structuredClone(answer)), requests: () => 0 });
  const last = answers.at(-1);
  if (!last || 'progress' in last || 'failure' in last) throw new Error(JSON.stringify(last));
  return last;
}

/** Reads files that come in the order of `parts`; a part is sent when the worker has had time for the one before. */
async function comingIn(
  files: Files,
  manifest: SequencesOfStudy,
  sequence: Sequence,
  parts: readonly FilePart[],
  want?: number,
) {
  const { port1, port2 } = new MessageChannel();
  const heard: FromReading[] = [];
  port1.onmessage = ({ data }) => void heard.push(data);
  const names = [...files].map(([name, { length }]) => ({ name, length }));
  const answer = answered({ kind: 'read-coming', files: names, manifest, sequence, port: port2 });
  if (want !== undefined) port1.postMessage({ want });
  for (const part of parts) {
    port1.postMessage({ parts: [structuredClone(part)] });
    await new Promise((over) => setTimeout(over));
  }
  const last = await answer;
  await new Promise((over) => setTimeout(over, 5));
  port1.close();
  return { last, heard };
}

/** All files in two parts, heads first. */
function partsOf(files: Files, isWhole: (name: string) => boolean, head = 3000): FilePart[] {
  const all = [...files].map(([name, bytes], file) => ({ name, bytes, file }));
  const cut = (bytes: Uint8Array, name: string): number =>
    isWhole(name) ? bytes.length : Math.min(head, bytes.length);
  return [
    ...all.map(({ name, bytes, file }) => ({ file, start: 0, bytes: bytes.slice(0, cut(bytes, name)) })),
    ...all.flatMap(({ name, bytes, file }) => {
      const start = cut(bytes, name);
      return start < bytes.length ? [{ file, start, bytes: bytes.slice(start) }] : [];
    }),
  ];
}

function expectEarlyIsFinal(heard: readonly FromReading[], read: ReadSequence): number {
  const early = heard.flatMap((one) => ('early' in one ? [one.early] : []))[0];
  if (!early) return 0;
  expect(early.grid).toEqual({
    ...early.grid,
    ...{
      size: read.volume.size,
      spacing: read.volume.spacing,
      origin: read.volume.origin,
      direction: read.volume.direction,
    },
  });
  expect(early.mask.voxels).toEqual(read.mask.voxels);
  expect(early.phases).toEqual(read.phases);
  const plane = read.volume.size[0] * read.volume.size[1];
  const slices = [early.slices, ...heard.flatMap((one) => ('slices' in one ? [one.slices] : []))];
  const seen = new Set<number>();
  for (const { at, voxels } of slices) {
    expect(voxels.constructor).toBe(read.volume.voxels.constructor);
    at.forEach((k, i) => {
      expect(voxels.subarray(i * plane, (i + 1) * plane)).toEqual(
        read.volume.voxels.subarray(k * plane, (k + 1) * plane),
      );
      expect(seen.has(k)).toBe(false);
      seen.add(k);
    });
  }
  return seen.size;
}

const neededBy = (files: Files, path: RegExp): Files => new Map([...files].filter(([name]) => path.test(name)));
const ofSequence = { t2fs: /^t2/, dwi: /^dwi/, dce: /^dce/ } as const;

describe('a sequence whose files come part by part', () => {
  it.each([
    ['DICOM slices with an RTSTRUCT', 't2fs', true],
    ['b-values that the map is fitted to, which needs them all', 'dwi', false],
    ['phases in an archive', 'dce', true],
  ] as const)('is what it is when all of it is there: %s', async (_, sequence, isShown) => {
    const { files, manifest } = dicomStudy('P-1');
    const own = neededBy(files, ofSequence[sequence]);
    const plain = await answered({
      kind: 'read',
      files: [...own].map(([name, bytes]) => ({ name, bytes })),
      manifest,
      sequence,
    });
    const parts = partsOf(own, (name) => /rt\.dcm|seg|zip/.test(name), 1500);
    const { last, heard } = await comingIn(own, manifest, sequence, parts);
    expect(last).toEqual(plain);
    const { result } = last as { result: ReadSequence };
    expect(expectEarlyIsFinal(heard, result)).toBe(isShown ? result.volume.size[2] : 0);
  });

  it('is the same in whatever order its parts come, and wherever it is looked at', async () => {
    const { files, manifest } = dicomStudy('P-1');
    const own = neededBy(files, ofSequence.t2fs);
    const job = {
      kind: 'read',
      files: [...own].map(([name, bytes]) => ({ name, bytes })),
      manifest,
      sequence: 't2fs',
    } as const;
    const plain = await answered(job);
    const parts = partsOf(own, () => false, 1500);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(parts.slice(own.size), { minLength: parts.length - own.size }),
        fc.nat(5),
        async (rests, want) => {
          const { last, heard } = await comingIn(own, manifest, 't2fs', [...parts.slice(0, own.size), ...rests], want);
          expect(last).toEqual(plain);
          expectEarlyIsFinal(heard, (last as { result: ReadSequence }).result);
        },
      ),
      { numRuns: 6, seed: 16 },
    );
  });

  it.each(['t2fs', 'dwi', 'dce'] as const)('of NIfTI and NRRD is read when it is whole: %s', async (sequence) => {
    const { files, manifest: small } = smallStudy({ studyId: 'P-1', seed: 3 });
    const manifest = small as unknown as SequencesOfStudy;
    const own = neededBy(files, new RegExp(`^${sequence}`));
    const plain = await answered({
      kind: 'read',
      files: [...own].map(([name, bytes]) => ({ name, bytes })),
      manifest,
      sequence,
    });
    const { last, heard } = await comingIn(
      own,
      manifest,
      sequence,
      partsOf(own, () => false),
    );
    expect(last).toEqual(plain);
    expect(heard).toEqual([]);
  });

  it.each([
    ['a slice cut off', 't2fs', (bytes: Uint8Array) => bytes.slice(0, -200)],
    [
      'a member changed on its way',
      'dce',
      (bytes: Uint8Array) => bytes.map((byte, i) => (i === bytes.length >> 1 ? byte ^ 8 : byte)),
    ],
    ['an archive cut off', 'dce', (bytes: Uint8Array) => bytes.slice(0, -30)],
  ] as const)('is refused as when all of it is there: %s', async (_, sequence, damage) => {
    const { files, manifest } = dicomStudy('P-1');
    const own = new Map(neededBy(files, ofSequence[sequence]));
    const name = [...own.keys()][sequence === 'dce' ? 0 : 3];
    own.set(name, damage(own.get(name) as Uint8Array));
    const plain = await answered({
      kind: 'read',
      files: [...own].map(([name, bytes]) => ({ name, bytes })),
      manifest,
      sequence,
    });
    const { last } = await comingIn(
      own,
      manifest,
      sequence,
      partsOf(own, (one) => /rt\.dcm|seg|zip/.test(one), 1500),
    );
    expect(plain).toHaveProperty('refusal');
    expect(last).toEqual(plain);
  });
});
