/** One study in several layouts of folders: `radscore manifest` without an option, and the service. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { NamedBytes } from '@radscore/imaging';
import { findStudy, findVector, loadFeatures, manifest } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { text } from '../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../layers/imaging/dicom/encoding/tags.ts';
import { radscore } from '../cli/terminal.ts';
import { rewritten } from '../layers/imaging/dicom/rewrite.ts';
import { directory } from '../layers/imaging/inspection/directory.ts';
import { GRIDS, HospitalStudy, SCANS, slicesOf } from '../layers/imaging/inspection/hospital-study.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';

let workflows: Workflows;
let root: string;
beforeAll(async () => {
  workflows = await startWorkflows();
  root = mkdtempSync(join(tmpdir(), 'radscore-layouts-'));
});
afterAll(async () => {
  await workflows.stop();
  rmSync(root, { recursive: true });
});

const institution = 'centre-1';

/** What a person does: the files in a folder, one command, and everything that its manifest lists is uploaded. */
async function featuresOf(studyId: string, files: readonly NamedBytes[]): Promise<{ values: number[]; sent: number }> {
  const folder = join(root, studyId);
  for (const { name, bytes } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
  const made = await radscore('manifest', folder);
  expect(made, made.notes.join('\n')).toMatchObject({ exitCode: 0 });
  const written = readFileSync(join(folder, 'manifest.json'));
  const listed = manifest.parse(JSON.parse(String(written))).files;
  const prefix = `institutions/${institution}/studies/${studyId}/`;
  for (const { path } of listed) await workflows.put(prefix + path, readFileSync(join(folder, path)));
  await workflows.put(`${prefix}manifest.json`, written);
  await workflows.settled();
  const row = await findStudy({ institution, studyId });
  expect(row, JSON.stringify(row?.gaps ?? row?.reason)).toMatchObject({
    status: 'complete',
    features: 3375,
    warnings: [],
  });
  const vector = row && (await findVector(row));
  return { values: Array.from((await loadFeatures(vector as NonNullable<typeof vector>)).values), sent: listed.length };
}

describe('a study in any layout of folders', () => {
  const { series, regions, study } = HospitalStudy.complete();
  const parts = ['T2', 'ADC', 'DWI', 'DCE'];
  const numbered = (part: string): string => String(parts.indexOf(part)).padStart(6, '0');
  const folders = slicesOf(series, (part, slice) => `${part}/IM${slice}.dcm`);
  const disc = slicesOf(series, (part, slice) => `PT000000/ST000000/SE${numbered(part)}/MR${numbered(part)}${slice}`);
  // Beside them a survey in two orientations, which cannot be read and which no protocol asks for.
  const scout = study.scan('survey', { ...SCANS.DCE, number: 1, description: 'survey' }, GRIDS.DCE, 3);
  const survey = slicesOf([scout], (part, slice) => `${part}${slice}`).map((file, i) =>
    i % 2 ? rewritten(file, [text(Tag.ImageOrientationPatient, 'DS', '0', '1', '0', '0', '0', '-1')]) : file,
  );

  it('has the same features', async () => {
    const first = await featuresOf('IN-FOLDERS', [...folders, ...regions]);
    const others: Record<string, readonly NamedBytes[]> = {
      FLAT: [...slicesOf(series, (part, slice) => `${numbered(part)}${slice}`), ...regions, ...survey],
      DISC: [...disc, ...regions, directory('SYN-0007', disc)],
      'WITH-JUNK': [
        ...slicesOf(series, (part, slice, at) => `a/${part}/${part === 'DCE' ? at : 'all'}/${slice}`),
        ...regions.map(({ name, bytes }) => ({ name: `a/regions/${name}`, bytes })),
        ...['Thumbs.db', 'a/T2/all/Thumbs.db', 'a/DCE/desktop.ini', 'autorun.inf', 'a/regions/preview.png'].map(
          (name) => ({
            name,
            bytes: new TextEncoder().encode('no image'),
          }),
        ),
      ],
    };
    for (const [studyId, files] of Object.entries(others)) {
      expect(await featuresOf(studyId, files), studyId).toEqual(first);
    }
    expect(first.sent).toBe(6 + 6 + 18 + 3);
  });
});
