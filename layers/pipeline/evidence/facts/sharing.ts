/** What artefacts say of sharing, use and upkeep. A bundle on a disk is not public: only its address would show that. */
import { ARTEFACTS, type Evidence } from '../artefacts/evidence.ts';
import { type Fact, gap, partlyBy, shownBy } from '../artefacts/finding.ts';

const TABLE = 'A public address of the data, with its licence.';
const bundledTable = (e: Evidence) =>
  ['data/table.csv', 'data/table.xlsx', 'data/table.parquet'].map((file) => e.file('the table, in this bundle', file));

export const SHARING = {
  'data-shared': (e) => partlyBy(bundledTable(e), TABLE),
  'images-shared': () => gap('A public address of images and regions.'),
  'regions-shared': () => gap('A public address of the regions.'),
  'features-shared': (e) => partlyBy(bundledTable(e), TABLE),
  'settings-shared': (e) =>
    partlyBy(
      [e.file('the settings, in this bundle', ARTEFACTS.settings)],
      'A public address of the settings of the extraction.',
    ),
  'code-shared': (e) =>
    partlyBy(
      [e.point('program and version', ARTEFACTS.engine, '/program/version'), e.file('how it was run', 'fit/run.json')],
      'A public address of the program and of every script.',
    ),
  'model-shared': (e) =>
    partlyBy([e.file('the model, in this bundle', e.model)], 'A public address of the model or of this bundle.'),
  'system-shared': () =>
    gap('A system that is ready to use at a public address (radscore page makes one file of a model).'),
  'representative-features-shared': () =>
    gap('Features of representative regions, and the regions, at a public address.'),
  'protocol-available': (e) =>
    partlyBy(
      [e.point('modelling protocol, every value', e.model, '/protocol/id')],
      'Where the protocol of the study can be read, or that none was prepared.',
    ),
  'input-quality': (e) =>
    shownBy(
      [
        e.point('rule for rows outside the cohort', e.model, '/protocol/outsideCohort'),
        e.point('rule for missing values', e.model, '/protocol/missing'),
      ],
      'Rules for inputs that are missing or out of range.',
    ),
  safeguards: (e) =>
    shownBy(
      [
        e.point('rows outside the cohort get no answer: rule', e.model, '/protocol/outsideCohort'),
        e.point('range of the first feature', e.model, '/features/0/range'),
      ],
      'Rules for inputs out of range.',
    ),
  traceability: (e) =>
    partlyBy(
      [
        e.point('version of the program', e.model, '/about/version'),
        e.point('SHA-256 of what the table holds', e.model, '/about/sha256'),
      ],
      'The history of changes of the program and of the model.',
    ),
  drift: () => gap('A plan for the evaluation of performance over time (radscore models monitor).'),
  'continuous-learning': () => gap('A plan for improving the model (a model line that is trained as outcomes arrive).'),
  'cost-effectiveness': () => gap('An analysis of cost-effectiveness.'),
  biology: () => gap('Biological correlates of the features, found and discussed.'),
  usability: () => gap('A study of usability with clinicians.'),
  'real-world': () => gap('An assessment in practice, with clinicians in the loop.'),
  automation: () => gap('How automated the use in practice is.'),
  'quality-management': () => gap('A quality management system. This program is for research.'),
  regulation: () => gap('The regulatory pathway. This program is no medical device.'),
  'on-the-market': () => gap('Market introduction. This program is no medical device.'),
  fairness: (e) =>
    partlyBy(
      [e.point('performance in subgroups', ARTEFACTS.validation, '/subgroups')],
      'How fairness was looked at, and why so: radscore validate --subgroups, and --validation DIR.',
    ),
} satisfies Record<string, Fact>;
