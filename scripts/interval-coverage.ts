/** Simulates how often intervals of the area hold the truth, and how often Hosmer–Lemeshow rejects calibrated models. */
// usage: node scripts/interval-coverage.ts; writes docs/interval-coverage.md
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { aucCoverage, hosmerLemeshowRejections } from '../test/layers/statistics/coverage.ts';

const COHORTS = 4000;
const SEED = 7;
const SIZES = [
  [44, 21],
  [43, 25],
  [10, 30],
  [5, 20],
  [3, 30],
  [300, 200],
] as const;
const AREAS = [0.5, 0.7, 0.88, 0.95, 0.99];

const areas = SIZES.flatMap(([cases, controls]) =>
  AREAS.map((area) => {
    const { delong, logit, newcombe, shown, perfect } = aucCoverage({
      cases,
      controls,
      area,
      cohorts: COHORTS,
      seed: SEED,
    });
    const cells = [delong, logit, newcombe, shown, perfect].map((share) => share.toFixed(3));
    return `| ${cases}/${controls} | ${area.toFixed(2)} | ${cells.join(' | ')} |`;
  }),
);
const tests = [65, 100, 200, 500].flatMap((n) =>
  [0.5, 1.2, 2].map((spread) => {
    const { withGroups, withGroupsLessTwo, tested } = hosmerLemeshowRejections({
      n,
      spread,
      cohorts: COHORTS,
      seed: SEED,
    });
    return `| ${n} | ${spread} | ${withGroups.toFixed(3)} | ${withGroupsLessTwo.toFixed(3)} | ${tested.toFixed(3)} |`;
  }),
);
const text = `# Coverage of the intervals that are shown

Written by \`node scripts/interval-coverage.ts\`: ${COHORTS.toLocaleString('en')} binormal cohorts per line, seed ${SEED}, 95 % intervals. DeLong’s is pROC’s
and stays in report.json as \`interval\`; \`shown\` is the logit interval of the same variance, or Newcombe’s (method 5) if
the area is 0 or 1, when neither of the others says anything, or a class has fewer than 5 rows.

| cases/controls | true area | DeLong | logit | Newcombe | shown | share with area 1 |
| --- | --- | --- | --- | --- | --- | --- |
${areas.join('\n')}

# Hosmer–Lemeshow on rows that were not fitted

${COHORTS.toLocaleString('en')} cohorts per line whose predictions are the true probabilities (logit normal about 0.5, standard deviation
\`spread\`), ten groups. Share rejected at 5 %: with as many degrees of freedom as groups (used on test rows), and with
groups − 2 (right only on the rows that were fitted). The test is left out if a group expects fewer than 0.25 rows of
a class; the last column is the share of cohorts that were tested, and the shares rejected are of these.

| rows | spread | df = groups | df = groups − 2 | tested |
| --- | --- | --- | --- | --- |
${tests.join('\n')}
`;
writeFileSync(fileURLToPath(new URL('../docs/interval-coverage.md', import.meta.url)), text);
process.stdout.write(text);
