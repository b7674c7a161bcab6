/** Synthetic studies and those of patients are kept apart, from the manifest to the answer. */
import {
  api,
  exportFeatureTable,
  type ModelVersionRow,
  planCohort,
  protocolById,
  requireObject,
} from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash } from '@radscore/pipeline/extraction';
import { answerForStudy } from '@radscore/pipeline/modelling';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { callApi } from './service/api-caller.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { Institution } from './service/institution.ts';
import { smallStudy } from './service/small-study.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

/** Always the same images, which are computed once. */
function study(studyId: string, origin?: 'patient' | 'synthetic') {
  const { files, manifest } = smallStudy({ studyId, seed: 61, pcr: true, ki67: 10 });
  return { files, manifest: { ...manifest, ...(origin && { manifestVersion: 2, origin }) } };
}

async function cohort(...institutions: string[]) {
  const { id } = protocolById('her2-pcr@1');
  const terms = { id, settingsHash: protocolSettingsHash(protocolById(id)), engineVersion: ENGINE_VERSION };
  const { table } = await planCohort(institutions, terms, async (patients) => patients.map(() => 'train' as const));
  return {
    origin: table.dataOrigin,
    rows: table.rows.map((row) => `${row.institution}/${row.studyId} ${row.dataOrigin}`),
    left: table.left.map(({ studyId, reason }) => `${studyId} ${reason.code}`),
  };
}

it('an institution of the demonstration takes synthetic studies only', async () => {
  const demo = new Institution(workflows, 'demo-centre-1');
  for (const origin of [undefined, 'patient'] as const) {
    const refused = await demo.submit('D-1', study('D-1', origin));
    expect(refused).toMatchObject({ status: 'failed', reason: { code: 'patient-in-demonstration' } });
    expect(refused.reason?.message).toMatch(/"origin": "synthetic"/);
  }
  expect(await demo.submit('D-1', study('D-1', 'synthetic'))).toMatchObject({
    status: 'complete',
    dataOrigin: 'synthetic',
  });
  const answer = await callApi('demo-centre-1', 'GET', '/v1/studies/D-1');
  expect(answer.json(api.studyAnswer).dataOrigin).toBe('synthetic');
});

it('a synthetic study of another institution is accepted and marked, and no row of a patients’ cohort', async () => {
  const centre = new Institution(workflows, 'centre-1');
  expect(await centre.submit('P-1', study('P-1'))).toMatchObject({ status: 'complete', dataOrigin: 'patient' });
  expect(await centre.submit('P-2', study('P-2', 'synthetic'))).toMatchObject({ dataOrigin: 'synthetic' });
  expect(await cohort('centre-1')).toEqual({
    origin: 'patient',
    rows: ['centre-1/P-1 patient'],
    left: ['P-2 data-origin-mismatch'],
  });
  // Nor does a patient join the cohort of the demonstration, or the demonstration that of patients.
  expect(await cohort('demo-centre-1')).toMatchObject({ origin: 'synthetic', rows: ['demo-centre-1/D-1 synthetic'] });
  expect(await cohort('centre-1', 'demo-centre-1')).toMatchObject({
    origin: 'patient',
    rows: ['centre-1/P-1 patient'],
    left: ['P-2 data-origin-mismatch', 'D-1 data-origin-mismatch'],
  });
  const exported = await exportFeatureTable('centre-1', 'her2-pcr@1', 'all');
  expect(exported).toMatchObject({ rows: 1, left: { 'data-origin-mismatch': 1 } });
  expect(new TextDecoder().decode(await requireObject('artefacts', exported.key))).not.toContain('P-2');
  expect((await exportFeatureTable('centre-1', 'her2-pcr@1', 'all', 'synthetic')).rows).toBe(1);
});

it('a version never answers for a study of the other origin', async () => {
  const version = (dataOrigin?: 'patient' | 'synthetic') =>
    ({
      owner: 'x',
      name: 'her2-pcr',
      version: 1,
      protocol: 'her2-pcr@1',
      settingsHash: 'another',
      dataOrigin,
    }) as ModelVersionRow;
  const ask = (of: ModelVersionRow, institution: string, studyId: string) =>
    answerForStudy(of, { institution, studyId });
  const mismatch = { abstained: { code: 'data-origin-mismatch' } };
  expect(await ask(version('synthetic'), 'centre-1', 'P-1')).toMatchObject({
    ...mismatch,
    model: { dataOrigin: 'synthetic' },
  });
  expect(await ask(version('patient'), 'centre-1', 'P-2')).toMatchObject(mismatch);
  expect(await ask(version(), 'demo-centre-1', 'D-1')).toMatchObject({ ...mismatch, model: { dataOrigin: 'patient' } });
  // Of the same origin it gets further: to the settings, which this version does not have.
  for (const [of, institution, studyId] of [
    [version(), 'centre-1', 'P-1'],
    [version('synthetic'), 'demo-centre-1', 'D-1'],
  ] as const) {
    expect(await ask(of, institution, studyId)).toMatchObject({ abstained: { code: 'settings-mismatch' } });
  }
});
