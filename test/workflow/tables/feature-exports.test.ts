/** Feature exports: the table of the request and of the job, in steps of any size, and what interrupts them. */
import { announceStudy, api, exportFeatureTable, readObject, tableQuestion, withdrawStudy } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneStudies } from '../../../bench/cloned-studies.ts';
import { eraseStudy } from '../../../layers/pipeline/erasure/erase-study.ts';
import { announceExport, takeExport } from '../../../layers/pipeline/exports/export-jobs.ts';
import { type ExportStep, exportStep, type StepLimits } from '../../../layers/pipeline/exports/export-step.ts';
import { storeAnalysedStudy } from '../service/analysed-study.ts';
import { callApi, problemOf } from '../service/api-caller.ts';
import { startWorkflows, type Workflows } from '../service/in-process.ts';

const INSTITUTION = 'centre-1';
const STUDIES = 5;
const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:export-features:of-the-test';
let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
  for (let i = 0; i < STUDIES; i++) await storeAnalysedStudy(studyOf(i), { seed: i, pcr: i % 2 === 0 });
  await announceStudy({ institution: INSTITUTION, studyId: 'S-Z' }, new Date());
}, 60_000);
afterAll(() => workflows.stop());

const studyOf = (i: number) => ({ institution: INSTITUTION, studyId: `S-${i}` });
const textOf = async (key: string) => new TextDecoder().decode(await readObject('artefacts', key));
const atOnce = async () => textOf((await exportFeatureTable(INSTITUTION, 'her2-pcr@1', 'all')).key);

/** An export without its state machine, so that a test can take one step after the other. */
async function openAlone(key: string) {
  const question = tableQuestion(INSTITUTION, 'her2-pcr@1', 'all');
  const job = await takeExport(await announceExport(question, new Date(), key), EXECUTION);
  if (!job) throw new Error('got no export; wanted one that waits');
  return job;
}

/** Every step is taken twice, as a retry does after a failure that came at its very end. */
async function inSteps(key: string, limits: StepLimits, between: (step: ExportStep) => Promise<void> = async () => {}) {
  const job = await openAlone(key);
  let step = await exportStep(job, EXECUTION, undefined, limits);
  let steps = 1;
  while (step.status === 'continue') {
    await between(step);
    const { cursor } = step;
    const first = await exportStep(job, EXECUTION, cursor, limits);
    step = first.status === 'continue' ? await exportStep(job, EXECUTION, cursor, limits) : first;
    if (first.status === 'continue' && cursor.uploadId !== undefined) expect(step).toEqual(first);
    if (++steps > 100) throw new Error('got more than 100 steps; wanted an end');
  }
  return {
    job,
    step,
    steps,
    text: step.status === 'complete' ? await textOf(`exports/${INSTITUTION}/${job.jobId}.csv`) : '',
  };
}

describe('a feature export', () => {
  it('gives by its job the bytes that a request gives, with progress and counts', async () => {
    const opened = await callApi(INSTITUTION, 'POST', '/v1/feature-exports', { body: {} });
    expect(opened.status).toBe(202);
    const { jobId } = opened.json(api.featureExport);
    await workflows.settled();
    const done = (await callApi(INSTITUTION, 'GET', `/v1/feature-exports/${jobId}`)).json(api.featureExport);
    expect(done).toMatchObject({ status: 'complete', cohort: 'all', origin: 'patient', protocol: 'her2-pcr@1' });
    const text = await (await fetch(String(done.table))).text();
    expect(text).toBe(await atOnce());
    expect(done.progress).toEqual({
      ...{ seen: STUDIES + 1, of: STUDIES + 1, rows: STUDIES, bytes: Buffer.byteLength(text) },
      left: { 'study-awaiting-upload': 1 },
    });
    expect((await callApi('centre-2', 'GET', `/v1/feature-exports/${jobId}`)).status).toBe(404);
    // Nothing but the table is left of it.
    const kept = [...(await workflows.objects('artefacts')).keys()].filter((key) => key.includes(jobId));
    expect(kept).toEqual([`exports/${INSTITUTION}/${jobId}.csv`]);
  });

  it('is one export for requests with one key, and another for another question', async () => {
    const headers = { 'idempotency-key': 'nightly' };
    const ask = async (body: object) =>
      (await callApi(INSTITUTION, 'POST', '/v1/feature-exports', { body, headers })).json(api.featureExport).jobId;
    const jobId = await ask({});
    expect(await ask({})).toBe(jobId);
    expect(await ask({ cohort: 'labelled' })).not.toBe(jobId);
    const unknown = await callApi(INSTITUTION, 'POST', '/v1/feature-exports', { body: { protocol: 'her2-pcr@9' } });
    expect(problemOf(unknown)).toMatchObject({ status: 404 });
    await workflows.settled();
  });

  it('gives the same bytes in steps of one study each, also if every step is repeated', async () => {
    const { step, steps, text } = await inSteps('small steps', { milliseconds: 0, partBytes: 16 * 2 ** 20 });
    expect(step.status).toBe('complete');
    expect(steps).toBeGreaterThan(STUDIES);
    expect(text).toBe(await atOnce());
  });

  it('begins again if a study is withdrawn while it runs, and has no row of it', async () => {
    const withdrawn = { institution: INSTITUTION, studyId: 'S-0' };
    let isWithdrawn = false;
    const { step, text } = await inSteps('withdrawal', { milliseconds: 0, partBytes: 16 * 2 ** 20 }, async (before) => {
      if (isWithdrawn || before.status !== 'continue' || before.cursor.rows !== 2) return;
      isWithdrawn = true;
      await withdrawStudy(withdrawn, new Date());
      await eraseStudy(withdrawn, new Date());
    });
    expect(isWithdrawn).toBe(true);
    expect(step.status === 'complete' && step.cursor.attempt).toBe(2);
    expect(text).toBe(await atOnce());
    expect(text).not.toContain('S-0,');
  });

  it('names the job if the studies are too many for a request', async () => {
    const announced = { institution: 'centre-many', studyId: 'S-0' };
    await announceStudy(announced, new Date());
    await cloneStudies(
      announced,
      Array.from({ length: 500 }, (_, i) => `S-${i + 1}`),
    );
    const refused = await callApi('centre-many', 'GET', '/v1/features');
    expect(problemOf(refused)).toMatchObject({
      status: 409,
      type: 'urn:radscore:problem:table-too-large',
      detail: expect.stringContaining('POST /v1/feature-exports'),
    });
  });
});
