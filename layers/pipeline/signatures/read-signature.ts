/** Reads a signature file: its schema, its names and its contradictions, each fault with its line. */
import { DocumentRefused, type LocatedDocument, locatedDocument } from '@radscore/radiomics/located-document';
import type { z } from 'zod';
import { contradictionsOf, type Unplaced } from './contradictions.ts';
import { type OpenItem, openItems } from './open-items.ts';
import { type SignatureFault, SignatureRefused } from './refused-signature.ts';
import { meant, quoted } from './settings-of-signature.ts';
import { type Assumption, type Signature, signatureFile } from './signature-file.ts';

/** The largest file that is read, in characters. */
const LONGEST_SIGNATURE = 262_144;

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
  const contradictions = contradictionsOf(filled);
  if (contradictions.length > 0) throw new SignatureRefused(contradictions.map((one) => placed(one, document)));
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
