/** Reads an outcome column, however it is coded. */
import { InvalidTable, InvalidValue } from '../errors.ts';
import { didYouMean } from '../nearest-name.ts';
import { isMissingCell, kindOfColumn, levelOf } from './cells.ts';

/** How an outcome column codes its classes, in place of the words that are understood by themselves. */
export interface OutcomeCoding {
  readonly positive?: readonly string[];
  readonly negative?: readonly string[];
}

/** Outcome per row, and which values of the column stand for it. */
export interface ReadOutcome {
  /** 1 = response; `null` = unknown. */
  readonly values: (0 | 1 | null)[];
  readonly words: { readonly positive: string[]; readonly negative: string[] };
}

/** Words that mean one class whatever the other one is called. RD: residual disease. */
const POSITIVE = new Set([
  ...['1', 'true', 't', 'yes', 'y', 'positive', 'pos', 'pcr', 'responder', 'complete response'],
  // As spreadsheets in German, French, Spanish and Italian write true, and people yes.
  ...['wahr', 'vrai', 'verdadero', 'vero', 'ja', 'oui', 'si', 'sí', 'sì'],
]);
const NEGATIVE = new Set([
  ...['falsch', 'faux', 'falso', 'nein', 'non'],
  ...['0', 'false', 'f', 'no', 'n', 'negative', 'neg', 'rd', 'residual disease'],
  ...['non-pcr', 'no-pcr', 'not-pcr', 'nonpcr', 'nopcr', 'npcr', 'non-responder', 'nonresponder', 'no-response'],
]);

/**
 * Reads an outcome column. Without a coding, only what can mean one thing is understood: the words above in any case and
 * spelling, −1 against 1, and "none" where it is the only word against a positive one. 1 against 2 is not: either may be
 * the response.
 *
 * @param rows what each row is called
 * @throws InvalidValue naming the row, the values found and `--positive`; InvalidTable for a coding that the column contradicts
 */
export function readOutcome(
  cells: readonly string[],
  rows: readonly string[],
  column: string,
  coding: OutcomeCoding = {},
): ReadOutcome {
  const kind = kindOfColumn(cells);
  const texts = cells.map((cell) => (isMissingCell(cell, kind) ? null : levelOf(cell)));
  const found = [...new Set(texts.filter((text) => text !== null))].sort();
  const refuse: Refuse = (value, remedy) => {
    const got = `"${value}" among ${listed(found)}`;
    return new InvalidValue(
      rows[texts.indexOf(value)],
      column,
      found.length > 1 ? got : `"${value}"`,
      UNDERSTOOD,
      remedy,
    );
  };
  const coded = coding.positive !== undefined || coding.negative !== undefined;
  const classes = coded ? codedBy(coding, found, column, refuse) : understood(found, refuse);
  return {
    values: texts.map((text) => (text === null ? null : (classes.get(text) ?? null))),
    words: {
      positive: found.filter((text) => classes.get(text) === 1),
      negative: found.filter((text) => classes.get(text) === 0),
    },
  };
}

type Refuse = (value: string, remedy: string) => InvalidValue;

const UNDERSTOOD = '1 and 0, or words of one meaning (pCR and non-pCR, pCR and RD, yes and no, true and false)';

function understood(found: readonly string[], refuse: Refuse): Map<string, 0 | 1> {
  const classes = new Map<string, 0 | 1>();
  const open: string[] = [];
  for (const text of found) {
    const word = wordOf(text);
    if (POSITIVE.has(word)) classes.set(text, 1);
    else if (NEGATIVE.has(word)) classes.set(text, 0);
    else open.push(text);
  }
  const [only] = open;
  const hasNegative = [...classes.values()].includes(0);
  const meansNegative = only === '-1' ? classes.size === 1 && classes.has('1') : wordOf(only ?? '') === 'none';
  if (open.length === 1 && meansNegative && classes.size > 0 && !hasNegative) return classes.set(only, 0);
  if (open.length === 0) return classes;
  throw refuse(open[0], 'Name the response with --positive VALUE, or recode the outcome.');
}

function codedBy(coding: OutcomeCoding, found: readonly string[], column: string, refuse: Refuse): Map<string, 0 | 1> {
  const classes = new Map<string, 0 | 1>();
  const place = (given: string): string => {
    const text = levelOf(given);
    const match = found.find((one) => one === text) ?? found.find((one) => one.toLowerCase() === text.toLowerCase());
    if (match !== undefined) return match;
    throw new InvalidTable(`no "${given}" in column ${column}`, `one of ${listed(found)}`, didYouMean(given, found));
  };
  for (const given of coding.positive ?? []) classes.set(place(given), 1);
  for (const given of coding.negative ?? []) {
    const text = place(given);
    if (classes.get(text) === 1) throw new InvalidTable(`"${given}" for both classes`, 'one class for each value');
    classes.set(text, 0);
  }
  // One class was named and one value is left: it is the other class. Of several, one may stand for "unknown".
  const rest = found.filter((text) => !classes.has(text));
  const other = !coding.positive ? 1 : !coding.negative ? 0 : null;
  if (rest.length === 1 && other !== null) return classes.set(rest[0], other);
  if (rest.length === 0) return classes;
  const unknown = 'and empty the cells whose outcome is not known.';
  const named = other === null ? '--positive or --negative' : other === 1 ? '--positive' : '--negative';
  throw refuse(rest[0], `Name ${listed(rest)} with ${named}, values with commas between them, ${unknown}`);
}

function wordOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
    .replace(/^complete-response$/, 'complete response')
    .replace(/^residual-disease$/, 'residual disease');
}

const MOST_LISTED = 6;

function listed(values: readonly string[]): string {
  const shown = values.slice(0, MOST_LISTED).map((value) => `"${value}"`);
  return values.length > MOST_LISTED
    ? `${shown.join(', ')} and ${values.length - MOST_LISTED} others`
    : shown.join(', ');
}
