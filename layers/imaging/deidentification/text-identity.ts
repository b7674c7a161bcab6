/** Side files of text (JSON, tables) that may identify the patient. */
import type { NamedBytes } from '../input/named-bytes.ts';
import type { FindingInFile } from './finding.ts';
import { CONFIDENTIALITY_PROFILE } from './profile.generated.ts';
import { holdsDate, isClinicalText, isDummy, isImagingText, isProgramStamp, isPseudonym } from './vocabulary.ts';

/** Keys of JSON side-cars are DICOM keywords: names of the profile without spaces, as they are written. */
const PROFILE_KEYWORDS = new Map(
  [...CONFIDENTIALITY_PROFILE.values()]
    .filter(([, action, ...options]) => action !== 'U' && !options.includes(113105) && !options.includes(113109))
    .map(([name]) => [keywordOf(name), name.replaceAll(' ', '')] as const),
);

function keywordOf(text: string): string {
  return text.replace(/[^a-z0-9]/gi, '').toLowerCase();
}

/** Identifying keys and texts of a JSON side-car, at any depth. Only keys that the profile knows are named. */
export function examineJson({ name: file, bytes }: NamedBytes): FindingInFile[] {
  let content: unknown;
  try {
    content = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return [
      {
        code: 'identity.file',
        file,
        where: 'a JSON file that cannot be parsed',
        remedy: 'Remove the file, or correct it: what cannot be read cannot be checked.',
      },
    ];
  }
  const found = new Map<string, string>();
  // A stack of its own: files nest as deep as they like.
  const left: unknown[] = [content];
  for (let value = left.pop(); value !== undefined; value = left.pop()) {
    if (typeof value !== 'object' || value === null) {
      if (!isHarmless(value))
        found.set('a JSON text that is not of imaging', 'Remove what is not needed to read the image.');
      continue;
    }
    for (const [key, inner] of Object.entries(value)) {
      const keyword = PROFILE_KEYWORDS.get(keywordOf(key));
      const isFilled = inner !== null && inner !== '' && !(typeof inner === 'string' && isDummy(inner));
      if (keyword && isFilled) found.set(`JSON key ${keyword}`, 'Remove the key from the side-car.');
      else if (PERSONAL.some(([, pattern]) => pattern.test(key)) && isFilled) {
        found.set('a JSON key for a personal detail', 'Remove the key from the side-car.');
      } else if (!Array.isArray(value) && !/^[A-Za-z][\w.-]{0,79}$/.test(key)) {
        found.set('a JSON key that is no identifier', 'Name keys by DICOM keywords.');
      }
      left.push(inner ?? '');
    }
  }
  return [...found].map(([where, remedy]) => ({ code: 'identity.file', file, where, remedy }));
}

/** Numbers are measurements, unless they are dates or number a person; texts are of imaging, or in doubt. */
function isHarmless(value: unknown): boolean {
  if (typeof value === 'number')
    return !Number.isInteger(value) || !(holdsDate(String(value)) || Math.abs(value) >= 1e9);
  if (typeof value !== 'string') return true;
  if (holdsDate(value)) return false;
  return isDummy(value) || isImagingText(value) || isProgramStamp(value);
}

/** What a person is known by, and how columns and keys call it. The first word is what the finding says. */
const PERSONAL: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['birth', /birth|(^|[\s_.-])dob($|[\s_.-])|geburt/i],
  ['telephone', /phone|mobile|(^|[\s_.-])tel($|[\s_.-])|fax/i],
  ['e-mail', /e-?mail/i],
  ['address', /address|street|postal|(^|[\s_.-])(zip|city|town)/i],
  ['insurance', /insurance|passport/i],
  [
    'identifier',
    /ssn|social[\s_.-]?security|national[\s_.-]?id|nhs|mrn|medical[\s_.-]?record|hospital[\s_.-]?(id|number)|accession/i,
  ],
  ['name', /(^|[\s_.-])(first|last|family|given|sur|full|fore|maiden)?[\s_.-]?name$/i],
];

/** Columns of a clinical table whose name or values identify a patient. Neither is repeated: columns are counted. */
export function examineTable({ name: file, bytes }: NamedBytes): FindingInFile[] {
  const text = new TextDecoder().decode(bytes).replace(/^\ufeff/, '');
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const head = lines[0] ?? '';
  const separator = head.includes('\t') ? '\t' : head.includes(';') ? ';' : ',';
  const rows = lines.map((line) => cellsOf(line, separator));
  const width = rows.reduce((widest, { length }) => Math.max(widest, length), 0);
  const findings: FindingInFile[] = [];
  if (width > MOST_COLUMNS) {
    const remedy = `Save the table with at most ${MOST_COLUMNS} columns.`;
    return [{ code: 'identity.clinical', file, where: 'more columns than are examined', remedy }];
  }
  for (let i = 0; i < width; i++) {
    const why = reasonOf(rows.map((cells) => cells[i] ?? ''));
    if (why === undefined) continue;
    const remedy = 'Remove the column, or what in it is neither a number nor a term; age in years may stay.';
    findings.push({ code: 'identity.clinical', file, where: `column ${i + 1}, ${why}`, remedy });
  }
  return findings;
}

const MOST_COLUMNS = 4096;
/** No spreadsheet holds a longer one. */
const LONGEST_CELL = 32_767;

function cellsOf(line: string, separator: string): string[] {
  const cells = line.match(separator === '\t' ? /[^\t]+|(?<=\t|^)(?=\t|$)/g : CELLS[separator]) ?? [];
  return cells.map((cell) => cell.trim().replace(/^"|"$/g, '').replaceAll('""', '"'));
}

/** A quoted cell keeps its separators. */
const CELLS: Readonly<Record<string, RegExp>> = {
  ',': /"(?:[^"]|"")*"|[^,]+|(?<=,|^)(?=,|$)/g,
  ';': /"(?:[^"]|"")*"|[^;]+|(?<=;|^)(?=;|$)/g,
};

function reasonOf([heading, ...values]: readonly string[]): string | undefined {
  for (const [what, pattern] of PERSONAL) if (pattern.test(heading)) return `headed as ${what}`;
  const isHarmlessCell = (cell: string): boolean => isDummy(cell) || isPseudonym(cell) || isClinicalText(cell);
  if (values.some(({ length }) => length > LONGEST_CELL)) return `which holds cells of more than ${LONGEST_CELL} signs`;
  if (values.some(holdsAddress)) return 'which holds e-mail addresses';
  if (values.some(holdsDate)) return 'which holds dates';
  if (!values.every((value) => isHarmlessCell(value.replaceAll('_', ' ')))) return 'which holds text or long numbers';
  if (!isHarmlessCell(heading.replaceAll('_', ' '))) return 'whose heading is no clinical term';
  return undefined;
}

/** Whether an e-mail address stands in a text. Every sign is looked at once or twice: a cell may have megabytes. */
export function holdsAddress(text: string): boolean {
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (at === 0 || /[@\s]/.test(text[at - 1])) continue;
    let end = at + 1;
    while (end < text.length && !/[@\s]/.test(text[end])) {
      if (text[end] === '.' && end > at + 1 && /\w/.test(text[end + 1] ?? '')) return true;
      end++;
    }
  }
  return false;
}
