/** One image declared as two sequences, through the workflow. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { Institution } from './service/institution.ts';
import { listed, smallStudy } from './service/small-study.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

let centre: Institution;
let count = 0;
beforeEach(() => {
  centre = new Institution(workflows, `centre-${++count}`);
});

describe('one image declared as two sequences', () => {
  type Sequences = Record<string, { image: string; roi: { file: string; label?: number }; phase?: number }>;
  const change = (studyId: string, by: (sequences: Sequences, files: Map<string, Uint8Array>) => void) => {
    const { files, manifest } = smallStudy({ studyId, seed: 69 });
    const sequences = structuredClone(manifest.sequences) as Sequences;
    by(sequences, files);
    return { files, manifest: { ...manifest, sequences, files: listed(files) } };
  };

  it.each<[string, string, Parameters<typeof change>[1]]>([
    ['I-1', 'by the same path', (sequences) => Object.assign(sequences.dwi, { image: 't2fs/image.nii' })],
    [
      'I-2',
      'as a file and as the folder that holds it',
      (sequences) => Object.assign(sequences.dce, { image: 't2fs/' }),
    ],
    [
      'I-3',
      'by two paths of the same content',
      (_, files) => files.set('dce/image.nii', files.get('dwi/image.nii') as Uint8Array),
    ],
  ])('%s is refused before anything is read: %s', async (studyId, _, by) => {
    workflows.invoked.length = 0;
    const row = await centre.submit(studyId, change(studyId, by));
    expect(row).toMatchObject({ status: 'failed', reason: { code: 'image-repeated' } });
    expect(row.reason?.message).toMatch(/as (t2fs|dwi) and as (dwi|dce); wanted/);
    expect(workflows.invoked).toEqual(['admit-study', 'record-failure']);
  });

  it('is refused after reading if only the voxels show it', async () => {
    const study = change('I-4', (_, files) => {
      const copy = Uint8Array.from(files.get('dwi/image.nii') as Uint8Array);
      // Another description and another position: other bytes, the same image.
      copy.set(new TextEncoder().encode('map'), 148);
      files.set('dce/image.nii', copy);
    });
    const row = await centre.submit('I-4', study);
    expect(row).toMatchObject({
      status: 'failed',
      reason: { code: 'image-repeated', message: expect.stringMatching(/the same voxels as dwi and as dce; wanted/) },
    });
    expect(row.features).toBeUndefined();
  });

  it('is not what a shared region of interest is', async () => {
    const study = change('I-5', (sequences) => {
      for (const { roi } of Object.values(sequences)) roi.file = 't2fs/roi.nrrd';
    });
    expect((await centre.submit('I-5', study)).status).toBe('complete');
  });
});
