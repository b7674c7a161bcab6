/** Simulates monitoring: false alarms of drift and calibration where nothing changed, and how soon a planted change is found. */
// usage: node scripts/drift-simulation.ts [years = 1000] [planted = 200]; writes docs/drift.md
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFAULT_MONITORING, driftOf, watchCalibration } from '@radscore/statistics';
import {
  simulatedOutcomes,
  simulatedUse,
  type UseOptions,
} from '../test/layers/statistics/monitoring/simulated-use.ts';

const [years = 1000, planted = 200] = process.argv.slice(2).map(Number);
const start = performance.now();
const percent = (count: number, of: number) => `${((100 * count) / of).toFixed(1)} %`;
const line = (cells: readonly (string | number)[]) => `| ${cells.join(' | ')} |`;

/** Share of years with an alarm. */
function falseAlarms(options: Omit<UseOptions, 'seed'>): number {
  let alarms = 0;
  for (let seed = 1; seed <= years; seed++) {
    const { reference, studies } = simulatedUse({ seed, ...options });
    if (driftOf(reference, studies).alarms.length > 0) alarms++;
  }
  return alarms;
}

const FROM = 3;
const WITHIN = [1, 3, 6];

/** How many of the planted shifts are found within each number of months from their beginning, by the variable that was shifted. */
function found(options: Omit<UseOptions, 'seed'> & { readonly by: number }): number[] {
  const { by, ...use } = options;
  const counts = WITHIN.map(() => 0);
  for (let seed = 1; seed <= planted; seed++) {
    const { reference, studies } = simulatedUse({
      seed: seed + 100_000,
      months: FROM + 6,
      ...use,
      shift: { by, from: FROM },
    });
    const { months } = driftOf(reference, studies);
    WITHIN.forEach((within, k) => {
      const seen = months.slice(FROM, FROM + within);
      if (seen.some(({ variables }) => variables[0].drifted)) counts[k]++;
    });
  }
  return counts;
}

const quiet = [
  { name: 'normal, 20 studies a month', options: {} },
  { name: 'normal, 5 studies a month', options: { perMonth: 5 } },
  { name: 'lognormal, 20 studies a month, mean and sd alone', options: { shape: 'lognormal', values: false } },
] as const;
const nullLines = quiet.map(({ name, options }) => {
  const alarms = falseAlarms(options);
  process.stderr.write(`${name}: ${alarms} of ${years}, ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
  return line([name, `${alarms} of ${years}`, percent(alarms, years)]);
});
const powerLines = (['normal', 'lognormal'] as const).flatMap((shape) =>
  [10, 20, 40].flatMap((perMonth) =>
    [0.5, 0.8, 1.2].map((by) => {
      const counts = found({ shape, perMonth, by });
      process.stderr.write(`${shape} ${perMonth} ${by}: ${counts}\n`);
      return line([shape, perMonth, by, ...counts.map((count) => percent(count, planted))]);
    }),
  ),
);

const CHECKED = [20, 50, 100, 200];
const CHANGES = [
  { name: 'none', shift: 0, slope: 1 },
  { name: 'intercept +0.5', shift: 0.5, slope: 1 },
  { name: 'intercept +1', shift: 1, slope: 1 },
  { name: 'intercept −1', shift: -1, slope: 1 },
  { name: 'slope halved', shift: 0, slope: 0.5 },
  { name: 'no signal left', shift: 0.7, slope: 0 },
];
const outcomeLines = CHANGES.map(({ name, shift, slope }) => {
  const runs = shift === 0 && slope === 1 ? years : planted;
  const counts = CHECKED.map(() => 0);
  for (let seed = 1; seed <= runs; seed++) {
    const { months } = watchCalibration(simulatedOutcomes({ seed, perMonth: 10, months: 20, shift, slope }));
    CHECKED.forEach((outcomes, k) => {
      if (months[outcomes / 10 - 1].alarm) counts[k]++;
    });
  }
  process.stderr.write(`${name}: ${counts}\n`);
  return line([name, runs, ...counts.map((count) => percent(count, runs))]);
});

const { drift, calibration } = DEFAULT_MONITORING;
const text = `# Monitoring, simulated

Written by \`node scripts/drift-simulation.ts ${years} ${planted}\`. Everything here is synthetic. The settings are the defaults
(\`DEFAULT_MONITORING\` in layers/statistics/monitoring/settings.ts).

## Drift of features and of the score

Rule: a month of an institution has drifted if the smallest p of its variables (seven features and the score, each over
${drift.spans.join(', ')} months, by rank-sum test against the training values), times the number of tests, is below ${drift.falseAlarmsPerMonth}. Fewer than ${drift.leastStudies} studies in a
span are too few to tell. At most ${percent(12 * drift.falseAlarmsPerMonth, 1)} of institution-years with an alarm follow from that where nothing changed; the training rows (68) are
drawn again in every year, so that their own chance is in the figures. (Ranks of lognormal values are those
of normal ones.) A reference of means and standard deviations alone exceeds the bound where tails are long, as those of radiomics are: keep
the training values.

| nothing changed | years with an alarm | share |
| --- | ---: | ---: |
${nullLines.join('\n')}

A shift of one feature, in its standard deviations, that begins in month ${FROM + 1}: found within …

| shape | studies a month | shift | ${WITHIN.map((n) => `${n} month${n === 1 ? '' : 's'}`).join(' | ')} |
| --- | ---: | ---: |${WITHIN.map(() => ' ---: |').join('')}
${powerLines.join('\n')}

## Calibration of the outcomes as they come in

Rule: alarm once the outcomes are ${1 / calibration.falseAlarmsEver} times likelier under drifted probabilities (a mixture of shifts and slopes) than under the given ones:
a calibrated model ever raises it with a chance of at most ${percent(calibration.falseAlarmsEver, 1)}, whenever and however often one looks. Linear predictors
are normal with mean 0.7 and standard deviation 1.75; true log odds = shift + slope × linear predictor. Alarm by the n-th outcome:

| change | runs | ${CHECKED.join(' | ')} |
| --- | ---: |${CHECKED.map(() => ' ---: |').join('')}
${outcomeLines.join('\n')}

No alarm is no proof that nothing changed: months with few studies say "too few to tell", and the tables show what is missed.
`;
writeFileSync(fileURLToPath(new URL('../docs/drift.md', import.meta.url)), text);
process.stderr.write(`${((performance.now() - start) / 1000).toFixed(0)} s\n${text}`);
