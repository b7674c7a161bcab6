/** Of a plan: how many patients the development needs, and what the planned ones allow. */
import type { DevelopmentSize, GivenSize } from '../../planning/development-size.ts';
import type { StudyPlan } from '../../planning/plan.ts';
import { fixed } from '../plots/models.ts';
import { type Block, type Part, text } from './blocks.ts';
import { patientsText, percent, whole } from './figures-in-words.ts';

/** What decides a size, within a sentence. */
const DECIDING: Readonly<Record<DevelopmentSize['needed']['decidedBy'], string>> = {
  shrinkage: 'the shrinkage of the coefficients',
  optimism: 'the optimism in R²',
  overallRisk: 'the precision of the overall risk',
};

export function decidedBy(size: DevelopmentSize): string {
  return DECIDING[size.needed.decidedBy];
}

export function assumptionsPart(plan: StudyPlan): Part {
  const { assumptions, coxSnell, development, c } = plan;
  const { prevalence, parameters, patients, test, performance } = assumptions;
  const { shrinkage, optimism, margin } = development.assumptions;
  const r2 = `${fixed(coxSnell, 4)} (Cox–Snell; at most ${fixed(development.largestCoxSnell, 4)}), ${fixed(development.nagelkerke)} (Nagelkerke)`;
  return {
    title: 'What is assumed',
    blocks: [
      {
        kind: 'pairs',
        pairs: [
          ['Prevalence of the outcome', percent(prevalence, 1)],
          ['Candidate parameters', whole(parameters)],
          ['Patients to develop on', patients === null ? 'not fixed' : patientsText(patients, patients * prevalence)],
          [
            'Patients to test on',
            test === null ? 'none' : `${whole(test.patients)} (${whole(test.events)} with the outcome)`,
          ],
          [
            'C statistic',
            c === null
              ? 'above 0.999'
              : `${fixed(c)} (${performance.kind === 'c-statistic' ? 'given' : 'follows from R²'})`,
          ],
          ['R² that the model explains', r2],
          ['Shrinkage to reach', String(shrinkage)],
          ['Largest optimism in Nagelkerke R²', String(optimism)],
          ['Margin of the overall risk', `± ${margin}`],
        ],
      },
      ...assumedNotes(plan),
    ],
  };
}

function assumedNotes({ performanceAssumed, exact, development, assumptions }: StudyPlan): Block[] {
  return [
    ...(performanceAssumed
      ? [
          {
            kind: 'warning' as const,
            text: 'No expected performance was given. A Nagelkerke R² of 0.15 is taken, which Riley et al. (BMJ 2020;368:m441) advise if nothing is known. A C statistic from a validation of a similar model is a better source.',
          },
        ]
      : []),
    ...(exact
      ? [
          text(
            `R² follows from the C statistic as pmsampsize computes it, by simulating 1,000,000 patients with its own seed, so that the sizes equal those of pmsampsize. Without the error of that simulation R² is ${fixed(exact.coxSnell, 4)} and the size ${whole(exact.patients)} in place of ${whole(development.needed.patients)}.`,
          ),
        ]
      : []),
    text(
      `A candidate parameter is a coefficient that the data may choose, whether the model keeps it or not: of ${whole(assumptions.parameters)} columns that a selection looks at, all count. Columns that are dropped without a look at the outcome do not.`,
    ),
  ];
}

export function developmentPart({ development, given }: StudyPlan): Part {
  const { shrinkage, optimism, overallRisk, needed, assumptions } = development;
  const row = (name: string, target: string, one: DevelopmentSize['overallRisk']) => [
    name,
    target,
    whole(one.patients),
    whole(Math.ceil(one.events - 1e-9)),
    fixed(one.eventsPerParameter, 2),
  ];
  return {
    title: 'Developing the model',
    blocks: [
      {
        kind: 'table',
        caption: 'Patients that each of Riley’s criteria asks for; the largest counts.',
        head: ['criterion', 'target', 'patients', 'with the outcome', 'events per parameter'],
        rows: [
          row('1 Shrinkage of the coefficients', `S ≥ ${fixed(shrinkage.target)}`, shrinkage),
          row('2 Optimism in Nagelkerke R²', `≤ ${assumptions.optimism} (S ≥ ${fixed(optimism.target)})`, optimism),
          row('3 Precision of the overall risk', `± ${assumptions.margin}`, overallRisk),
          row('All three', '', needed),
        ],
        notes: ['Equal to pmsampsize 1.1.3 (R).'],
      },
      text(
        `At least ${patientsText(needed.patients, needed.events)} are needed to develop the model; ${decidedBy(development)} decides.`,
      ),
      ...(given ? givenBlocks(given, development) : []),
      {
        kind: 'list',
        items: [
          'The first criterion keeps the coefficients from being too extreme in new patients; the second keeps the reported R² near the true one; the third makes the average risk right.',
          'The criteria are for a logistic model whose candidates are all fitted by maximum likelihood. Selection by F-test and LASSO chooses among the candidates; it does not make them fewer, and penalised models were as unreliable on small data (Riley et al. 2021, J Clin Epidemiol 132:88).',
          'For a C statistic above about 0.8 the first criterion asks for too few patients; by half as many again at 0.85 and twice as many at 0.9 (Pavlou et al. 2024, BMC Med Res Methodol 24:146).',
        ],
      },
    ],
  };
}

function givenBlocks(given: GivenSize, { needed, assumptions }: DevelopmentSize): Block[] {
  const { patients, expectedShrinkage, mostParameters, riskMargin, enough } = given;
  const most = Math.max(0, Math.min(mostParameters.shrinkage, mostParameters.optimism));
  const shrinks =
    expectedShrinkage === null
      ? 'With this many parameters the model would fit its own patients perfectly, and nothing is left to expect in others.'
      : `The coefficients are expected to be right after shrinking them to ${percent(expectedShrinkage)} of their size.`;
  const words =
    `With ${whole(patients)} patients, ${most === 0 ? 'not one candidate parameter meets' : `at most ${whole(most)} candidate parameter${most === 1 ? ' meets' : 's meet'}`} the first two criteria. ` +
    `${shrinks} The overall risk is known to within ± ${fixed(riskMargin)}.`;
  if (enough) return [text(words)];
  return [
    {
      kind: 'warning',
      text: `${whole(patients)} planned patients are ${percent(patients / needed.patients, patients / needed.patients < 0.1 ? 1 : 0)} of the ${whole(needed.patients)} that ${whole(assumptions.parameters)} candidate parameter${assumptions.parameters === 1 ? ' needs' : 's need'}. Reduce the candidates before any outcome is seen, or recruit more patients.`,
    },
    text(words),
  ];
}
