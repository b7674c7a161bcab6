/** Simulates how often the default gates let versions pass: honest ones, shuffled ones, and ones of drifted calibration. */
// usage: node scripts/gates-simulation.ts [shuffled = 600] [honest = 100] [calibrated = 1000]; writes docs/gates.md
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Candidate, DEFAULT_GATES, GATES, type GateResult, judge, mayBePromoted } from '@radscore/statistics';
import { fittedCandidate, withCalibration } from '../test/layers/statistics/gates/simulations.ts';

const [shuffledRuns = 600, honestRuns = 100, calibratedRuns = 1000] = process.argv.slice(2).map(Number);
const start = performance.now();

/** Lower ends of the slope's band that are compared; the default is among them. */
const LOWS = [0.5, 0.7, 0.8, 0.9, 1];

/** One version: what the default gates say of it, and whether it passes with each other band of the slope. */
interface Judged {
  readonly results: readonly GateResult[];
  readonly passesByLow: readonly boolean[];
}

function judged(candidate: Candidate): Judged {
  const slope = DEFAULT_GATES.calibrationSlope;
  if (!slope) throw new Error('got default gates without a slope');
  return {
    results: judge({ candidate }),
    passesByLow: LOWS.map((low) =>
      mayBePromoted(judge({ candidate }, { ...DEFAULT_GATES, calibrationSlope: { ...slope, low } })),
    ),
  };
}

/** Every version of a line of the tables, null if a fit gave none. */
type Runs = (Judged | null)[];

function runs(count: number, make: (seed: number) => Candidate | null, what: string): Runs {
  return Array.from({ length: count }, (_, i) => {
    if (i % 50 === 0)
      process.stderr.write(`${what} ${i} of ${count}, ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
    const candidate = make(i + 1);
    return candidate && judged(candidate);
  });
}

const passed = (results: Runs) => results.filter((one) => one !== null && mayBePromoted(one.results)).length;
const without = (results: Runs) => results.filter((one) => one === null).length;
const refusedBy = (results: Runs, ...gates: readonly string[]) =>
  results.filter((one) => one?.results.some(({ gate, refuses }) => refuses && gates.includes(gate))).length;
const byAreas = (results: Runs) =>
  results.length - without(results) - refusedBy(results, 'auc-in-test', 'auc-in-validation');
const percent = (count: number, of: number) => `${((100 * count) / of).toFixed(1)} %`;
const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const figure = (results: Runs, gate: string, name: string) =>
  meanOf(results.flatMap((one) => one?.results.find((result) => result.gate === gate)?.figures[name] ?? []));

const shuffled = [
  {
    name: '68 training and 65 test rows',
    results: runs(shuffledRuns, (seed) => fittedCandidate({ seed, shuffled: true }), 'shuffled'),
  },
  {
    name: '136 and 130 rows',
    results: runs(
      Math.round(shuffledRuns / 4),
      (seed) => fittedCandidate({ seed: seed + 50_000, shuffled: true, times: 2 }),
      'shuffled ×2',
    ),
  },
];
const honest = [1, 2, 4].map((times) => ({
  name: `${68 * times} training and ${65 * times} test rows`,
  results: runs(Math.round(honestRuns / times), (seed) => fittedCandidate({ seed, times }), `honest ×${times}`),
}));

const base = fittedCandidate({ seed: 4, times: 4 });
if (!base) throw new Error('got no version to give test rows to');
const DRIFTS = [
  { name: 'none', slope: 1, shift: 0 },
  { name: 'slope halved', slope: 0.5, shift: 0 },
  { name: 'intercept +1', slope: 1, shift: 1 },
  { name: 'intercept −1', slope: 1, shift: -1 },
  { name: 'slope halved and intercept +1', slope: 0.5, shift: 1 },
  { name: 'slope halved and intercept −1', slope: 0.5, shift: -1 },
];
const calibrated = [65, 130, 260].flatMap((rows) =>
  DRIFTS.map((drift) => ({
    rows,
    drift,
    results: runs(
      calibratedRuns,
      (seed) => withCalibration(base, { seed, rows, mean: 0.7, spread: 1.75, ...drift }),
      `${rows} ${drift.name}`,
    ),
  })),
);

const calibrationGates = ['calibration-slope', 'calibration-in-the-large'];
const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;
const text = `# The gates before promotion, simulated

Written by \`node scripts/gates-simulation.ts ${shuffledRuns} ${honestRuns} ${calibratedRuns}\`. Everything here is synthetic. The gates are the defaults of every line
(\`DEFAULT_GATES\` in layers/statistics/gates/settings.ts); a line may have others. Cohorts have the demonstration's numbers of rows, true
effects and clinical variables, and 300 columns of which 30 measure a texture; the protocol is the default one, with its
cross-validation and without permutations, which could only refuse more.

\`\`\`json
${JSON.stringify(DEFAULT_GATES, null, 2)}
\`\`\`

## Shuffled outcomes

The outcomes of all rows are shuffled: whatever a version shows is chance.

| cohort | runs | without any feature | **passed** | would pass the two gates of the area alone |
| --- | ---: | ---: | ---: | ---: |
${shuffled.map(({ name, results }) => line([name, results.length, without(results), `**${passed(results)}**`, byAreas(results)])).join('\n')}

Refused by: ${GATES.filter((gate) => shuffled.some(({ results }) => refusedBy(results, gate) > 0))
  .map(
    (gate) => `${gate} ${shuffled.map(({ results }) => percent(refusedBy(results, gate), results.length)).join(' / ')}`,
  )
  .join('; ')}.

## Honest versions of the default protocol

| cohort | runs | mean test AUC | mean slope | passed | ${['auc-in-test', 'auc-in-validation', ...calibrationGates, 'net-benefit'].map((gate) => `refused by ${gate}`).join(' | ')} |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
${honest
  .map(({ name, results }) =>
    line([
      name,
      results.length,
      figure(results, 'auc-in-test', 'auc').toFixed(3),
      figure(results, 'calibration-slope', 'slope').toFixed(2),
      percent(passed(results), results.length),
      ...['auc-in-test', 'auc-in-validation', ...calibrationGates, 'net-benefit'].map((gate) =>
        percent(refusedBy(results, gate), results.length),
      ),
    ]),
  )
  .join('\n')}

At the size of the demonstration most honest versions are refused: the default protocol selects among many columns and does not
shrink its coefficients, so that with 2.5 rows of the rarer outcome per coefficient the probabilities are far too extreme (a slope of 0.3
makes 95 % of what is 71 %), the net benefit suffers from it, and half of the cross-validations cannot exclude chance. Of the demonstration
itself (\`fitSeed\` of scripts/demonstration/fit.ts, whose features carry more of the outcome) seed 1, the published one, passes, and seeds
2 to 10 do not: four by the slope alone, two by calibration in the large alone, three by several gates. What helps: more rows, fewer features (\`mostFeatures\`), or gates of
the line's own, which are recorded and shown with every version.

## Test rows whose calibration is known

The true log odds are shift + slope × linear predictor, which is normal with mean 0.7 and standard deviation 1.75 (area about
0.85, two of three rows with the event). ${calibratedRuns.toLocaleString('en')} versions per line; the other gates see a version that passes them.

| test rows | drift | passed every gate | refused by calibration | by slope | in the large | net-benefit |
| ---: | --- | ---: | ---: | ---: | ---: | ---: |
${calibrated
  .map(({ rows, drift, results }) =>
    line([
      rows,
      drift.name,
      percent(passed(results), results.length),
      percent(refusedBy(results, ...calibrationGates), results.length),
      ...[...calibrationGates, 'net-benefit'].map((gate) => percent(refusedBy(results, gate), results.length)),
    ]),
  )
  .join('\n')}

## Another band of the slope

Share that pass every gate, by the lower end of the slope's band (default ${DEFAULT_GATES.calibrationSlope?.low}).

| versions | ${LOWS.join(' | ')} |
| --- |${LOWS.map(() => ' ---: |').join('')}
${[
  ...honest.map(({ name, results }) => ({ name: `honest, ${name}`, results })),
  ...calibrated
    .filter(({ drift }) => drift.shift === 0)
    .map(({ rows, drift, results }) => ({
      name: `${drift.slope === 1 ? 'well calibrated' : drift.name}, ${rows} test rows`,
      results,
    })),
]
  .map(({ name, results }) =>
    line([name, ...LOWS.map((_, k) => percent(results.filter((one) => one?.passesByLow[k]).length, results.length))]),
  )
  .join('\n')}

Sixty-five rows cannot refuse every halved slope: its 90 % interval is ±0.3 wide. What they let pass is compatible with calibration as
far as those rows can show; twice the rows show twice as much.
`;
writeFileSync(fileURLToPath(new URL('../docs/gates.md', import.meta.url)), text);
process.stderr.write(`${((performance.now() - start) / 1000).toFixed(0)} s\n${text}`);
