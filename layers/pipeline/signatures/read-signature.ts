/** Reads a signature file: its schema, its names and its contradictions, each fault with its line. */
import { DocumentRefused, type LocatedDocument, locatedDocument } from '@radscore/radiomics/located-document';
import type { z } from 'zod';
import { type OpenItem, openItems } from './open-items.ts';
import { type SignatureFault, SignatureRefused } from './refused-signature.ts';
import { faultOfName, faultsOfImage, meant, namesOfImage, quoted } from './settings-of-signature.ts';
import { type Assumption, type Signature, signatureFile } from './signature-file.ts';

/** The largest file that is read, in characters. */
export const LONGEST_SIGNATURE = 262_144;

/** Names that are compared with all that there are; of more wrong ones the nearest is not looked for. */
const MOST_COMPARED = 10;

/** A signature, and what it leaves open after what was assumed. */
export interface ReadSignature {
  readonly signature: Signature;
  readonly open: readonly OpenItem[];
}

type Stated = z.infer<typeof signatureFile>;
type Path = readonly (string | number)[];

/**
 * Reads the text of a signature file, YAML or JSON.
 *
 * @param assume values by the path of what the file leaves open, in addition to those under its `assume`
 * @throws SignatureRefused with every fault and its line
 */
export function readSignature(text: string, assume: Readonly<Record<string, number | string>> = {}): ReadSignature {
  const document = documentOf(text);
  const raw = withUnknown(document.values);
  const stated = parsed(raw, document);
  const inFile = Object.entries(stated.assume ?? {});
  const twice = Object.keys(assume).find((path) => stated.assume && Object.hasOwn(stated.assume, path));
  if (twice !== undefined) {
    const remedy = 'Leave one of them out.';
    throw refused({ path: twice, got: 'an assumption of the file and another one', wanted: 'one', remedy });
  }
  const assumed = [...inFile, ...Object.entries(assume)].map(([path, value]): Assumption => ({ path, value }));
  const filled = withAssumed(raw, stated, assumed, document);
  requireSound(filled, document);
  const { assume: _, ...signature } = filled;
  return { signature: { ...signature, assumed }, open: openItems(filled) };
}

function refused(fault: SignatureFault): SignatureRefused {
  return new SignatureRefused([fault]);
}

function documentOf(text: string): LocatedDocument {
  try {
    return locatedDocument(text, LONGEST_SIGNATURE);
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    const { line, got, wanted, remedy } = error;
    throw new SignatureRefused([{ line, path: '', got, wanted, remedy }], { cause: error });
  }
}

/** `unknown` is `null`, but within settings, whose words are PyRadiomics' own, and within what is assumed. */
function withUnknown(value: unknown, path: Path = []): unknown {
  if (value === 'unknown') return null;
  if (typeof value !== 'object' || value === null) return value;
  if (path.length === 3 && path[0] === 'images' && path[2] === 'settings') return value;
  if (path.length === 1 && path[0] === 'assume') return value;
  if (Array.isArray(value)) return value.map((one, i) => withUnknown(one, [...path, i]));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withUnknown(one, [...path, key])]));
}

/** @throws SignatureRefused with every place that does not fit the schema */
function parsed(raw: unknown, document: LocatedDocument): Stated {
  const result = signatureFile.safeParse(raw);
  if (result.success) return result.data;
  throw new SignatureRefused(
    result.error.issues.flatMap((issue) => faultsOfIssue(issue, raw, [])).map((fault) => placed(fault, document)),
  );
}

interface Unplaced extends Omit<SignatureFault, 'path' | 'line'> {
  readonly at: Path;
  /** The fault is of this key of what lies at `at`. */
  readonly key?: string;
}

function faultsOfIssue(issue: z.core.$ZodIssue, raw: unknown, before: Path): Unplaced[] {
  const at = [...before, ...issue.path.map((part) => (typeof part === 'number' ? part : String(part)))];
  const value = valueAt(raw, at);
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // Of a union of a word and a mapping, a mapping is meant to be one.
    const branch = typeof value === 'object' && value !== null ? issue.errors.at(-1) : undefined;
    if (branch && branch.length > 0) return branch.flatMap((inner) => faultsOfIssue(inner, raw, at));
  }
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => {
      const known = keysAt(at);
      const wanted = known.length > 0 ? `one of ${known.join(', ')}` : 'a key of this format';
      return { at, key, got: `the key ${quoted(key)}`, wanted, remedy: meant(key, known) };
    });
  }
  const got = value === undefined ? 'nothing' : value === null ? 'unknown' : shown(value);
  return [{ at, got, wanted: wantedOf(issue), remedy: '' }];
}

function wantedOf(issue: z.core.$ZodIssue): string {
  const { message } = issue;
  if (message.startsWith('wanted ')) return message.slice('wanted '.length);
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`;
  if (issue.code === 'invalid_union') {
    if ('discriminator' in issue && issue.discriminator === 'kind')
      return 'rad-score, continuous, categorical or unknown as its kind';
    return 'none, unknown, or the keys of it';
  }
  if (issue.code === 'invalid_type')
    return `${issue.expected === 'record' ? 'keys with their values' : `a ${issue.expected}`}`;
  return message.replace(/^Invalid input: expected /, '').replace(/^(Too (big|small)): expected /, '');
}

/** The keys that the schema has at a place. */
function keysAt(path: Path): string[] {
  const known: Readonly<Record<string, readonly string[]>> = {
    '': Object.keys(signatureFile.shape),
    source: ['doi', 'citation'],
    cohort: ['patients', 'events', 'description'],
    outcome: ['name', 'event', 'definition'],
    'images.*': ['meaning', 'protocol', 'settings', 'region'],
    radScore: ['link', 'intercept', 'standardisation', 'features', 'cutoff'],
    'radScore.features.*': ['image', 'name', 'coefficient', 'mean', 'sd'],
    'radScore.cutoff': ['value', 'scale', 'positive'],
    nomogram: ['link', 'intercept', 'terms', 'cutoff'],
    'nomogram.terms.*': ['kind', 'name', 'label', 'unit', 'coefficient', 'range', 'reference', 'levels', 'enters'],
    'nomogram.cutoff': ['value', 'scale', 'positive'],
  };
  const [first, second] = path;
  const star = (first === 'images' && path.length === 2) || typeof path.at(-1) === 'number';
  const place = star ? [...path.slice(0, -1), '*'].join('.') : path.join('.');
  return [...(known[place] ?? (second === undefined ? [] : []))];
}

function shown(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'keys with values' : String(value);
}

function valueAt(raw: unknown, path: Path): unknown {
  let value = raw;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function placed({ at, key, got, wanted, remedy }: Unplaced, document: LocatedDocument): SignatureFault {
  return { line: document.lineOf(at, key), path: dotted(at), got, wanted, remedy };
}

/** With positions from 1. */
function dotted(path: Path): string {
  return path.map((part) => (typeof part === 'number' ? part + 1 : part)).join('.');
}

/** The values with what is assumed in their places. What an assumption opens (means of a z-score) can be assumed, too. */
function withAssumed(raw: unknown, stated: Stated, assumed: readonly Assumption[], document: LocatedDocument): Stated {
  let [values, now, left] = [raw, stated, assumed];
  while (left.length > 0) {
    const open = openItems(now).filter(({ isValue }) => isValue);
    const fits = left.filter(({ path }) => open.some((item) => item.path === path));
    if (fits.length === 0)
      throw new SignatureRefused(left.map(({ path }) => whyNotAssumed(path, values, now, document)));
    for (const { path, value } of fits)
      values = withValue(values, steps(path, values), value === 'unknown' ? null : value);
    now = parsed(values, document);
    left = left.filter((one) => !fits.includes(one));
  }
  return now;
}

function whyNotAssumed(path: string, values: unknown, now: Stated, document: LocatedDocument): SignatureFault {
  const open = openItems(now);
  const at = steps(path, values);
  const stated = valueAt(values, at);
  const line = document.lineOf(['assume'], path);
  const where = valueAt(document.values, ['assume', path]) === undefined ? {} : { line };
  const item = open.find((one) => one.path === path);
  if (item) {
    return {
      ...where,
      path,
      got: 'an assumption',
      wanted: `the file to state ${item.asks}`,
      remedy: 'It is no single value.',
    };
  }
  if (stated !== undefined && stated !== null) {
    const got = `an assumption for what the file states as ${shown(stated)}`;
    return { ...where, path, got, wanted: 'one for what it leaves open', remedy: 'Change the file, or leave it out.' };
  }
  const paths = open.filter(({ isValue }) => isValue).map((one) => one.path);
  const wanted = paths.length > 0 ? 'the path of what the file leaves open' : 'none: the file leaves nothing open';
  const remedy = meant(path, paths) || '`radscore signature check` lists the paths.';
  return { ...where, path, got: 'an assumption for what is not in the file', wanted, remedy };
}

/** Positions of lists count from 1 in a dotted path. A level of a variable may hold dots. */
function steps(path: string, raw: unknown): Path {
  const found: (string | number)[] = [];
  let value = raw;
  let rest = path;
  while (rest !== '') {
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    const whole = isMap && Object.hasOwn(value as object, rest);
    const dot = rest.indexOf('.');
    const part = whole || dot < 0 ? rest : rest.slice(0, dot);
    rest = whole || dot < 0 ? '' : rest.slice(dot + 1);
    const step = Array.isArray(value) && /^[1-9]\d{0,5}$/.test(part) ? Number(part) - 1 : part;
    found.push(step);
    value = valueAt(value, [step]);
  }
  return found;
}

function withValue(values: unknown, [step, ...rest]: Path, value: unknown): unknown {
  if (step === undefined) return value;
  if (Array.isArray(values)) return values.map((one, i) => (i === step ? withValue(one, rest, value) : one));
  const of = (values ?? {}) as Record<string, unknown>;
  return { ...of, [step]: withValue(of[String(step)], rest, value) };
}

/** @throws SignatureRefused for names that the settings do not give, and for what contradicts itself */
function requireSound(stated: Stated, document: LocatedDocument): void {
  const faults: Unplaced[] = [];
  const fault = (at: Path, got: string, wanted: string, remedy = ''): void => {
    faults.push({ at, got, wanted, remedy });
  };
  const { images, radScore, nomogram, cohort } = stated;
  const names = Object.keys(images);
  const badImages = names.flatMap((name) =>
    faultsOfImage(images, name).map(({ path, ...rest }) => ({ at: path.split('.'), ...rest })),
  );
  faults.push(...badImages);
  const given = new Map<string, ReadonlySet<string> | undefined>();
  const namesOf = (image: string): ReadonlySet<string> | undefined => {
    if (!given.has(image)) given.set(image, namesOfImage(images, image));
    return given.get(image);
  };
  let wrongNames = 0;
  const seen = new Map<string, number>();
  radScore.features?.forEach(({ image, name, mean, sd }, i) => {
    const at = ['radScore', 'features', i];
    if (image !== null && !Object.hasOwn(images, image)) {
      fault([...at, 'image'], quoted(image), `one of ${names.join(', ')}`, meant(image, names));
    } else if (image !== null && name !== null && badImages.length === 0) {
      const wrong = faultOfName(image, name, namesOf(image), ++wrongNames <= MOST_COMPARED);
      if (wrong) faults.push({ at: [...at, 'name'], ...wrong });
      else wrongNames--;
      const before = seen.get(`${image} ${name}`);
      if (before !== undefined)
        fault(at, `${image}_${name} a second time`, 'each feature once', `It is number ${before}, too.`);
      seen.set(`${image} ${name}`, i + 1);
    }
    if (radScore.standardisation === 'none' && (typeof mean === 'number' || typeof sd === 'number')) {
      fault(at, 'a mean or sd with standardisation: none', 'z-score, or neither', 'Say which it was.');
    }
  });
  if (radScore.link === 'identity' && isOnProbability(radScore.cutoff)) {
    fault(
      ['radScore', 'cutoff', 'scale'],
      'probability with link: identity',
      'score: such a score gives no probability',
    );
  }
  if (cohort?.patients != null && cohort.events != null && cohort.events > cohort.patients) {
    fault(['cohort', 'events'], `${cohort.events} of ${cohort.patients} patients`, 'at most as many as patients');
  }
  if (nomogram !== 'none' && nomogram?.terms) faults.push(...faultsOfTerms(nomogram.terms, radScore.link));
  const cutoffs = [
    ['radScore', radScore.cutoff],
    ['nomogram', nomogram === 'none' ? null : nomogram?.cutoff],
  ] as const;
  for (const [part, cutoff] of cutoffs) {
    if (!isOnProbability(cutoff) || cutoff.value === null || (cutoff.value >= 0 && cutoff.value <= 1)) continue;
    fault([part, 'cutoff', 'value'], String(cutoff.value), 'a probability between 0 and 1');
  }
  if (faults.length > 0) throw new SignatureRefused(faults.map((one) => placed(one, document)));
}

function isOnProbability<C extends Stated['radScore']['cutoff'] | undefined>(
  cutoff: C,
): cutoff is Exclude<C, 'none' | null | undefined> {
  return cutoff !== null && cutoff !== undefined && cutoff !== 'none' && cutoff.scale === 'probability';
}

type Terms = NonNullable<Exclude<Stated['nomogram'], 'none' | null>['terms']>;

function faultsOfTerms(terms: Terms, link: Stated['radScore']['link']): Unplaced[] {
  const seen = new Map<string, number>();
  return terms.flatMap((term, i): Unplaced[] => {
    const at = ['nomogram', 'terms', i];
    const name = term.kind === 'rad-score' ? 'rad-score' : term.name;
    const before = seen.get(name);
    seen.set(name, i + 1);
    const faults: Unplaced[] = [];
    const fault = (key: string, got: string, wanted: string, remedy = ''): void => {
      faults.push({ at: [...at, key], got, wanted, remedy });
    };
    if (before !== undefined) fault('name', `${name} a second time`, 'each term once', `It is term ${before}, too.`);
    if ('range' in term && term.range && !(term.range[0] < term.range[1])) {
      fault('range', `${term.range[0]} to ${term.range[1]}`, 'the lower end first, then a higher one');
    }
    if (term.kind === 'rad-score' && term.enters === 'probability' && link === 'identity') {
      fault('enters', 'probability of a Rad-score with link: identity', 'score: such a score gives no probability');
    }
    if (
      term.kind === 'categorical' &&
      term.reference !== null &&
      term.levels &&
      Object.hasOwn(term.levels, term.reference)
    ) {
      const got = `the reference ${quoted(term.reference)} among the levels with coefficients`;
      fault('levels', got, 'every level but the reference', 'Its coefficient is 0.');
    }
    if (term.kind === 'categorical' && term.levels && Object.keys(term.levels).length === 0) {
      fault('levels', 'no level', 'at least one besides the reference');
    }
    return faults;
  });
}
