/** Runs the fault plans against the local cloud and writes docs/reliability.md. usage: node scripts/reliability.ts [--try N] [PLAN…] */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesizeIfStale } from '../cli/service/synthesis.ts';
import { processTerminal } from '../cli/terminal/terminal.ts';
import { compileAssembly } from '../local/compile.ts';
import { type Row, withRows } from './reliability/document.ts';
import { isGood, judge } from './reliability/outcome.ts';
import { AT_ONCE, type NamedPlan, PLANS } from './reliability/plans.ts';
import { type Fate, runPlan } from './reliability/run-plan.ts';
import { type SmallStudy, smallStudies } from './reliability/studies.ts';

const SEED = 17;
const STUDIES = 40;
/** For a thousand studies on a machine that has other work. */
const PATIENCE_SECONDS = 7200;
const PAGE = new URL('../docs/reliability.md', import.meta.url);

const { values, positionals: asked } = parseArgs({
  allowPositionals: true,
  // A quick look with N studies, which the page does not get.
  options: { try: { type: 'string' } },
});
const tried = values.try === undefined ? undefined : Number(values.try);
const wanted = (name: string): boolean => asked.length === 0 || asked.includes(name);
const known = [...PLANS, ...AT_ONCE].map(({ name }) => name);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) throw new Error(`got the plans ${unknown.join(', ')}; there are ${known.join(', ')}`);

const terminal = processTerminal;
const assembly = await synthesizeIfStale(terminal);
const compileCache = mkdtempSync(join(tmpdir(), 'radscore-compiled-'));
await compileAssembly(assembly, compileCache);
let failures = 0;

const plans = PLANS.filter(({ name }) => wanted(name));
const atOnce = AT_ONCE.filter(({ name }) => wanted(name));
// Fewer studies are the first of more: one run without faults is enough for all.
const counts = [...plans.map(() => STUDIES), ...atOnce.map((plan) => plan.studies)];
const all = smallStudies(SEED, tried ?? Math.max(...counts));
const baseline = (await runPlan({ assembly, compileCache, studies: all, patienceSeconds: PATIENCE_SECONDS })).fates;
assertComplete(baseline);
for (const plan of plans) write('plans', PLANS, await rowOf(plan, all.slice(0, STUDIES), baseline));
for (const plan of atOnce) {
  write('at-once', AT_ONCE, await rowOf(plan, all.slice(0, plan.studies), baseline, plan.studies));
}
rmSync(compileCache, { recursive: true, force: true });
process.exitCode = failures > 0 ? 1 : 0;

async function rowOf(
  plan: NamedPlan,
  studies: readonly SmallStudy[],
  baseline: readonly Fate[],
  uploads?: number,
): Promise<Row> {
  const result = await runPlan({
    assembly,
    compileCache,
    studies,
    plan: plan.plan,
    patienceSeconds: uploads === undefined ? (tried === undefined ? 900 : 240) : PATIENCE_SECONDS,
    ...(uploads !== undefined && { uploads }),
  });
  const outcome = judge(result, baseline, plan.mayEnd);
  const { fates: _, ...measured } = result;
  terminal.note(`${isGood(outcome) ? 'good' : 'BAD '} ${plan.name}: ${JSON.stringify({ ...outcome, ...measured })}`);
  failures += outcome.failures.length;
  return { plan, studies: studies.length, result, outcome };
}

/** Row by row: what was measured is kept if the run is ended. */
function write(section: string, plans: readonly NamedPlan[], row: Row): void {
  if (tried !== undefined) return;
  const order = plans.map(({ name }) => name);
  writeFileSync(PAGE, withRows(readFileSync(PAGE, 'utf8'), section, order, [row]));
}

function assertComplete(fates: readonly Fate[]): void {
  const others = fates.filter(({ status, announced }) => status !== 'complete' || announced !== 1);
  if (others.length > 0) throw new Error(`without faults: ${JSON.stringify(others.slice(0, 3))}; wanted all complete`);
}
