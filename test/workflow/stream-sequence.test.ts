/** Sequences streamed from the bucket: few bytes, same result, files that change meanwhile. */
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { imageFiles, type SequenceName } from '@radscore/pipeline';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { drawCohort } from '../../cli/demonstration/cohort.ts';
import { makeStudy } from '../../cli/demonstration/study-files.ts';
import { readSequence } from '../../layers/pipeline/sequences/read-sequence.node.ts';
import { streamSequence } from '../../layers/pipeline/sequences/stream-sequence.ts';
import { s3 } from '../../layers/pipeline/storage/clients.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';

const study = { institution: 'centre-1', studyId: 'STREAM-1' };
const prefix = 'institutions/centre-1/studies/STREAM-1/';
const { files, manifest } = makeStudy(drawCohort(5).newPatient, 5);

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
  for (const [path, bytes] of files) await workflows.put(prefix + path, bytes);
});
afterAll(() => workflows.stop());
afterEach(() => vi.restoreAllMocks());

function workOf(sequence: SequenceName) {
  const source = manifest.sequences[sequence];
  if (!source) throw new Error(`no ${sequence}`);
  return { study, sequence, source };
}

function inMemory(sequence: SequenceName) {
  const { source } = workOf(sequence);
  const read = (path: string) =>
    imageFiles(manifest, path).map(({ path: name }) => ({ name, bytes: files.get(name) ?? new Uint8Array() }));
  return readSequence(sequence, source, { image: read(source.image), roi: read(source.roi.file) });
}

/** Calls back before every ranged read, which is how pixels are fetched. */
function beforePixels(act: () => Promise<unknown>): void {
  const send = s3.send.bind(s3) as (command: unknown) => Promise<unknown>;
  vi.spyOn(s3, 'send').mockImplementation((async (command: unknown) => {
    if (command instanceof GetObjectCommand && command.input.Range) await act();
    return send(command);
  }) as typeof s3.send);
}

describe('a sequence that is streamed', () => {
  it.each([
    ['t2fs', 24],
    ['dwi', 24],
    // The phase that is read, and the two it is compared with.
    ['dce', 72],
  ] as const)('%s gives what reading it in memory gives, bit for bit', async (sequence, slices) => {
    const wanted = inMemory(sequence);
    let pixels = 0;
    beforePixels(async () => pixels++);
    for (const keptBytes of [0, undefined]) {
      const { volume, mask, notes } = await streamSequence(workOf(sequence), manifest, keptBytes);
      expect(notes).toEqual(wanted.notes);
      expect(Buffer.from(volume.voxels.buffer).equals(Buffer.from(wanted.volume.voxels.buffer))).toBe(true);
      expect(Buffer.from(mask.voxels).equals(wanted.mask.voxels)).toBe(true);
      expect({ ...volume, voxels: 0 }).toEqual({ ...wanted.volume, voxels: 0 });
      // Each slice once; nothing where the whole sequence was kept.
      expect(pixels).toBe(slices);
    }
  });

  it('is refused where a file is replaced between its header and its pixels', async () => {
    // Of the second batch of slices.
    const path = 't2fs/series/0020.dcm';
    const bytes = files.get(path) ?? new Uint8Array();
    const other = bytes.slice();
    other[other.length - 1] ^= 1;
    let isDone = false;
    beforePixels(async () => {
      if (isDone) return;
      isDone = true;
      await workflows.put(prefix + path, other);
    });
    try {
      await expect(streamSequence(workOf('t2fs'), manifest, 0)).rejects.toMatchObject({
        name: 'StudyRefused',
        code: 'checksum-mismatch',
        message: expect.stringContaining(`${path}: got other bytes than a moment before`),
      });
    } finally {
      await workflows.put(prefix + path, bytes);
    }
  });

  it('is refused where a file is not what the manifest declares, the first of several by its name', async () => {
    const paths = ['dwi/adc/0003.dcm', 'dwi/adc/0004.dcm'];
    for (const path of paths) await workflows.put(prefix + path, new Uint8Array(100));
    try {
      await expect(streamSequence(workOf('dwi'), manifest)).rejects.toMatchObject({
        name: 'StudyRefused',
        code: 'checksum-mismatch',
        message: expect.stringContaining(paths[0]),
      });
    } finally {
      for (const path of paths) await workflows.put(prefix + path, files.get(path) ?? new Uint8Array());
    }
  });

  it('asks for no more files at once than it may', async () => {
    const send = s3.send.bind(s3) as (command: unknown) => Promise<unknown>;
    let [now, most] = [0, 0];
    vi.spyOn(s3, 'send').mockImplementation((async (command: unknown) => {
      most = Math.max(most, ++now);
      return send(command).finally(() => now--);
    }) as typeof s3.send);
    await streamSequence(workOf('dce'), manifest, 0);
    expect(most).toBeLessThanOrEqual(16);
    expect(most).toBeGreaterThan(4);
  });
});
