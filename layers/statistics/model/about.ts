/** Where a fit comes from, and the words for its outcome. */

/** What a fit is about: enough to find its table and program again, and to call its outcome by its own name. */
export interface About {
  /** Of the program that fitted. */
  readonly version: string;
  /** Of the feature engine; absent if features came from a table whose engine is not known. */
  readonly engine?: string;
  /**
   * Name of the table without its folder, or of the stored cohort. Not in the model.json of a fit, which depends on what
   * a table holds and not on how it was saved.
   */
  readonly table?: string;
  /** SHA-256 of what the table holds, however it was saved; of the stored cohort's bytes. Hexadecimal. */
  readonly sha256: string;
  /** Name of the outcome, as the column is called. */
  readonly outcome: string;
  /** How the table writes the outcome's two values; several spellings with commas between them. */
  readonly positive: string;
  readonly negative: string;
  /** How rows became training and test rows. */
  readonly split:
    | { readonly by: 'column'; readonly column: string }
    | { readonly by: 'stratified'; readonly testFraction: number; readonly seed?: number }
    | { readonly by: 'institution'; readonly train: readonly string[]; readonly test: readonly string[] };
  /** Name and version of the modelling protocol. */
  readonly protocol: string;
  /** Units by clinical variable, in models of earlier versions; `variables` has them now. */
  readonly units?: Readonly<Record<string, string>>;
  /** Words for clinical variables by their names, where they are known. */
  readonly variables?: Readonly<Record<string, VariableWords>>;
  /** True for data that no patient gave. */
  readonly synthetic?: boolean;
}

/** How plots and tables call a clinical variable. */
export interface VariableWords {
  /** "Ki-67" */
  readonly label?: string;
  /** "%" */
  readonly unit?: string;
  /** Word for each level by its value: "1" is "positive". */
  readonly levels?: Readonly<Record<string, string>>;
}

/** Words for clinical variables, from whatever knows them. */
export type Worded = Pick<About, 'units' | 'variables'>;

/** The name of a variable as it is read: its label, or the name itself. */
export function variableLabel(about: Worded | undefined, name: string): string {
  return wordsFor(about, name)?.label || name;
}

/** The same with its unit: "Ki-67 (%)". */
export function variableTitle(about: Worded | undefined, name: string): string {
  const unit = unitOf(about, name);
  return unit === undefined ? variableLabel(about, name) : `${variableLabel(about, name)} (${unit})`;
}

/** The unit of a variable, if it is known. */
export function unitOf(about: Worded | undefined, name: string): string | undefined {
  const known = about?.units && Object.hasOwn(about.units, name) ? about.units[name] : undefined;
  return wordsFor(about, name)?.unit || known || undefined;
}

/** The word for a level: "1" is "positive"; the level itself if it has none. */
export function levelWord(about: Worded | undefined, name: string, level: string): string {
  const levels = wordsFor(about, name)?.levels;
  return (levels && Object.hasOwn(levels, level) ? levels[level] : undefined) || level;
}

/** A term of a regression as it is read: "Ki-67 (%)", "Hormone receptor: positive"; of other predictors the term itself. */
export function termTitle(
  about: Worded | undefined,
  variables: readonly { readonly name: string; readonly terms: readonly string[] }[],
  term: string,
): string {
  const variable = variables.find(({ terms }) => terms.includes(term));
  if (!variable) return term;
  const { name } = variable;
  const words = wordsFor(about, name)?.levels ?? {};
  // Coded 0 and 1, a variable enters as a number; its coefficient is that of 1 against 0.
  const isCoded = Object.keys(words).sort().join() === '0,1';
  if (term === name) return isCoded ? `${variableLabel(about, name)}: ${words['1']}` : variableTitle(about, name);
  const level = term.slice(name.length + 1);
  const isWorded = wordsFor(about, name) !== undefined;
  return isWorded ? `${variableLabel(about, name)}: ${levelWord(about, name, level)}` : term;
}

function wordsFor(about: Worded | undefined, name: string): VariableWords | undefined {
  return about?.variables && Object.hasOwn(about.variables, name) ? about.variables[name] : undefined;
}

/** How reports and plots call the two outcomes. */
export interface OutcomeWords {
  /** The outcome whose probability is predicted: "pCR", "relapse". */
  readonly event: string;
  /** The other one: "no pCR", "cure". */
  readonly noEvent: string;
}

/** Values that say yes or no, or number a class, without saying what it is. */
const BARE =
  /^(?:[+-]?\d+(?:[.,]\d+)?|\+|-|true|false|t|f|yes|no|y|n|j|positive|negative|pos|neg|none|wahr|falsch|vrai|faux|verdadero|falso|vero|ja|nein|oui|non|s[iíì])?$/i;

/**
 * The words for an outcome: those of the table if they mean something by themselves, else the column's name and
 * "no" before it. Without `about` (a model that was frozen before models knew) the outcome is pCR, the service's own.
 */
export function outcomeWords(about?: Pick<About, 'outcome' | 'positive' | 'negative'>): OutcomeWords {
  if (!about) return { event: 'pCR', noEvent: 'no pCR' };
  const wordsOf = (values: string) => {
    const words = values.split(',').map((word) => word.trim());
    return words.every((word) => BARE.test(word)) ? undefined : words.join(' or ');
  };
  const event = wordsOf(about.positive) ?? about.outcome;
  return { event, noEvent: wordsOf(about.negative) ?? `no ${event}` };
}

/** How rows were split, in words. */
export function splitText(split: About['split']): string {
  if (split.by === 'column') return `by the column ${split.column}`;
  if (split.by === 'institution') {
    return `by institution: training ${split.train.join(', ')}; test ${split.test.join(', ')}`;
  }
  const seed = split.seed === undefined ? '' : `, seed ${split.seed}`;
  return `at random within each class, test share ${split.testFraction}${seed}`;
}
