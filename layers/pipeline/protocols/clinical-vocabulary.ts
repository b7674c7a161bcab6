/** The vocabulary of clinical variables, from which protocols take: words, levels, units, ranges and definitions. */
import { MORPHOLOGIES } from '../contracts/choices.ts';
import type { ClinicalVariable, StandardVariable } from './clinical-variable.ts';

const AJCC = 'AJCC Cancer Staging Manual, 8th edition, 2017';
const BI_RADS = 'ACR BI-RADS Atlas, 5th edition, 2013';
const ASCO_CAP = 'ASCO/CAP guideline 2020, doi:10.1200/JCO.19.02309';
const OWN = 'Radscore; there is no standard of it';

/** Levels as `value: word`; the first is the reference, or the lowest. */
function levelsOf(words: Readonly<Record<string, string>>) {
  return { levels: Object.keys(words), words };
}

const categorical = (
  name: string,
  label: string,
  words: Readonly<Record<string, string>>,
  rest: Pick<StandardVariable, 'definition' | 'source' | 'also'> & { readonly alsoLevels?: Record<string, string[]> },
): StandardVariable => {
  const all = levelsOf(words);
  return { name, kind: 'categorical', ...all, reference: all.levels[0], label, ...rest };
};

const ordered = (
  name: string,
  label: string,
  words: readonly (readonly [string, string])[],
  rest: Pick<StandardVariable, 'definition' | 'source' | 'also'> & { readonly alsoLevels?: Record<string, string[]> },
): StandardVariable => ({
  name,
  kind: 'ordered',
  // Pairs, for an object puts keys that are numbers first.
  levels: words.map(([level]) => level),
  words: Object.fromEntries(words),
  label,
  ...rest,
});

const NEGATIVE_POSITIVE = { negative: ['neg'], positive: ['pos'] };

/** Every variable that a protocol of this service may declare. */
export const CLINICAL_VOCABULARY = {
  age: {
    name: 'age',
    kind: 'continuous',
    unit: 'years',
    range: [18, 90],
    usual: [25, 85],
    label: 'Age',
    also: ['age at diagnosis', 'age years', 'patient age'],
    definition: 'Completed years on the day of the MRI; 90 stands for 90 and older, which could identify a person',
    source: 'HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(C)',
  },
  menopause: categorical(
    'menopause',
    'Menopausal status',
    { pre: 'premenopausal', peri: 'perimenopausal', post: 'postmenopausal' },
    {
      also: ['menopausal status', 'menopausal'],
      definition:
        'Post: both ovaries removed, 60 years or older, or no menses for 12 months without treatment that stops them; ' +
        'peri: irregular menses within these 12 months; pre: otherwise',
      source: 'NCCN Guidelines, Breast Cancer: definition of menopause',
    },
  ),
  hormoneReceptor: categorical(
    'hormoneReceptor',
    'Hormone receptor',
    { negative: 'negative', positive: 'positive' },
    {
      also: ['HR', 'HR status', 'hormone receptor status'],
      alsoLevels: NEGATIVE_POSITIVE,
      definition: 'Positive: at least 1 % of tumour nuclei stain for the oestrogen or the progesterone receptor',
      source: ASCO_CAP,
    },
  ),
  er: categorical(
    'er',
    'Oestrogen receptor',
    { negative: 'negative', low: 'low positive', positive: 'positive' },
    {
      also: ['ER status', 'estrogen receptor', 'oestrogen receptor status'],
      alsoLevels: NEGATIVE_POSITIVE,
      definition: 'Nuclei that stain: negative, less than 1 %; low, 1 to 10 %; positive, more than 10 %',
      source: ASCO_CAP,
    },
  ),
  pr: categorical(
    'pr',
    'Progesterone receptor',
    { negative: 'negative', positive: 'positive' },
    {
      also: ['PR status', 'PgR', 'progesterone receptor status'],
      alsoLevels: NEGATIVE_POSITIVE,
      definition: 'Positive: at least 1 % of tumour nuclei stain',
      source: ASCO_CAP,
    },
  ),
  her2: categorical(
    'her2',
    'HER2',
    { ihc3: 'IHC 3+', 'ihc2-ish': 'IHC 2+, ISH amplified' },
    {
      also: ['HER2 status', 'HER2 IHC', 'HER2neu'],
      alsoLevels: { ihc3: ['3+', 'IHC3+'], 'ihc2-ish': ['2+ ISH+', 'IHC2+/ISH+', '2+/FISH+', 'IHC 2+ FISH+'] },
      definition:
        'How the tumour is HER2-positive: by immunohistochemistry, or by in-situ hybridisation of an equivocal one',
      source: 'ASCO/CAP guideline 2018, doi:10.1200/JCO.2018.77.8738',
    },
  ),
  cT: ordered(
    'cT',
    'Clinical T',
    [
      ['T1', 'T1'],
      ['T2', 'T2'],
      ['T3', 'T3'],
      ['T4', 'T4'],
    ],
    {
      also: ['clinical T', 'T stage', 'clinical T stage', 'cT stage'],
      alsoLevels: {
        T1: ['cT1', '1', 'T1a', 'T1b', 'T1c'],
        T2: ['cT2', '2'],
        T3: ['cT3', '3'],
        T4: ['cT4', '4', 'T4a', 'T4b', 'T4c', 'T4d'],
      },
      definition:
        'Before treatment. T1: up to 20 mm; T2: to 50 mm; T3: more than 50 mm; T4: with extension to chest wall or skin, or inflammatory',
      source: AJCC,
    },
  ),
  cN: ordered(
    'cN',
    'Clinical N',
    [
      ['N0', 'N0'],
      ['N1', 'N1'],
      ['N2', 'N2'],
      ['N3', 'N3'],
    ],
    {
      also: ['clinical N', 'N stage', 'clinical N stage', 'cN stage'],
      alsoLevels: { N0: ['cN0', '0'], N1: ['cN1', '1'], N2: ['cN2', '2'], N3: ['cN3', '3'] },
      definition:
        'Regional lymph nodes before treatment, by palpation, imaging or biopsy. N0: none; N1: movable axillary; N2: fixed axillary or ' +
        'internal mammary alone; N3: infraclavicular, supraclavicular, or internal mammary with axillary',
      source: AJCC,
    },
  ),
  grade: ordered(
    'grade',
    'Histological grade',
    [
      ['1', 'grade 1'],
      ['2', 'grade 2'],
      ['3', 'grade 3'],
    ],
    {
      also: ['tumour grade', 'tumor grade', 'histologic grade', 'Nottingham grade'],
      alsoLevels: { '1': ['G1', 'I'], '2': ['G2', 'II'], '3': ['G3', 'III'] },
      definition: 'Nottingham grade of the core biopsy: tubules, nuclei and mitoses',
      source: 'Elston & Ellis 1991, doi:10.1111/j.1365-2559.1991.tb00229.x',
    },
  ),
  histology: categorical(
    'histology',
    'Histological type',
    { nst: 'no special type', lobular: 'lobular', other: 'other' },
    {
      also: ['histological type', 'histologic type'],
      alsoLevels: { nst: ['ductal', 'IDC'], lobular: ['ILC'] },
      definition: 'Invasive carcinoma in the core biopsy',
      source: 'WHO Classification of Tumours: Breast Tumours, 5th edition, 2019',
    },
  ),
  ki67: {
    name: 'ki67',
    kind: 'continuous',
    unit: 'per cent',
    symbol: '%',
    range: [0, 100],
    usual: [1, 100],
    label: 'Ki-67',
    also: ['Ki-67 index', 'MIB-1'],
    definition: 'Share of invasive tumour nuclei that stain in the core biopsy, in per cent: 35, not 0.35',
    source: 'International Ki67 in Breast Cancer Working Group 2021, doi:10.1093/jnci/djaa201',
  },
  morphology: {
    name: 'morphology',
    kind: 'categorical',
    levels: [...MORPHOLOGIES],
    reference: MORPHOLOGIES[0],
    words: { regular: 'regular', irregular: 'irregular', 'non-mass': 'non-mass' },
    alsoLevels: {
      regular: ['regular mass'],
      irregular: ['irregular mass'],
      'non-mass': ['non-mass enhancement', 'NME'],
    },
    label: 'Tumour morphology',
    also: ['tumour morphology', 'tumor morphology', 'form'],
    definition:
      'Form on MRI. Regular: a round or oval mass; irregular: an irregular mass; non-mass: enhancement that is no mass',
    source: BI_RADS,
  },
  focality: categorical(
    'focality',
    'Focality',
    { unifocal: 'unifocal', multifocal: 'multifocal', multicentric: 'multicentric' },
    {
      definition: 'Invasive foci on MRI. Multifocal: several in one quadrant; multicentric: in more than one',
      source: OWN,
    },
  ),
  tumourSize: {
    name: 'tumourSize',
    kind: 'continuous',
    unit: 'mm',
    range: [1, 250],
    usual: [5, 150],
    label: 'Tumour size',
    also: ['tumor size', 'largest diameter', 'size mm'],
    definition: 'Largest diameter of the largest lesion on MRI before treatment',
    source: BI_RADS,
  },
  density: ordered(
    'density',
    'Breast density',
    [
      ['a', 'almost entirely fatty'],
      ['b', 'scattered fibroglandular'],
      ['c', 'heterogeneously dense'],
      ['d', 'extremely dense'],
    ],
    {
      also: ['BI-RADS density', 'ACR density', 'mammographic density'],
      definition: 'Of the mammogram',
      source: BI_RADS,
    },
  ),
  enhancement: ordered(
    'enhancement',
    'Background enhancement',
    [
      ['minimal', 'minimal'],
      ['mild', 'mild'],
      ['moderate', 'moderate'],
      ['marked', 'marked'],
    ],
    {
      also: ['BPE', 'background parenchymal enhancement'],
      definition: 'Of the fibroglandular tissue of the other breast in the first phase after contrast',
      source: BI_RADS,
    },
  ),
  regimen: categorical(
    'regimen',
    'Neoadjuvant regimen',
    {
      trastuzumab: 'chemotherapy, trastuzumab',
      'trastuzumab-pertuzumab': 'chemotherapy, trastuzumab, pertuzumab',
      other: 'other',
    },
    {
      also: ['neoadjuvant regimen', 'NAT regimen', 'treatment'],
      alsoLevels: { trastuzumab: ['TCH'], 'trastuzumab-pertuzumab': ['TCHP'] },
      definition:
        'As planned before the MRI, never as completed: what was changed for lack of response would know the outcome',
      source: OWN,
    },
  ),
} as const satisfies Readonly<Record<string, StandardVariable>>;

export type ClinicalName = keyof typeof CLINICAL_VOCABULARY;

/** A variable of the vocabulary as a protocol declares it. */
export function declared(
  name: ClinicalName,
  role: ClinicalVariable['role'],
  missing: ClinicalVariable['missing'] = 'complete-case',
): ClinicalVariable {
  const variable: StandardVariable = CLINICAL_VOCABULARY[name];
  return { ...structuredClone(variable), role, missing } as ClinicalVariable;
}
