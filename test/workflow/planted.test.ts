/** Studies with one planted fault each: the reason that comes back. */
import { createHash } from 'node:crypto';
import { currentReceipt, findStudy } from '@radscore/pipeline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dicomCarriers, otherCarriers } from '../planted/carriers.ts';
import { identityFor, PLANTED_TEXTS } from '../planted/identities.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { listed, smallStudy } from './service/small-study.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
// What was written is kept for the search after the whole suite.
afterAll(() => workflows.stop());

const institution = 'centre-1';

/** Submits a small study with further files; everything about it that can be read afterwards, as one text. */
async function submit(studyId: string, more: ReadonlyMap<string, Uint8Array>, manifest?: string) {
  const study = smallStudy({ studyId, seed: 31 });
  for (const [path, bytes] of more) study.files.set(path, bytes);
  const prefix = `institutions/${institution}/studies/${studyId}/`;
  for (const [path, bytes] of study.files) await workflows.put(prefix + path, bytes);
  const written = manifest ?? JSON.stringify({ ...study.manifest, files: listed(study.files) });
  await workflows.put(`${prefix}manifest.json`, written);
  await workflows.settled();
  const key = { institution, studyId };
  const row = await findStudy(key);
  const receipt = row?.receipt && (await currentReceipt(key));
  return {
    status: row?.status,
    code: row?.reason?.code,
    receipt,
    said: JSON.stringify({ row, receipt }).toLowerCase(),
  };
}

const planted = (said: string): string[] => PLANTED_TEXTS.filter((text) => said.includes(text.toLowerCase()));

it('takes a study with every attribute of the profile filled to quarantine, and repeats none of it', async () => {
  const files = new Map(dicomCarriers().map(({ file }, i) => [`t2fs/extra/${i}.dcm`, file.bytes] as const));
  const { status, receipt, said } = await submit('P-1', files);
  expect(status).toBe('quarantined');
  expect((receipt?.findings.length ?? 0) + (receipt?.more ?? 0)).toBeGreaterThan(500);
  expect(planted(said)).toEqual([]);
});

it('takes every other carrier to quarantine or refuses it, and repeats none of it', async () => {
  for (const [i, { place, file }] of otherCarriers().entries()) {
    if (i % 6 !== 0) continue; // Each on its own is tested without the workflow; here a sixth, in a study each.
    const { status, said } = await submit(`P-2-${i}`, new Map([[`dwi/more/${file.name}`, file.bytes]]));
    expect(['quarantined', 'failed'], place).toContain(status);
    expect(planted(said), place).toEqual([]);
  }
});

it('repeats no name out of a manifest that is refused', async () => {
  const { family, dicomName } = identityFor(5);
  const file = { path: 'a.nii', bytes: 1, sha256: createHash('sha256').digest('hex') };
  const base = { manifestVersion: 1, protocol: 'her2-pcr@1', studyId: 'P-3', files: [file] };
  const sequences = { t2fs: { image: 'a.nii', roi: { file: 'a.nii' } } };
  for (const manifest of [
    `{"patient": "${dicomName}"`,
    JSON.stringify({ ...base, sequences, protocol: dicomName }),
    JSON.stringify({ ...base, sequences, studyId: family }),
    JSON.stringify({ ...base, sequences: { [family]: sequences.t2fs } }),
    JSON.stringify({ ...base, sequences, clinical: { [family]: 1 } }),
    JSON.stringify({ ...base, sequences, clinical: { morphology: family } }),
    JSON.stringify({ ...base, sequences, outcome: { pcr: true, [family]: 1 } }),
  ]) {
    const { status, said } = await submit('P-3', new Map(), manifest);
    expect(status).toBe('failed');
    expect(planted(said), said).toEqual([]);
  }
});
