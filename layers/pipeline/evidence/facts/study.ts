/** What artefacts say of the study: who was in it, where from, what was predicted, and how rows were divided. */
import { ARTEFACTS, type Evidence, type Pointer } from '../artefacts/evidence.ts';
import { type Fact, type Finding, gap, partlyBy, shownBy } from '../artefacts/finding.ts';

/** A point that only the author can speak to. */
function byAuthor(fill: string): Fact {
  return () => gap(fill);
}

const siteCount = (e: Evidence): number => {
  const sites = e.value(e.report, '/table/sites/sites');
  return Array.isArray(sites) ? sites.length : 0;
};

/** The section of a report that holds the training rows against Riley's criteria; undefined if it states no size. */
export function sizeOf(e: Evidence): { readonly isEnough: boolean; readonly pointers: readonly Pointer[] } | undefined {
  const needed = e.point("patients that Riley's criteria ask for", e.report, '/sampleSize/needed/needed/patients');
  const given = e.point('patients that were fitted on', e.report, '/sampleSize/patients');
  if (!needed || !given) return undefined;
  return { isEnough: Number(given.value) >= Number(needed.value), pointers: [needed, given] };
}

function multiCentre(e: Evidence): Finding {
  const institutions = e.value(ARTEFACTS.version, '/institutions');
  if (Array.isArray(institutions) && institutions.length > 1) {
    return shownBy([e.point('institutions', ARTEFACTS.version, '/institutions')], '');
  }
  const found = [
    e.point('column of sites', e.report, '/source/site'),
    e.point('sites', e.report, '/table/sites/sites'),
  ];
  const fill = 'A table with a column of sites (radscore fit --site) in which at least two are found.';
  return siteCount(e) > 1 ? shownBy(found, fill) : partlyBy(found, fill);
}

function partitioning(e: Evidence): Finding {
  const by = e.value(e.report, '/about/split/by') ?? e.value(e.model, '/about/split/by');
  const file = e.value(e.report, '/about/split/by') === undefined ? e.model : e.report;
  const isGrouped = e.value(e.report, '/source/id') !== undefined || e.value(e.report, '/source/group') !== undefined;
  const rows = [
    e.point('training rows', e.report, '/counts/train/n'),
    e.point('test rows', e.report, '/counts/test/n'),
    e.point('how rows were divided', file, '/about/split'),
  ];
  const patients = [
    e.point('rows are distinguished by', e.report, '/source/id'),
    e.point('patient', e.report, '/source/group'),
  ];
  if (!((e.value(e.report, '/counts/test/n') as number) > 0)) {
    return partlyBy(
      [...rows.slice(0, 1), e.point('method', e.report, '/validation/method')],
      'Test rows: radscore fit --test-fraction or --split.',
    );
  }
  if (by === 'institution') return shownBy(rows, '');
  if (by === 'column') {
    return partlyBy(
      [...rows, ...patients],
      'How the column that marks the sets was drawn, and that it was before any analysis.',
    );
  }
  const present = patients.filter((one) => one !== undefined);
  return isGrouped
    ? shownBy([...rows, ...present], '')
    : partlyBy(
        rows,
        'A column that identifies rows or patients (radscore fit --id or --group): each on one side only.',
      );
}

export const STUDY = {
  guideline: (e) =>
    partlyBy(
      [e.file('sheet of CLEAR, filled from artefacts', 'sheets/clear.json')],
      'The sheets of this pack, completed by the author and submitted with the paper.',
    ),
  ethics: byAuthor('Committee, number of the approval, and consent or its waiver.'),
  nature: byAuthor('Whether the study was prospective or retrospective, and its design.'),
  prospective: byAuthor('A registered prospective study in which the frozen model was validated.'),
  registration: byAuthor('Register and number, or that the study was not registered.'),
  setting: (e) => {
    const fill = 'Setting, number and location of centres.';
    return partlyBy(
      [e.point('sites', e.report, '/table/sites/sites'), e.point('institutions', ARTEFACTS.version, '/institutions')],
      fill,
    );
  },
  dates: byAuthor('First and last date of imaging and of the outcome; artefacts hold no date of a patient.'),
  eligibility: (e) =>
    partlyBy(
      [e.point('condition on rows', e.report, '/source/where')],
      'Criteria of inclusion and exclusion, with the population that they describe.',
    ),
  'eligibility-flow': (e) =>
    partlyBy(
      [
        e.point('rows read', e.report, '/source/rows') ?? e.point('rows read', e.report, '/counts/rows'),
        e.point('rows without outcome', e.report, '/counts/missingOutcome'),
        e.point('condition on rows', e.report, '/source/where'),
        e.point('rows that get no answer', e.report, '/table/abstained/count'),
      ],
      'Patients screened and excluded before the table was made, with reasons.',
    ),
  treatments: byAuthor('Treatment received, and how it was handled.'),
  'data-source': (e) =>
    partlyBy(
      [
        e.point('table', e.report, '/source/table'),
        e.point('SHA-256 of the file', e.report, '/source/sha256'),
        e.point('origin of the data', ARTEFACTS.version, '/dataOrigin'),
      ],
      'Where the data come from (public or private, cohort, trial), and why these.',
    ),
  'data-overlap': (e) =>
    partlyBy(
      [e.point('fingerprints of training rows', e.model, '/training/fingerprints')],
      'Earlier publications on the same patients, with numbers.',
    ),
  'reference-standard': (e) =>
    partlyBy(
      [
        e.point('column of the outcome', e.report, '/source/outcome') ?? e.point('outcome', e.model, '/about/outcome'),
        e.point('values that mean the event', e.report, '/source/outcomeWords/positive'),
        e.point('definition that the modelling protocol names', e.model, '/protocol/outcomeDefinition'),
      ],
      'How and when the outcome was assessed, and that the column follows the definition which the protocol names.',
    ),
  'outcome-assessors': byAuthor('Who assessed the outcome, with qualifications, if it needs interpretation.'),
  'outcome-blinding': byAuthor('Whether the outcome was assessed without knowledge of the images.'),
  'multi-centre': multiCentre,
  partitioning,
  'study-size': (e) => {
    const counts = [
      e.point('training rows', e.report, '/counts/train'),
      e.point('test rows', e.report, '/counts/test'),
    ];
    const size = sizeOf(e);
    const fill = 'How the size was arrived at before the study (radscore plan), and why it is enough.';
    if (size === undefined) return partlyBy(counts, fill);
    return size.isEnough
      ? shownBy([...size.pointers, ...counts], '')
      : partlyBy([...size.pointers, ...counts], `More patients, or a justification. ${fill}`);
  },
  'study-size-in-advance': byAuthor('A calculation of the size of the prospective validation before it began.'),
  'numbers-analysed': (e) =>
    shownBy(
      [
        e.point('training rows and events', e.report, '/counts/train'),
        e.point('test rows and events', e.report, '/counts/test'),
      ],
      'A fit with test rows.',
    ),
  baseline: (e) =>
    shownBy(
      [
        e.point('training patients by outcome', e.report, '/patients/train'),
        e.point('test patients by outcome', e.report, '/patients/test'),
      ],
      'Clinical variables in the table (radscore fit --clinical, --recorded).',
    ),
  'train-against-test': (e) =>
    shownBy(
      [e.point('standardised differences of training and test rows', e.report, '/patients/trainAgainstTest')],
      'Clinical variables and test rows (radscore fit --clinical).',
    ),
  diversity: byAuthor('Likely biases of the cohort, demographic, geographic and clinical, named in advance.'),
  'clinical-need': byAuthor('The unmet clinical need, agreed in more than one centre.'),
  'clinical-need-consensus': byAuthor('The unmet clinical need, agreed by a Delphi or other consensus method.'),
  hardware: byAuthor('Manufacturer, model and technical data of the scanners.'),
} satisfies Record<string, Fact>;
