/** Runs the fault plans against the local cloud and writes docs/reliability.md. usage: node scripts/reliability.ts [PLAN…] */
import { readFileSync, writeFileSync } from 'node:fs';
import { synthesizeIfStale } from '../cli/service/synthesis.ts';
import { processTerminal } from '../cli/terminal/terminal.ts';
import { type Row, withRows } from './reliability/document.ts';
import { isGood, judge } from './reliability/outcome.ts';
import { AT_ONCE, type NamedPlan, PLANS } from './reliability/plans.ts';
import { type Fate, runPlan } from './reliability/run-plan.ts';
import { smallStudies } from './reliability/studies.ts';

const SEED = 17;
const STUDIES = 40;
const PAGE = new URL('../docs/reliability.md', import.meta.url);

const asked = process.argv.slice(2);
const wanted = (name: string): boolean => asked.length === 0 || asked.includes(name);
const known = [...PLANS, ...AT_ONCE].map(({ name }) => name);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) throw new Error(`got the plans ${unknown.join(', ')}; there are ${known.join(', ')}`);

const terminal = processTerminal;
const assembly = await synthesizeIfStale(terminal);
let failures = 0;

const plans = PLANS.filter(({ name }) => wanted(name));
if (plans.length > 0) {
  const studies = smallStudies(SEED, STUDIES);
  const baseline = (await runPlan({ assembly, studies })).fates;
  assertComplete(baseline);
  for (const plan of plans) write('plans', PLANS, await rowOf(plan, studies, baseline));
}
for (const plan of AT_ONCE.filter(({ name }) => wanted(name))) {
  const studies = smallStudies(SEED, plan.studies);
  // The bits without faults come from a run that sends as many as the machine can take.
  const baseline = (await runPlan({ assembly, studies, patienceSeconds: 7200 })).fates;
  assertComplete(baseline);
  write('at-once', AT_ONCE, await rowOf(plan, studies, baseline, plan.studies));
}
process.exitCode = failures > 0 ? 1 : 0;

async function rowOf(
  plan: NamedPlan,
  studies: ReturnType<typeof smallStudies>,
  baseline: readonly Fate[],
  uploads?: number,
): Promise<Row> {
  const result = await runPlan({
    assembly,
    studies,
    plan: plan.plan,
    patienceSeconds: uploads === undefined ? 900 : 7200,
    ...(uploads !== undefined && { uploads }),
  });
  const outcome = judge(result, baseline, plan.mayEnd);
  terminal.note(`${isGood(outcome) ? 'good' : 'BAD '} ${plan.name}: ${JSON.stringify(outcome)}`);
  failures += outcome.failures.length;
  return { plan, studies: studies.length, result, outcome };
}

/** Row by row: what was measured is kept if the run is ended. */
function write(section: string, plans: readonly NamedPlan[], row: Row): void {
  const order = plans.map(({ name }) => name);
  writeFileSync(PAGE, withRows(readFileSync(PAGE, 'utf8'), section, order, [row]));
}

function assertComplete(fates: readonly Fate[]): void {
  const others = fates.filter(({ status, announced }) => status !== 'complete' || announced !== 1);
  if (others.length > 0) throw new Error(`without faults: ${JSON.stringify(others.slice(0, 3))}; wanted all complete`);
}
