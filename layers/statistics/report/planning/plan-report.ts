/** The report of a plan: an HTML page to show an ethics board, the same as Markdown, and its plots. */
import type { StudyPlan } from '../../planning/plan.ts';
import { fixed } from '../plots/models.ts';
import { type Card, type Document, documentHtml, documentMarkdown, type Part, text } from './blocks.ts';
import { assumptionsPart, decidedBy, developmentPart } from './development-part.ts';
import { patientsText, whole } from './figures-in-words.ts';
import { curvePart, nullPart } from './simulation-parts.ts';
import { SOURCES } from './sources.ts';
import { testPart, validationPart } from './validation-part.ts';

/** What a plan is called by. */
export interface PlanNames {
  /** Id of the modelling protocol. */
  readonly protocol: string;
  /** Of the program. */
  readonly version: string;
  /** File name of the pilot table; null without one. */
  readonly pilot: string | null;
}

/** One HTML file that needs nothing else; it reads in light and dark, on a phone and in print. */
export function planHtml(plan: StudyPlan, names: PlanNames): string {
  return documentHtml(documentOf(plan, names));
}

/** The same as Markdown. */
export function planMarkdown(plan: StudyPlan, names: PlanNames): string {
  return documentMarkdown(documentOf(plan, names));
}

/** The plots of a plan by file name. */
export function planPlots(plan: StudyPlan, names: PlanNames): Record<string, string> {
  const blocks = documentOf(plan, names).parts.flatMap((part) => part.blocks);
  return Object.fromEntries(blocks.flatMap((block) => (block.kind === 'figure' ? [[block.file, block.svg]] : [])));
}

function documentOf(plan: StudyPlan, names: PlanNames): Document {
  return {
    title: 'Radscore study plan',
    introduction: `How many patients a prediction model of a binary outcome needs, and what fewer patients give, under the modelling protocol ${names.protocol}. Made with Radscore ${names.version}.`,
    cards: cardsOf(plan),
    verdicts: verdictsOf(plan),
    parts: [
      assumptionsPart(plan),
      developmentPart(plan),
      ...validationPart(plan),
      ...testPart(plan),
      ...nullPart(plan, names.protocol),
      ...curvePart(plan, names.pilot),
      limitsPart(),
      sourcesPart(),
    ],
  };
}

function cardsOf({ development, validation, test, null: outcome, given }: StudyPlan): Card[] {
  const { needed } = development;
  const apparent = outcome?.apparent;
  return [
    {
      what: 'Patients to develop the model',
      value: whole(needed.patients),
      beside: [
        `${whole(Math.ceil(needed.events - 1e-9))} of them with the outcome; ${decidedBy(development)} decides.`,
        ...(given ? [`Planned: ${patientsText(given.patients, given.events)}.`] : []),
      ],
    },
    ...(validation
      ? [
          {
            what: 'Patients to validate it elsewhere',
            value: whole(validation.needed.patients),
            beside: [`${whole(Math.ceil(validation.needed.events - 1e-9))} of them with the outcome.`],
          },
        ]
      : []),
    ...(test
      ? [
          {
            what: `Width of the test interval (${whole(test.set.patients)} patients)`,
            value: fixed(test.width, 2),
            beside: [`If the true area is ${fixed(test.c, 2)}.`],
          },
        ]
      : []),
    ...(apparent
      ? [
          {
            what: 'Apparent area that pure noise gives',
            value: fixed(apparent.mean, 2),
            beside: [`Mean of ${whole(apparent.count)} simulated models of noise.`],
          },
        ]
      : []),
  ];
}

function verdictsOf({ given, development, null: outcome }: StudyPlan): string[] {
  const { needed, assumptions } = development;
  const verdicts: string[] = [];
  if (given) {
    verdicts.push(
      given.enough
        ? `The planned ${whole(given.patients)} patients meet Riley’s criteria for ${whole(assumptions.parameters)} candidate parameter${assumptions.parameters === 1 ? '' : 's'}.`
        : `The planned ${whole(given.patients)} patients do not meet Riley’s criteria, which ask for ${whole(needed.patients)}.`,
    );
  }
  if (outcome?.apparent && outcome.test) {
    verdicts.push(
      `Without any information in the features, this protocol reports an apparent area of ${fixed(outcome.apparent.mean)} on average, and ${fixed(outcome.test.mean)} in test rows: judge the study by the test rows and the cross-validation alone.`,
    );
  }
  return verdicts;
}

function limitsPart(): Part {
  return {
    title: 'What these numbers do not say',
    blocks: [
      {
        kind: 'list',
        items: [
          'They are the least that is needed, not what is enough: missing data, several scanners, subgroups and non-linear effects ask for more.',
          'They rest on the expected performance. If the model turns out weaker than assumed, it needed more patients; take a cautious value.',
          'Prevalence and candidates are those of the patients and columns that will really be used, after exclusions.',
          'A planned size does not make a model useful. That is for an external validation and an impact study to show.',
        ],
      },
      text(
        'Research use only. Not a medical device. This page supports a judgement, it does not replace a statistician.',
      ),
    ],
  };
}

function sourcesPart(): Part {
  return {
    title: 'Formulas and their sources',
    blocks: [
      text(
        'φ is the prevalence, P the candidate parameters, S the shrinkage, R² that of Cox and Snell, SE a standard error, w the odds of the threshold times (1 − φ) / φ.',
      ),
      {
        kind: 'list',
        items: SOURCES.map(([figure, formula, source]) => `${figure}: ${formula}. ${source}.`),
      },
    ],
  };
}
