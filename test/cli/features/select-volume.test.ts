/** The texts with which refusals and inspections list volumes select them, typed as they are, on every command. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type NamedBytes, writeNrrd } from '@radscore/imaging';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../layers/imaging/dicom/encoding/tags.ts';
import { rewritten } from '../../layers/imaging/dicom/rewrite.ts';
import { writtenCases } from '../../layers/imaging/dicom/written.ts';
import { radscore } from '../terminal.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'radscore-volumes-'));
  mkdirSync(join(root, 'dce'));
  for (const { name, bytes } of dixon()) writeFileSync(join(root, 'dce', name), bytes);
  writeFileSync(join(root, 'dce-roi.nrrd'), writeNrrd(t2.mask));
  writeFileSync(join(root, 'mean.yaml'), 'featureClass: {firstorder: [Mean]}\nsetting: {additionalInfo: false}\n');
});
afterAll(() => rmSync(root, { recursive: true }));

const [t2] = writtenCases();
const TYPES = ['W', 'F', 'IP', 'OP'];

/** Four contrasts of one moment in one series, each brighter by 100. */
function dixon(): NamedBytes[] {
  return TYPES.flatMap((type, k) =>
    t2.series.files.map((file, i) => {
      const voxels = t2.volume.voxels.subarray(20 * i, 20 * i + 20);
      const pixels = Int16Array.from(voxels, (value) => Number(value) + 100 * k);
      const changed = rewritten(file, [
        text(Tag.SOPInstanceUID, 'UI', `2.25.7${k}${i}`),
        text(Tag.ImageType, 'CS', 'DERIVED', 'PRIMARY', type, type),
        { tag: Tag.PixelData, vr: 'OW', value: new Uint8Array(pixels.buffer) },
      ]);
      return { ...changed, name: `${k}${i}.dcm` };
    }),
  );
}

const mean = async (selection: string): Promise<number> => {
  const paths = [join(root, 'dce'), join(root, 'dce-roi.nrrd'), '-p', join(root, 'mean.yaml')];
  const { exitCode, out, notes } = await radscore('extract', ...paths, '--select', selection);
  expect(exitCode, notes.join()).toBe(0);
  return JSON.parse(out).original_firstorder_Mean;
};

describe('a Dixon series', () => {
  it('is refused by what differs, and each text of the refusal selects its volume', async () => {
    const { exitCode, notes } = await radscore('extract', join(root, 'dce'), join(root, 'dce-roi.nrrd'));
    expect(exitCode).toBe(4);
    expect(notes[0]).toMatch(/series-ambiguous: .*they differ in ImageType W, F, IP, OP; wanted one image/);
    const texts = [...notes[0].matchAll(/([^\s,]+) \(3 slices\)/g)].map(([, listed]) => listed);
    expect(texts).toHaveLength(4);
    const means: number[] = [];
    for (const one of texts) means.push(await mean(one));
    expect(means.map((value) => Math.round(value - means[0]))).toEqual([0, 100, 200, 300]);
  });

  it('is listed by the same texts where it is inspected', async () => {
    const { out } = await radscore('inspect', root, '--json');
    const { series } = JSON.parse(out);
    expect(series.map(({ select }: { select: string }) => select)).toEqual(TYPES.map((type) => `type=${type}`));
  });

  it('is refused as a sequence of a study, and read where the manifest selects', async () => {
    const refused = await radscore('manifest', root, '--study-id', 'S-1');
    expect(refused.exitCode).toBe(4);
    for (const type of TYPES) expect(refused.notes.join('\n')).toContain(`type=${type} (3 slices)`);

    await radscore('manifest', root, '--study-id', 'S-1', '--select', 'dce=type=W');
    const { sequences } = JSON.parse(readFileSync(join(root, 'manifest.json'), 'utf8'));
    expect(sequences.dce).toEqual({ image: 'dce/', roi: { file: 'dce-roi.nrrd' }, volume: { imageType: 'W' } });
    const { exitCode } = await radscore('inspect', root, '--json');
    expect(exitCode).toBe(0);
    rmSync(join(root, 'manifest.json'));
  });

  it.each(['dce', 'dce=', 'dce=colour=red', 'dwi=b=800', 't1=adc'])('takes no --select %s', async (selection) => {
    expect(await radscore('manifest', root, '--study-id', 'S-1', '--select', selection)).toMatchObject({ exitCode: 2 });
  });
});
