/** A cohort that is gathered in many steps: the bytes of one step, also if every step is repeated; and by the workflow. */
import { loadCohort, loadFeatures, planCohort, protocolById } from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash } from '@radscore/pipeline/extraction';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { cloneStudies } from '../../../bench/cloned-studies.ts';
import { findPlan, keepPlan, storePlanned } from '../../../layers/pipeline/gathering/store-cohort.ts';
import { storeAnalysedStudy } from '../service/analysed-study.ts';
import { startWorkflows, type Workflows } from '../service/in-process.ts';

const INSTITUTION = 'centre-1';
/** S3 takes no smaller part: 195 rows of 3,375 values are the fewest. */
const SMALLEST_PART = 5 * 2 ** 20;
const CLONES = Array.from({ length: 195 }, (_, i) => `G-2${1000 + i}`);
let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
  const first = { institution: INSTITUTION, studyId: 'G-1' };
  await storeAnalysedStudy(first, { seed: 1, pcr: true });
  await storeAnalysedStudy({ institution: INSTITUTION, studyId: 'G-9' }, { seed: 2, pcr: false });
  await cloneStudies(first, CLONES);
}, 60_000);
afterAll(() => workflows.stop());

const makePlan = () => {
  const { id } = protocolById('her2-pcr@1');
  const terms = { id, settingsHash: protocolSettingsHash(protocolById(id)), engineVersion: ENGINE_VERSION };
  return planCohort([INSTITUTION], terms, async (patients) => patients.map(() => 'train' as const));
};

it('has in steps of a part each, the last one repeated, the values of every row in its place', async () => {
  const run = { runId: 'R-1', owner: INSTITUTION, name: 'her2-pcr' };
  const plan = await makePlan();
  await keepPlan(run as never, plan);
  const kept = await findPlan(run);
  if (!kept) throw new Error('got no plan; wanted the one that was kept');
  expect(kept).toEqual(plan);
  const limits = { milliseconds: 0, partBytes: SMALLEST_PART };
  const step = await storePlanned(kept, undefined, limits);
  if (!('cursor' in step)) throw new Error('got the whole; wanted the first of two steps');
  // As a step whose answer was lost when it had put the object together: it is made again from the same cursor.
  await storePlanned(kept, step.cursor, limits);
  const last = await storePlanned(kept, step.cursor, limits);
  if (!('cohortKey' in last)) throw new Error('got another step; wanted two');

  const { table, values } = await loadCohort(last.cohortKey);
  expect(table.rows.map(({ studyId }) => studyId)).toEqual(['G-1', ...CLONES, 'G-9']);
  const [first, other] = await Promise.all(
    [plan.blocks.values[0], plan.blocks.values[CLONES.length + 1]].map(loadFeatures),
  );
  expect(first.values).not.toEqual(other.values);
  const row = (i: number) => values.subarray(i * 3375, (i + 1) * 3375);
  for (const i of [0, 1, 100, 194, 195, CLONES.length]) expect(row(i)).toEqual(first.values);
  expect(row(CLONES.length + 1)).toEqual(other.values);
}, 60_000);
