/** RQS 2.0 with its readiness levels: 42 items, second-hand (`provenance` says from where). */
import type { Checklist, ChecklistItem } from './checklist.ts';

type Points = NonNullable<ChecklistItem['points']>;
type Option = Points['options'][number];
type Fact = Option['facts'];

const LEVELS = [
  '1 foundations',
  '2 data preparation',
  '3 prototype',
  '4 internal validation',
  '5 capability',
  '6 trustworthiness',
  '7 prospective validity',
  '8 applicability and upkeep',
  '9 deployment',
];

const best = (...options: (readonly [number, string, Fact])[]): Points => ({
  none: 0,
  counts: 'best',
  options: options.map(([points, title, facts]) => ({ points, title, facts })),
});
const one = (...facts: Fact): Points => best([1, 'done', facts]);
const two = (...facts: Fact): Points => best([2, 'done', facts]);

/** Titles and points of each level, from 1; items are numbered through. */
const BY_LEVEL: readonly (readonly (readonly [title: string, points: Points])[])[] = [
  [
    [
      'Unmet clinical need',
      best([1, 'several centres', ['clinical-need']], [2, 'consensus', ['clinical-need-consensus']]),
    ],
    ['Hardware', one('hardware')],
    [
      'Image protocol (TRIAC level)',
      best([1, 'level 1 or 2', ['imaging-protocol']], [2, 'level 3 or 4', ['imaging-protocol-maturity']]),
    ],
    ['Inclusion and exclusion', one('eligibility')],
    ['Diversity', one('diversity')],
  ],
  [
    ['Robustness of features', one('robust-features')],
    ['Preprocessing of images', one('preprocessing', 'preprocessing-is-apt')],
    ['Harmonisation', one('harmonisation')],
    ['International standards', one('standard-software')],
    ['Automatic segmentation', one('automatic-segmentation')],
  ],
  [
    ['Feature reduction', one('feature-reduction')],
    ['Robustness used in selection', one('robust-selection')],
    ['Hand-crafted and deep features combined', one('deep-learning-combined')],
    ['With non-radiomic variables', two('clinical-variables-in-model')],
  ],
  [
    ['Validation in one centre', one('internal-testing')],
    ['Cut-off', one('cut-off')],
    [
      'Discrimination',
      best([1, 'statistic', ['discrimination']], [2, 'resampling', ['discrimination', 'discrimination-resampled']]),
    ],
    ['Calibration', one('calibration')],
    ['Failure modes', one('failure-modes')],
    [
      'Open science',
      {
        none: 0,
        counts: 'sum',
        options: [
          { points: 1, title: 'images', facts: ['images-shared'] },
          { points: 1, title: 'regions', facts: ['regions-shared'] },
          { points: 1, title: 'code', facts: ['code-shared'] },
        ],
      },
    ],
  ],
  [
    [
      'Validation in several centres',
      best(
        [1, 'one other', ['external-testing']],
        [2, 'two or more', ['external-two']],
        [3, 'third party', ['external-platform']],
      ),
    ],
    ['Against the clinical standard', two('gold-standard-comparison')],
    ['Against earlier work', one('previous-models-compared')],
    ['Clinical utility', two('utility')],
  ],
  [
    ['Explanations', one('interpretability')],
    ['Explanations judged', one('explanations-judged')],
    ['Biological correlates', one('biology')],
    ['Fairness', best([1, 'evaluated', ['subgroups']], [2, 'bias corrected', ['subgroups', 'bias-corrected']])],
  ],
  [
    ['Usability', one('usability')],
    ['Sample size in advance', one('study-size-in-advance')],
    ['Registration', one('registration')],
    ['Prospective validation', best([3, 'done', ['prospective']])],
    ['Assessment in practice', one('real-world')],
  ],
  [
    ['Traceability of software', one('traceability')],
    ['Safeguards', one('safeguards')],
    ['Cost-effectiveness', two('cost-effectiveness')],
    ['Drift', one('drift')],
    ['Continuous learning', one('continuous-learning')],
  ],
  [
    ['Degree of automation', one('automation')],
    ['Quality management', one('quality-management')],
    ['Regulation', one('regulation')],
    ['On the market', one('on-the-market')],
  ],
];

const ITEMS: ChecklistItem[] = BY_LEVEL.flatMap((items, level) =>
  items.map(([title, points]) => ({
    number: '',
    section: `Readiness level ${LEVELS[level]}`,
    title,
    facts: [],
    points,
    level: level + 1,
  })),
).map((item, i) => ({ ...item, number: String(i + 1) }));

export const RQS_2: Checklist = {
  id: 'rqs-2',
  name: 'RQS 2.0',
  source:
    'Lambin P, et al. Radiomics Quality Score 2.0: towards radiomics readiness levels and clinical translation for personalized medicine. Nat Rev Clin Oncol 2025;22:831–846',
  doi: '10.1038/s41571-025-01067-1',
  provenance:
    'Second-hand: the publication is not open, and its table was not read. Items and points are those of a public calculator that follows the authors’ form ' +
    '(radiomics.world/rqs2). Their number, 42, and the sums of their points, 56 for hand-crafted features and 52 for deep learning, agree with a second, independent ' +
    'public note of the publication. Compare with the publication before citing a score; RQS 1.0 is given next to it.',
  items: ITEMS,
};
