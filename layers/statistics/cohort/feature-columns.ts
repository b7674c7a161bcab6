/** Chooses which columns of a table are features, and says why the others are not. */
import { InvalidTable } from '../errors.ts';
import { didYouMean } from '../nearest-name.ts';
import { isConstant } from '../numbers/standardise.ts';
import { type CellKind, isMissingCell, kindOfColumn, numberOf } from './cells.ts';
import type { FitWarning } from './table-account.ts';

/** A column of the table that plays no part in the fit, and why. */
export interface ExcludedColumn {
  readonly name: string;
  readonly reason:
    | 'not among the features asked for'
    | 'describes the computation'
    | 'holds words'
    | 'holds nothing'
    | 'has no name'
    | 'identifies rows'
    | 'whole numbers of which (nearly) every row has its own';
}

/** A column that may be a feature. */
export interface FreeColumn {
  readonly name: string;
  readonly cells: readonly string[];
}

export interface FeatureColumns {
  readonly names: string[];
  readonly excluded: ExcludedColumn[];
  readonly warnings: FitWarning[];
}

/** Columns of PyRadiomics that describe the computation, not the tumour. */
const DIAGNOSTICS = 'diagnostics_';
/** Names that PyRadiomics gives: class and feature. Energies and counts of voxels are whole numbers by nature. */
const RADIOMICS =
  /(?:^|[_-])(?:shape|shape2D|firstorder|glcm|gldm|glrlm|glszm|ngtdm|ngldm|gldzm|ivh|morph|stat|ih|lbp)_[A-Za-z0-9]+$/;
const IDENTIFIER = /(?:^|[_ .-])(?:id|ids|pid|mrn|uid|patient|subject|accession|case_?no|record_?(?:no|number)?)$/i;
/** R's `X` and `X1` are recognised by their values: x1 is the second feature of x0, x1, x2 … */
const ROW_NUMBER = /^(?:unnamed: ?\d+|level_0|index|row|row_?(?:no|num|number|id)|no\.?|nr\.?|#)$/i;
/**
 * Names of what clinical tables hold next to radiomics: patients, tumours, treatment, outcome, and the columns of
 * earlier analyses. None of them is a radiomics feature by its name.
 */
const CLINICAL_NAME = new RegExp(
  `^(?:${[
    'age|sex|gender|bmi|height|weight|race|ethnicity|menopaus\\w*|ki[-_ ]?67|er|pr|hr|her2|er_?status|pr_?status|hr_?status|her2_?status',
    'grade|stage|[cyp]*[tnm]|[cyp]*[tnm][-_ ]?stage|subtype|histology|morphology|node|nodes|nodal|laterality|side|quadrant|birads|bi-rads|size|tumou?r_?size',
    'rcb|rcb_?(?:class|score|index)|pcr|response|outcome|label|target|y|class|event|status|survival|os|pfs|dfs|rfs|time|months|days|followup|recurrence|death|mandard|miller_?payne|residual\\w*|outcome_\\w+|\\w+_outcome|\\w+_label',
    'set|split|fold|cohort|group|train|test|is_?train|is_?test|weights?|(?:sample|case|row|obs|survey)[_ .-]?weights?|s?iptw|ipc?w|index|batch|site|centre|center|scanner|year|date|visit|score|probability|prediction|pred|prob',
  ].join('|')})$`,
  'i',
);
/**
 * Words that name clinical data, treatment or outcome wherever they stand in a column's name: "Age (years)", "RCB class",
 * "TumorSize_mm". Short or ambiguous ones (er, stage t, time) count only as the whole name.
 */
const CLINICAL_WORD = new Set([
  ...['age', 'sex', 'gender', 'bmi', 'menopausal', 'ki67', 'her2', 'stage', 'grade', 'subtype', 'histology', 'birads'],
  ...[
    'rcb',
    'pcr',
    'residual',
    'response',
    'responder',
    'outcome',
    'label',
    'target',
    'survival',
    'recurrence',
    'death',
  ],
  ...['probability', 'prob', 'prediction', 'predicted', 'fold', 'cohort', 'scanner', 'timestamp', 'date'],
  ...['patient', 'patientname', 'tumorsize', 'tumoursize'],
]);
/** From this share of distinct values on, whole numbers number the rows: a record may have two rows. */
const NEARLY_UNIQUE = 0.95;
/** In fewer rows than this, whole numbers differ by chance too easily: there every value must have its own row. */
const ENOUGH_ROWS = 20;

/**
 * Which columns are features. Named ones are taken as they are; otherwise every column of numbers is, save those that
 * number or name the rows: a record number that counts up by admission predicts whatever changed over time.
 *
 * @param wanted names, or beginnings followed by `*`
 * @throws InvalidTable for a name that is not there, or if no column is left
 */
export function featureColumnsOf(free: readonly FreeColumn[], wanted?: readonly string[]): FeatureColumns {
  if (wanted) {
    const named = chooseNamed(
      free.map(({ name }) => name),
      wanted,
    );
    const chosen = free.filter(({ name }) => named.has(name));
    const others = free.filter(({ name }) => !named.has(name));
    return {
      names: chosen.map(({ name }) => name),
      excluded: others.map(({ name }) => ({ name, reason: 'not among the features asked for' })),
      warnings: [],
    };
  }
  const judged = free.map((column) => ({ column, reason: whyNot(column) }));
  const chosen = judged.flatMap(({ column, reason }) => (reason === null ? [column] : []));
  const excluded = judged.flatMap(({ column: { name }, reason }) => (reason === null ? [] : [{ name, reason }]));
  if (chosen.length === 0) {
    const why = excluded.slice(0, 5).map(({ name, reason }) => `"${name}" ${reason}`);
    const got = why.length > 0 ? `no feature column (${why.join('; ')})` : 'no feature column';
    throw new InvalidTable(got, 'at least one column of numbers', 'Name the features with --features.');
  }
  return { names: chosen.map(({ name }) => name), excluded, warnings: warningsOf(chosen, excluded) };
}

function chooseNamed(free: readonly string[], wanted: readonly string[]): Set<string> {
  const chosen = new Set<string>();
  for (const pattern of wanted) {
    const matches = pattern.endsWith('*')
      ? free.filter((name) => name.startsWith(pattern.slice(0, -1)))
      : free.filter((name) => name === pattern);
    if (matches.length === 0) {
      throw new InvalidTable(`no column "${pattern}"`, `one of ${someOf(free)}`, didYouMean(pattern, free));
    }
    for (const name of matches) chosen.add(name);
  }
  return chosen;
}

function whyNot({ name, cells }: FreeColumn): ExcludedColumn['reason'] | null {
  if (name === '') return 'has no name';
  if (name.startsWith(DIAGNOSTICS)) return 'describes the computation';
  const kind: CellKind = kindOfColumn(cells);
  if (kind === 'words') return 'holds words';
  if (kind === 'nothing') return 'holds nothing';
  if (RADIOMICS.test(name)) return null;
  if (IDENTIFIER.test(name) || ROW_NUMBER.test(name)) return 'identifies rows';
  return numbersTheRows(cells) ? 'whole numbers of which (nearly) every row has its own' : null;
}

function numbersTheRows(cells: readonly string[]): boolean {
  const values = cells.flatMap((cell) => (isMissingCell(cell, 'numbers') ? [] : [numberOf(cell)]));
  if (values.length < 3 || !values.every(Number.isSafeInteger)) return false;
  const distinct = new Set(values).size;
  return distinct === values.length || (values.length >= ENOUGH_ROWS && distinct >= NEARLY_UNIQUE * values.length);
}

function warningsOf(chosen: readonly FreeColumn[], excluded: readonly ExcludedColumn[]): FitWarning[] {
  const warnings: FitWarning[] = [];
  const warn = (code: FitWarning['code'], columns: readonly { readonly name: string }[], message: string) => {
    if (columns.length > 0) warnings.push({ code, message: `${namesOf(columns)} ${message}` });
  };
  const clinical = chosen.filter(({ name }) => soundsClinical(name));
  warn(
    'undeclared-clinical',
    clinical,
    'by name no radiomics, went in among the features: declare clinical variables with --clinical, or name the features with --features.',
  );
  const twoValued = chosen.filter((column) => !clinical.includes(column) && hasTwoValues(column.cells));
  warn(
    'two-valued-feature',
    twoValued,
    'of two values each, went in among the features: a mark of sets or groups, or a copy of the outcome, does not belong there.',
  );
  const numbering = excluded.filter(
    ({ reason }) => reason === 'identifies rows' || reason.startsWith('whole numbers') || reason === 'has no name',
  );
  const nameless = numbering.map(({ name }) => ({ name: name === '' ? '(no name)' : name }));
  warn(
    'row-number',
    nameless,
    'by name or values numbers of the rows, left out: name them with --features if they are features.',
  );
  return warnings;
}

function soundsClinical(name: string): boolean {
  if (RADIOMICS.test(name)) return false;
  if (CLINICAL_NAME.test(name)) return true;
  const words = name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/ki[-_ ]67/, 'ki67')
    .replace(/tumou?r[-_ ]size/, 'tumorsize')
    .split(/[^a-z0-9]+/);
  return words.some((word) => CLINICAL_WORD.has(word));
}

function hasTwoValues(cells: readonly string[]): boolean {
  const distinct = new Set<number>();
  for (const cell of cells) {
    if (!isMissingCell(cell, 'numbers')) distinct.add(numberOf(cell) ?? Number.NaN);
    if (distinct.size > 2) return false;
  }
  // Two values that differ in their last bit are one.
  return distinct.size === 2 && !isConstant([...distinct]);
}

const MOST_NAMED = 8;

/** "3 columns (a, b, c)", the first of many. */
function namesOf(columns: readonly { readonly name: string }[]): string {
  const shown = columns.slice(0, MOST_NAMED).map(({ name }) => name);
  const rest = columns.length - shown.length;
  const list = rest > 0 ? `${shown.join(', ')} and ${rest} others` : shown.join(', ');
  return columns.length === 1 ? `The column ${list},` : `${columns.length} columns (${list}),`;
}

/** The first names of a table for a message, each cut: a damaged table may hold its whole text in one. */
export function someOf(names: readonly string[]): string {
  return names
    .slice(0, 20)
    .map((name) => name.slice(0, 64))
    .join(', ');
}

/** Names in few words, in their order: `f0 … f11, age, RCB`. Runs of numbered names are drawn together. */
export function abbreviateNames(names: readonly string[], most = 12): string {
  const parts: string[] = [];
  for (let i = 0; i < names.length; ) {
    const [, stem, digits] = /^(.*?(?<!\d))(\d+)$/s.exec(names[i]) ?? [];
    let end = i + 1;
    while (stem !== undefined && names[end] === `${stem}${Number(digits) + end - i}`) end++;
    if (end - i > 2) parts.push(`${names[i]} … ${names[end - 1]}`);
    else parts.push(...names.slice(i, end));
    i = end;
  }
  if (parts.length <= most) return parts.join(', ');
  const half = Math.floor(most / 2);
  return `${parts.slice(0, half).join(', ')}, …, ${parts.slice(-half).join(', ')}`;
}
