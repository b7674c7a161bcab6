/** Of a plan: how many patients an external validation needs, and how precise the test will be. */
import type { StudyPlan } from '../../planning/plan.ts';
import type { LinearPredictor, ValidationCriterion, ValidationSize } from '../../planning/validation-size.ts';
import { fixed, levelText, rangeText } from '../plots/models.ts';
import { type Part, text } from './blocks.ts';
import { meanText, middle95, patientsText, percent, whole } from './figures-in-words.ts';

const DECIDING: Readonly<Record<ValidationSize['needed']['decidedBy'], string>> = {
  observedToExpected: 'the ratio of observed and expected events',
  slope: 'the calibration slope',
  c: 'the C statistic',
  netBenefit: 'the net benefit',
};

export function validationPart({ validation }: StudyPlan): Part[] {
  if (!validation) return [];
  const { observedToExpected, slope, c, netBenefit, needed, assumptions } = validation;
  const row = (name: string, one: ValidationCriterion) => [
    name,
    fixed(one.value),
    fixed(one.width, 2),
    fixed(one.standardError),
    whole(one.patients),
    whole(Math.ceil(one.events - 1e-9)),
  ];
  return [
    {
      title: 'Validating it in other patients',
      blocks: [
        {
          kind: 'table',
          caption: 'Patients at which the 95 % interval of each figure is as narrow as asked for; the largest counts.',
          head: ['figure', 'expected', 'width', 'standard error', 'patients', 'with the outcome'],
          rows: [
            row('Observed / expected', observedToExpected),
            row('Calibration slope', slope),
            row('C statistic', c),
            ...(netBenefit ? [row('Standardised net benefit', netBenefit)] : []),
            ['All', '', '', '', whole(needed.patients), whole(Math.ceil(needed.events - 1e-9))],
          ],
          notes: [
            'As pmvalsampsize (R 0.1.0, Python 0.2.1), with integrals in place of its simulated patients.',
            ...(netBenefit
              ? [
                  `At a risk threshold of ${assumptions.threshold}: sensitivity ${fixed(netBenefit.sensitivity, 2)}, specificity ${fixed(netBenefit.specificity, 2)}.`,
                ]
              : ['Without a risk threshold (--threshold) the net benefit is not planned for.']),
          ],
        },
        text(
          `An external validation needs at least ${patientsText(needed.patients, needed.events)}; ${DECIDING[needed.decidedBy]} decides. The linear predictor is taken as ${lpText(assumptions.linearPredictor)}, and the model as calibrated.`,
        ),
      ],
    },
  ];
}

function lpText(lp: LinearPredictor): string {
  if (lp.kind === 'normal') return `normal with mean ${lp.mean} and standard deviation ${lp.sd}`;
  if (lp.kind === 'beta') return `that of risks with a beta distribution (${lp.alpha}, ${lp.beta})`;
  return 'normal with equal variance among patients with and without the outcome, as the C statistic and the prevalence say';
}

export function testPart({ test }: StudyPlan): Part[] {
  if (!test) return [];
  const { set, c, confidence, expected, width, simulated } = test;
  const level = levelText(confidence);
  return [
    {
      title: 'How precise the test will be',
      blocks: [
        text(
          `If the true area is ${fixed(c)}, ${whole(set.patients)} test patients (${whole(set.events)} with the outcome) let expect a ${level} interval of ${rangeText(expected)}, ${fixed(width)} wide. ` +
            `${percent(simulated.aboveChance)} of such tests would have an interval above 0.5.`,
        ),
        {
          kind: 'table',
          caption: `The interval that the report of a fit shows (DeLong on the logit scale), in ${whole(simulated.sets)} simulated test sets.`,
          head: ['figure', 'by formula', 'simulated mean', 'middle 95 %'],
          rows: [
            ['Area', fixed(c), meanText(simulated.area), middle95(simulated.area)],
            ['Standard deviation of the area', fixed(Math.sqrt(test.variance)), fixed(simulated.area.sd), ''],
            ['Width of the interval', fixed(width), meanText(simulated.width), middle95(simulated.width)],
            [
              'Intervals that hold the true area',
              level,
              `${percent(simulated.coverage, 1)} ± ${percent(simulated.errorOfCoverage, 1)}`,
              '',
            ],
          ],
          notes: [
            `± is the Monte Carlo standard error. Seed ${simulated.seed}. Scores are normal with equal variance.`,
          ],
        },
      ],
    },
  ];
}
