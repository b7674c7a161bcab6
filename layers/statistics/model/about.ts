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
  /** Units by clinical variable, where they are known. */
  readonly units?: Readonly<Record<string, string>>;
  /** True for data that no patient gave. */
  readonly synthetic?: boolean;
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
