/** RQS 1.0, the Radiomics Quality Score: 16 items, −8 to 36 points (Lambin et al. 2017). */
import type { Checklist, ChecklistItem } from './checklist.ts';

type Points = NonNullable<ChecklistItem['points']>;
type Fact = Points['options'][number]['facts'];

const yes = (points: number, facts: Fact, none = 0): Points => ({
  none,
  counts: 'best',
  options: [{ points, title: 'done', facts }],
});

const rqs = (number: number, title: string, points: Points): ChecklistItem => ({
  number: String(number),
  section: 'RQS 1.0',
  title,
  facts: [],
  points,
});

export const RQS_1: Checklist = {
  id: 'rqs-1',
  name: 'RQS 1.0',
  source:
    'Lambin P, et al. Radiomics: the bridge between medical imaging and personalized medicine. Nat Rev Clin Oncol 2017;14:749–762',
  doi: '10.1038/nrclinonc.2017.141',
  provenance:
    'Items and points as open-access reviews print them (doi:10.1007/s00330-024-10594-x, table 1; doi:10.3390/cancers13061348, table 1), which agree.',
  items: [
    rqs(1, 'Image protocol', {
      none: 0,
      counts: 'sum',
      options: [
        { points: 1, title: 'documented', facts: ['imaging-protocol'] },
        { points: 1, title: 'public', facts: ['public-imaging-protocol'] },
      ],
    }),
    rqs(2, 'Several segmentations', yes(1, ['multiple-segmentations'])),
    rqs(3, 'Phantom study', yes(1, ['phantom'])),
    rqs(4, 'Several time points', yes(1, ['multiple-time-points'])),
    rqs(5, 'Feature reduction, or adjustment for many tests', yes(3, ['feature-reduction'], -3)),
    rqs(6, 'With non-radiomic variables', yes(1, ['clinical-variables-in-model'])),
    rqs(7, 'Biological correlates', yes(1, ['biology'])),
    rqs(8, 'Cut-off', yes(1, ['cut-off'])),
    rqs(9, 'Discrimination', {
      none: 0,
      counts: 'sum',
      options: [
        { points: 1, title: 'statistic with its significance', facts: ['discrimination', 'simple-model-comparison'] },
        { points: 1, title: 'resampling', facts: ['discrimination-resampled'] },
      ],
    }),
    rqs(10, 'Calibration', {
      none: 0,
      counts: 'sum',
      options: [
        { points: 1, title: 'statistic with its significance', facts: ['calibration'] },
        { points: 1, title: 'resampling', facts: ['calibration-resampled'] },
      ],
    }),
    rqs(11, 'Prospective validation, registered', yes(7, ['prospective'])),
    rqs(12, 'Validation', {
      none: -5,
      counts: 'best',
      options: [
        { points: 2, title: 'rows of the same institution', facts: ['internal-testing'] },
        { points: 3, title: 'rows of another institution', facts: ['external-testing'] },
        { points: 4, title: 'rows of two others', facts: ['external-two'] },
        { points: 4, title: 'a published signature', facts: ['published-signature'] },
        { points: 5, title: 'rows of three or more others', facts: ['external-three'] },
      ],
    }),
    rqs(13, 'Against the gold standard', yes(2, ['gold-standard-comparison'])),
    rqs(14, 'Clinical utility', yes(2, ['utility'])),
    rqs(15, 'Cost-effectiveness', yes(1, ['cost-effectiveness'])),
    rqs(16, 'Open science', {
      none: 0,
      counts: 'sum',
      options: [
        { points: 1, title: 'images', facts: ['images-shared'] },
        { points: 1, title: 'regions', facts: ['regions-shared'] },
        { points: 1, title: 'code', facts: ['code-shared'] },
        { points: 1, title: 'representative features and regions', facts: ['representative-features-shared'] },
      ],
    }),
  ],
};
