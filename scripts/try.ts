import { smallStudies } from './reliability/studies.ts';
import { runPlan } from './reliability/run-plan.ts';
import { PLANS } from './reliability/plans.ts';
const n = Number(process.argv[2]); const name = process.argv[3];
const studies = smallStudies(17, n);
const plan = PLANS.find((p) => p.name === name);
const result = await runPlan({ assembly: 'cdk.out', studies, plan: plan?.plan, patienceSeconds: Number(process.argv[5] ?? 120), onMessage: process.argv[4] ? console.log : undefined });
const { fates, ...rest } = result;
console.log(rest);
const by = new Map<string, number>();
for (const f of fates) { const k = JSON.stringify([f.status, f.reasons, f.announced]); by.set(k, (by.get(k)??0)+1); }
console.log(by);
