/** Of a plan: what noise gives under the protocol, and the learning curve of a pilot. */
import type { LearningCurve } from '../../planning/learning-curve.ts';
import type { NullOfProtocol } from '../../planning/null-simulation.ts';
import type { StudyPlan } from '../../planning/plan.ts';
import { learningCurvePlot } from '../plots/learning-curve.ts';
import { fixed, pText } from '../plots/models.ts';
import { NULL_ROWS, nullAreasPlot } from '../plots/null-areas.ts';
import { type Block, type Part, text } from './blocks.ts';
import { meanText, middle95, whole } from './figures-in-words.ts';

export const NULL_PLOT = 'null-areas.svg';
export const CURVE_PLOT = 'learning-curve.svg';

export function nullPart({ null: outcome }: StudyPlan, protocol: string): Part[] {
  if (!outcome) return [];
  const { settings, models, noModel, failed, left } = outcome;
  const { train, test, columns, simulations, bootstrap, seed } = settings;
  const judged = test ? `, and ${whole(test.patients)} (${whole(test.events)}) to test on` : '';
  const failures = failed.reduce((sum, { count }) => sum + count, 0);
  const blocks: Block[] = [
    text(
      `${whole(simulations)} studies were simulated in which no feature knows anything of the outcome: ${whole(train.patients)} patients to develop on (${whole(train.events)} with the outcome)${judged}, ${whole(columns)} columns of independent normal noise. Each ran the whole protocol ${protocol}. An honest area is 0.5.`,
    ),
    text(
      `${whole(models)} of ${whole(simulations)} studies gave a model; in ${whole(noModel)} the selection kept nothing${failures > 0 ? `, ${whole(failures)} could not be fitted (${failed.map(({ reason }) => reason).join('; ')})` : ''}. The table is of those that gave a model, for only those would be published.`,
    ),
    ...(models > 0 ? nullResults(outcome) : []),
    text(
      `Seed ${seed}; ${bootstrap} resamples for each corrected area (a fit takes 50: fewer widen its spread, not its mean), one repeat of the cross-validation. ± is the Monte Carlo standard error of the mean.` +
        (left.length > 0 ? ` Left out, for noise has no data for it: ${left.join(', ')}.` : ''),
    ),
    text(
      'Real features hang together, so that they are worth fewer independent ones and their null is lower; radscore fit gives the null of the real table by permuting its outcomes.',
    ),
  ];
  return [{ title: 'What pure noise gives under this protocol', blocks }];
}

function nullResults(outcome: NullOfProtocol): Block[] {
  const rows = NULL_ROWS.flatMap(([key, name]) => {
    const spread = outcome[key];
    if (!spread) return [];
    const { quantiles, errorOf95 } = spread;
    const tail = errorOf95 === null ? '' : ` ± ${fixed(errorOf95)}`;
    return [
      [
        name,
        meanText(spread),
        fixed(spread.sd),
        fixed(quantiles['0.5']),
        middle95(spread),
        `${fixed(quantiles['0.95'])}${tail}`,
      ],
    ];
  });
  const { apparent, features } = outcome;
  const most = apparent?.quantiles['0.95'] ?? 0;
  const withFeatures = features ? `, with ${fixed(features.mean, 1)} features on average` : '';
  const words =
    most >= 0.9995
      ? `More than one study of noise in 20 reports an apparent area of 1${withFeatures}: at this size no apparent area says anything.`
      : `An apparent area has to exceed ${fixed(most)} to be above what 19 of 20 studies of noise would report${withFeatures}.`;
  return [
    {
      kind: 'table',
      caption: 'Areas under the ROC curve that studies of pure noise report.',
      head: ['area', 'mean', 'sd', 'median', 'middle 95 %', '95 % quantile'],
      rows,
    },
    {
      kind: 'figure',
      file: NULL_PLOT,
      svg: nullAreasPlot(outcome),
      caption:
        'What pure noise gives. How to read: each dot is a simulated study; the upright stroke below the dots is their median, the bar their middle 95 %. The dotted line is chance. A figure whose dots lie to the right of it praises a model that knows nothing.',
    },
    text(words),
  ];
}

export function curvePart({ curve }: StudyPlan, table: string | null): Part[] {
  if (!curve) return [];
  const { pilot, points, settings } = curve;
  return [
    {
      title: 'Learning curve of the pilot',
      blocks: [
        text(
          `The protocol was fitted on random parts of the pilot${table === null ? '' : ` ${table}`} (${whole(pilot.patients)} patients, ${whole(pilot.events)} with the outcome) and judged in the patients left over, ${settings.repeats} times for each size (seed ${settings.seed}). A part in which no feature was kept counts as 0.5.`,
        ),
        {
          kind: 'table',
          caption: 'Area under the ROC curve in the patients left over.',
          head: ['fitted on', 'judged in', 'area', 'sd', 'middle 95 %', 'nothing kept', 'failed'],
          rows: points.map(({ patients, judged, auc, nothingSelected, failed }) => [
            whole(patients),
            whole(judged),
            auc ? meanText(auc) : '–',
            auc ? fixed(auc.sd) : '–',
            auc ? middle95(auc) : '–',
            String(nothingSelected),
            String(failed),
          ]),
          notes: [
            '± is the standard error over the parts, which share patients: it leaves out how the pilot itself was drawn.',
          ],
        },
        {
          kind: 'figure',
          file: CURVE_PLOT,
          svg: learningCurvePlot(curve),
          caption:
            'Learning curve. How to read: if the points still climb at the right, more patients would give a better model; if they are level, they would not. Points are means of the random parts, bars two standard errors.',
        },
        ...lawBlocks(curve),
      ],
    },
  ];
}

function lawBlocks({ curve, pilot }: LearningCurve): Block[] {
  const { law, refused, planned, gainP, lackOfFitP, reach } = curve;
  const tests = gainP === null ? '' : ` (gain with patients p ${pText(gainP)}, lack of fit p ${pText(lackOfFitP)})`;
  if (refused !== null) return [{ kind: 'warning', text: `Not to be continued. ${refused}${tests}` }];
  if (!law) return [];
  const at = planned
    ? ` Continued to ${whole(planned.patients)} patients it gives ${fixed(planned.auc)} (${fixed(planned.range[0])} to ${fixed(planned.range[1])} by the scatter of the parts alone; the pilot itself adds to that).`
    : ` It may be continued to ${whole(reach)} patients.`;
  return [
    text(
      `The areas follow the inverse power law ${fixed(law.asymptote)} − ${fixed(law.gain)} n^(−${fixed(law.rate, 2)})${tests}.${at} The law says nothing of another scanner, another hospital or another protocol, and its end (${fixed(law.asymptote)}) is far outside the ${whole(pilot.patients)} patients that it is from.`,
    ),
  ];
}
