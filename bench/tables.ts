/** Measures feature exports and the gathering of cohorts: node bench/tables.ts fake|local STUDIES [export,plan,values] */
import { performance } from 'node:perf_hooks';
import {
  type ExportJobRow,
  exportStep,
  planCohort,
  protocolById,
  storePlanned,
  tableQuestion,
} from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash } from '@radscore/pipeline/extraction';
import { featuresPartition, queryAll } from '../layers/pipeline/storage/dynamodb-table.ts';
import { storeAnalysedStudy } from '../test/workflow/service/analysed-study.ts';
import { startWorkflows } from '../test/workflow/service/in-process.ts';
import { cloneStudies, itemsOfStudy } from './cloned-studies.ts';
import { fakeStore } from './fake-store.ts';

const INSTITUTION = 'centre-1';
const FIRST = { institution: INSTITUTION, studyId: 'S-0000000' };
const [kind = 'fake', count = '1000', parts = 'export,plan,values'] = process.argv.slice(2);
const wanted = new Set(parts.split(','));
const studies = Number(count);
const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:export-features:measured';

await startWorkflows();
await storeAnalysedStudy(FIRST, { seed: 1, pcr: true });
let requests = new Map<string, number>();
let bytesOf = async (_key: string): Promise<number> => 0;
if (kind === 'fake') {
  const items = await itemsOfStudy(FIRST);
  const meta = items.find(({ SK }) => SK === 'META') ?? {};
  const vector = items.find(({ SK }) => SK !== 'META') ?? {};
  const blocks = new Map();
  for (const hash of Object.values(vector['contentHashes'] as Record<string, string>)) {
    const query = { KeyConditionExpression: 'PK = :p', ExpressionAttributeValues: { ':p': featuresPartition(hash) } };
    blocks.set(hash, await queryAll(query));
  }
  const store = fakeStore({ ...FIRST, meta, vector, blocks }, studies);
  requests = store.requests;
  bytesOf = async (key) => store.objects.get(key) ?? 0;
} else {
  const ids = Array.from({ length: studies - 1 }, (_, i) => `S-${String(i + 1).padStart(7, '0')}`);
  await cloneStudies(FIRST, ids);
}

/** Wall time and processor time of some work, and the most memory that the process has taken until its end. */
async function measured(name: string, work: () => Promise<Record<string, unknown>>): Promise<void> {
  if (![...wanted].some((part) => name.startsWith(part))) return;
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  const said = await work();
  const { user, system } = process.cpuUsage(cpu);
  const round = (value: number): number => Math.round(value * 10) / 10;
  const figures = {
    ...{ name, store: kind, studies, seconds: round((performance.now() - started) / 1000) },
    ...{ processorSeconds: round((user + system) / 1e6), peakMb: Math.round(process.resourceUsage().maxRSS / 1024) },
  };
  process.stdout.write(`${JSON.stringify({ ...figures, ...said })}\n`);
}

const job: ExportJobRow = {
  ...tableQuestion(INSTITUTION, 'her2-pcr@1', 'all'),
  ...{ jobId: '0'.repeat(26), status: 'running', createdAt: '', expiresAt: '' },
};
await measured('export of features', async () => {
  let step = await exportStep(job, EXECUTION, undefined);
  let steps = 1;
  for (; step.status === 'continue'; steps++) step = await exportStep(job, EXECUTION, step.cursor);
  if (step.status !== 'complete') throw new Error(JSON.stringify(step));
  const { rows, bytes, part } = step.cursor;
  return { steps, rows, bytes, parts: part - 1, ...(kind === 'fake' && { requests: Object.fromEntries(requests) }) };
});

const { id } = protocolById('her2-pcr@1');
const terms = { id, settingsHash: protocolSettingsHash(protocolById(id)), engineVersion: ENGINE_VERSION };
requests.clear();
let plan: Awaited<ReturnType<typeof planCohort>> | undefined;
await measured('plan of a cohort', async () => {
  plan = await planCohort([INSTITUTION], terms, async (patients) => patients.map(() => 'train' as const));
  return { rows: plan.table.rows.length, planBytes: JSON.stringify(plan).length };
});
await measured('values of a cohort', async () => {
  if (!plan) throw new Error('got no plan; wanted one');
  let step = await storePlanned(plan, undefined);
  let steps = 1;
  for (; 'cursor' in step; steps++) step = await storePlanned(plan, step.cursor);
  const bytes = await bytesOf(`${step.cohortKey}values.f64`);
  return { steps, ...(kind === 'fake' && { bytes, requests: Object.fromEntries(requests) }) };
});
process.exit(0);
