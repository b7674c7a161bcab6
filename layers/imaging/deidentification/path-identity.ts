/** Paths that may identify the patient: names, dates and numbers in folders and files. */
import type { FindingInFile } from './finding.ts';
import { holdsDate, isDummy, isImagingText, withoutDates } from './vocabulary.ts';

/** What a path shows; which file it is, the caller says. */
export type FindingInPath = Omit<FindingInFile, 'file'>;

/** Options of the profile (PS3.16 CID 7050): full and modified dates, and UIDs, may be kept where they are declared. */
const DATES_KEPT = [113106, 113107];
const UIDS_KEPT = [113110, ...DATES_KEPT];

const UID = /(?<![\d.])(?:2\.25\.\d{8,39}|[0-2](?:\.\d+){4,})(?!\d)/g;
/** Hashes and UUIDs: any eight digits may stand in them by chance. */
const OPAQUE = /(?<![\da-z])(?:[\da-f]{32,128}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})(?![\da-z])/gi;

const RENAME = 'Rename the folder or file, and write the manifest again.';

/**
 * Examines the path of a file inside its study.
 *
 * PS3.15 annex E removes identities from attributes and says nothing of file names, so its sense is applied: what the
 * profile removes as a value may not stand in a path either, and what its options keep may. Institutions choose their
 * own folders, whose words are in no vocabulary; so unlike a text in a header a path is not in doubt for holding a word
 * that is not of imaging. It is a finding where it holds
 *
 * - a name as DICOM writes it (`Doe^Jane`), an e-mail address, a telephone number, or a number that is called one of a
 *   person (`MRN 4711`);
 * - a date that is called one of birth;
 * - any other date (`20200101`, `2020-01-15`, also over folders), unless the study declares that dates were kept or
 *   shifted (113106, 113107): a folder named by the day of the examination says no more then than its attributes do;
 * - a UID with a date in it, unless UIDs may stay (113110). Other UIDs, hashes, UUIDs, and counters that are filled up
 *   with zeros (`IM-0001-0012.dcm`) are none.
 *
 * A name in plain letters cannot be distinguished from any other word, unless the study itself says whose it is: `namesIn`.
 * Findings repeat nothing of the path.
 */
export function examinePath(path: string): FindingInPath[] {
  if (path.length <= LONGEST) return examineShort(path);
  // No path is so long, but a text that is called one may be: it is examined piece by piece, so that time grows with it.
  const byWhere = new Map<string, FindingInPath>();
  for (let at = 0; at < path.length; at += LONGEST - OVERLAP) {
    for (const finding of examineShort(path.slice(at, at + LONGEST))) byWhere.set(finding.where, finding);
  }
  return [...byWhere.values()];
}

/** Longest piece of a text that is examined as a path, and what two pieces have in common: more than any date or number. */
const LONGEST = 2048;
const OVERLAP = 256;

function examineShort(path: string): FindingInPath[] {
  const findings: FindingInPath[] = [];
  const report = (what: string): void => {
    findings.push({ code: 'identity.file', where: `the path, which holds ${what}`, remedy: RENAME });
  };
  const uids = path.match(UID) ?? [];
  const text = path.replace(UID, ' ').replace(OPAQUE, ' ');
  // An underscore is part of a word for `\W`, and no part of a date.
  const dated = text.replaceAll('_', '-');
  if (/\p{L}\^+\p{L}/u.test(text)) report('a name');
  if (/[^@\s/]@[^@\s/]+\.\w/.test(text)) report('an e-mail address');
  if (/(?<![a-z])(ssn|nhs|mrn|passport|insurance)[\s_.-]{0,8}(?:(?:no|nr|id)[\s_.-]{0,8})?\d{3}/i.test(text)) {
    report('a number of a person');
  }
  if (holdsPhone(withoutDates(dated), path)) report('a telephone number');
  const isBirth = /(?<![a-z])(dob|birth|born|geb)/i.test(text) && /(?<!\d)(19|20)\d\d/.test(text);
  if (isBirth) report('a date of birth');
  else if (holdsDate(dated)) {
    findings.push({
      code: 'identity.dates',
      where: 'the path, which holds a date',
      remedy: `${RENAME} Dates that were shifted may stay where DICOM files declare it (113106 or 113107).`,
      unless: DATES_KEPT,
    });
  }
  if (uids.some(holdsDate)) {
    findings.push({
      code: 'identity.dates',
      where: 'the path, which holds a UID with a date in it',
      remedy: `Replace UIDs, also in the names of files. ${RENAME}`,
      unless: UIDS_KEPT,
    });
  }
  return findings;
}

/** Nine to fifteen digits as people group them, and none of the counters that programs write. */
function holdsPhone(text: string, path: string): boolean {
  for (const [found, sign] of text.matchAll(/(?<![\d.])([+(]?)\d[\d\s().-]{7,22}\d(?!\d)/g)) {
    const groups = found.match(/\d+/g) ?? [];
    const [first = '', ...others] = groups;
    const count = groups.reduce((sum, { length }) => sum + length, 0);
    if (count < 9 || count > 15) continue;
    if (sign === '+' || (sign === '(' && found.includes(')'))) return true;
    // Counters are filled up with zeros, each of them; people write spaces, which programs do not.
    const isPadded = others.some((group) => group.startsWith('0')) && !/\s/.test(found);
    if (!isPadded && /^0([1-9]|0[1-9]\d)/.test(first)) return true;
    // Sizes are joined by underscores: `512_512_1024.raw`.
    const isJoined = found.includes('-') && path.includes(found.replaceAll('-', '_'));
    if (!isJoined && /^[2-9]\d\d [2-9]\d\d \d{4}$/.test(groups.join(' '))) return true;
  }
  return false;
}

/** Shorter words and numbers occur in any path. */
const SHORTEST_WORD = 3;
const SHORTEST_NUMBER = 5;
/** So long a word is a person's also inside a longer one: `janedoe`. */
const LONG_WORD = 5;

/** Words and numbers of identifying attributes, as a path may repeat them. */
export function wordsOf(identifier: string): string[] {
  const words = plain(identifier).match(/[\p{L}\d]+/gu) ?? [];
  return words.filter(
    (word) =>
      !isDummy(word) &&
      (/\d/.test(word) ? word.length >= SHORTEST_NUMBER : word.length >= SHORTEST_WORD && !isImagingText(word)),
  );
}

/** Whether a path repeats a word that the study's own attributes give as a person's. */
export function namesIn(path: string, words: ReadonlySet<string>): FindingInPath[] {
  if (words.size === 0) return [];
  const text = plain(path.replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2'));
  const joined = plain(path);
  const own = new Set([...(text.match(/\p{L}+/gu) ?? []), ...(text.match(/[\p{L}\d]+/gu) ?? [])]);
  const isNamed = (): boolean => {
    for (const word of words) if (own.has(word) || (word.length >= LONG_WORD && joined.includes(word))) return true;
    return false;
  };
  if (!isNamed()) return [];
  const where = 'the path, which holds a name or number of the identifying attributes';
  return [{ code: 'identity.file', where, remedy: RENAME }];
}

/** Small letters without their marks. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
