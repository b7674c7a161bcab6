/** Every reader and check takes time in proportion to its text: twice the text takes at most 2.3 times as long. */
import {
  examineIdentity,
  examinePath,
  IdentityCheck,
  InputRefused,
  inspectStudy,
  readImage,
  readVolume,
  withoutPaths,
} from '@radscore/imaging';
import { parseIbsiParameters, parseSettings } from '@radscore/radiomics';
import { InvalidTable, parseCsv } from '@radscore/statistics/csv';
import { describe, expect, it } from 'vitest';
import { selectionFrom } from '../../cli/files/selection.ts';
import { parseDicom } from '../../layers/imaging/dicom/encoding/parse.ts';
import { isNrrd } from '../../layers/imaging/formats/nrrd.ts';
import { StudyRefused } from '../../layers/pipeline/errors.ts';
import { parseManifest } from '../../layers/pipeline/studies/admission.ts';
import { kindOfColumn } from '../../layers/statistics/cohort/cells.ts';
import { rewritten } from '../layers/imaging/dicom/rewrite.ts';
import { writtenCases } from '../layers/imaging/dicom/written.ts';

/** Twice the text may take this much longer; what is above doubled is the noise of a busy machine. */
const MOST = 2.3;
/** Below this many milliseconds for the longest text nothing is to be proven: a quadratic pattern takes seconds there. */
const NOTHING = 20;
/** Signs of the longest text, unless a reader refuses one so long. */
const LONGEST = 2 ** 16;
const LONGEST_MEASURED = 2 ** 19;

/** What texts are made of: signs on which patterns could go back, alone and in pairs. */
const UNITS = [
  ...[
    '-',
    'a',
    '0',
    '1',
    ' ',
    '.',
    '@',
    '(',
    '/',
    '\\',
    '"',
    "'",
    ',',
    ';',
    '\n',
    '\t',
    '=',
    ':',
    '^',
    '_',
    '%d',
    '[',
    '{',
    '<',
  ],
  ...[
    'a@',
    '.a@b',
    'a.',
    '1 ',
    '1-',
    '12-',
    '1.',
    'a^',
    '""',
    '"a",',
    '1,',
    'a b ',
    'a=b\n',
    'a: b\n',
    '- ',
    '#\n',
    '1e',
    '2.25.',
    'é',
    '\0',
  ],
  ...[
    '20200101',
    '2020-01-15 ',
    '+1 (2) ',
    'mrn ',
    'Doe^Jane ',
    '*a ',
    '&a ',
    '"a":[',
    '_b',
    '0x',
    '\r\n',
    '%',
    'ep_b',
    '|',
  ],
];

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const identity =
  (name: string, before = '', after = '') =>
  (text: string): void => {
    examineIdentity([{ name, bytes: utf8(before + text + after) }]);
  };
const NRRD = 'NRRD0004\ntype: short\ndimension: 3\nsizes: 2 2 2\nencoding: raw\nendian: little\n';
const META = 'ObjectType = Image\nNDims = 3\nDimSize = 2 2 2\nElementType = MET_SHORT\n';
const nrrd = (before: string) => (text: string) => void readVolume(utf8(`${before}${text}\n\n`), 'a.nrrd');
const meta = (before: string) => (text: string) =>
  void readVolume(utf8(`${before}${text}\nElementDataFile = LOCAL\n`), 'a.mha');

const [{ series }] = writtenCases();
const [slice] = series.files;
/** A file with a text in one element. Of representations with a length of two bytes the text is cut to what they hold. */
const element =
  (tag: number, vr: string, use: (bytes: Uint8Array) => void) =>
  (text: string): void => {
    const value = utf8(text).subarray(0, vr === 'UT' || vr === 'UN' ? undefined : 65_000);
    use(rewritten(slice, [{ tag, vr, value }]).bytes);
  };
const asIdentity = (bytes: Uint8Array): void => {
  const check = new IdentityCheck();
  check.add({ name: 'a.dcm', bytes });
  check.receipt();
};
const asImage = (bytes: Uint8Array): void => void readImage([{ name: 'a.dcm', bytes }]);
const MANIFEST =
  '{"studyId":"s","patientId":"p","protocol":"her2-pcr@1","origin":"synthetic","sequences":{},"files":[]';

/** Everything that meets a text that somebody else wrote. */
const READERS: readonly (readonly [string, (text: string) => void])[] = [
  ['identities in a CSV table', identity('a.csv', 'age\n')],
  ['identities in a heading', identity('a.csv')],
  ['identities in a table with semicolons', identity('a.csv', 'age;pcr\n1;')],
  ['identities in a TSV table', identity('a.tsv', 'age\tpcr\n1\t')],
  ['identities in a JSON text', (text) => identity('a.json')(JSON.stringify({ a: text }))],
  ['identities in a JSON key', (text) => identity('a.json')(JSON.stringify({ [text]: 1 }))],
  ['identities in JSON as it comes', identity('a.json')],
  ['identities in b-values', identity('a.bval')],
  ['identities in a file of a system', identity('desktop.ini')],
  ['identities in a text', identity('notes.txt')],
  ['identities in a NRRD header', identity('a.nrrd', NRRD, '\n\n')],
  ['identities in a NRRD comment', identity('a.nrrd', `${NRRD}# `, '\n\n')],
  ['identities in a NRRD key', identity('a.nrrd', `${NRRD}Segment0_Name:=`, '\n\n')],
  ['identities in a NRRD value', identity('a.nrrd', `${NRRD}space directions: `, '\n\n')],
  ['identities in a NRRD file list', identity('a.nhdr', `${NRRD}data file: `, '\n\n')],
  ['identities in a MetaImage header', identity('a.mha', META, '\nElementDataFile = LOCAL\n')],
  ['identities in a MetaImage value', identity('a.mha', `${META}Offset = `, '\nElementDataFile = LOCAL\n')],
  ['paths', (text) => void examinePath(text)],
  [
    'paths in messages',
    (text) => void withoutPaths([`got ${text}; wanted x`], new Map([[text.slice(0, 1000) || 'a', 'file 1']])),
  ],
  ['a NRRD header', nrrd(NRRD)],
  ...[
    'sizes: ',
    'space directions: ',
    'space origin: ',
    'spacings: ',
    'data file: ',
    'kinds: ',
    'byte skip: ',
    'content: ',
  ].map((field) => [`a NRRD header, ${field.trim()}`, nrrd(`${NRRD}${field}`)] as const),
  ['a MetaImage header', meta(META)],
  ...['ElementSpacing = ', 'Offset = ', 'TransformMatrix = ', 'HeaderSize = ', 'Comment = '].map(
    (field) => [`a MetaImage header, ${field.trim()}`, meta(`${META}${field}`)] as const,
  ),
  ['the recognition of formats', (text) => void [isNrrd(utf8(text)), readVolume(utf8(text), 'a.nii.gz')]],
  ['a manifest', (text) => void parseManifest(utf8(text), { institution: 'i', studyId: 's' })],
  [
    'a text of a manifest',
    (text) => void parseManifest(utf8(`${MANIFEST},"x":${JSON.stringify(text)}}`), { institution: 'i', studyId: 's' }),
  ],
  ['a parameter file', (text) => void parseSettings(text)],
  ['a value of a parameter file', (text) => void parseSettings(`setting:\n  label: ${text}`)],
  ['parameters of IBSI', (text) => void parseIbsiParameters(text)],
  ['a table', (text) => void parseCsv(`a,b\n${text}`)],
  ['a header of a table', (text) => void parseCsv(`${text}\n1,2`)],
  ['a quoted cell of a table', (text) => void parseCsv(`a\n"${text.replaceAll('"', '""')}"\n`)],
  ['cells as numbers', (text) => void kindOfColumn([text, '1'])],
  ['a selection', (text) => void selectionFrom(text)],
  ['a value of a selection', (text) => void selectionFrom(`te=${text}`)],
  ...(
    [
      [0x00100010, 'PN'],
      [0x00081030, 'LO'],
      [0x0008103e, 'LO'],
      [0x00080008, 'CS'],
      [0x00080022, 'DA'],
      [0x00080032, 'TM'],
      [0x0008002a, 'DT'],
      [0x00204000, 'LT'],
      [0x00080018, 'UI'],
      [0x0020000d, 'UI'],
      [0x00181030, 'LO'],
      [0x00080300, 'UT'],
      [0x00189999, 'UN'],
    ] as const
  ).map(([tag, vr]) => [`identities in ${tag.toString(16)} ${vr}`, element(tag, vr, asIdentity)] as const),
  ...(
    [
      [0x0008103e, 'LO'],
      [0x00181030, 'LO'],
      [0x00180024, 'SH'],
      [0x00180010, 'LO'],
      [0x00080008, 'CS'],
      [0x00180020, 'CS'],
      [0x00200032, 'DS'],
      [0x00280030, 'DS'],
      [0x00281053, 'DS'],
      [0x00280008, 'IS'],
      [0x00200013, 'IS'],
      [0x00080032, 'TM'],
      [0x0008002a, 'DT'],
      [0x00200052, 'UI'],
      [0x00282114, 'CS'],
      [0x00080016, 'UI'],
    ] as const
  ).map(([tag, vr]) => [`an image with ${tag.toString(16)} ${vr}`, element(tag, vr, asImage)] as const),
];

/**
 * Milliseconds, the least of some runs: what else runs on the machine only ever adds. (The processor time of a thread is
 * counted in ticks of some milliseconds on some systems, so its least is chance.)
 */
function cost(read: (text: string) => void, text: string, runs: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const before = performance.now();
    try {
      read(text);
    } catch (error) {
      const isRefusal = error instanceof InputRefused || error instanceof InvalidTable || error instanceof StudyRefused;
      if (!isRefusal) throw error;
    }
    least = Math.min(least, performance.now() - before);
  }
  return least;
}

/**
 * Whether twice the size takes at most 2.3 times as long, by the least times of runs that take turns: measured again, with
 * more runs, before it counts. The last doubling may be the one that leaves a processor's cache, a step of some tenths and
 * no growth: then the mean of the last three doublings decides. Of a quadratic reader each of them is near 4.
 */
function growsAsItsText(time: (size: number) => number, size: number): boolean {
  let [once, twice] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (const runs of [3, 6, 12, 24]) {
    for (let i = 0; i < runs; i++) {
      once = Math.min(once, time(size >> 1));
      twice = Math.min(twice, time(size));
    }
    if (twice <= MOST * once || twice <= NOTHING / 2) return true;
  }
  let eighth = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 45; i++) eighth = Math.min(eighth, time(size >> 3));
  return twice <= MOST ** 3 * eighth;
}

describe('time grows no faster than the text', () => {
  it.each(READERS)('%s', { timeout: 120_000 }, (_, read) => {
    const slow: string[] = [];
    for (const unit of UNITS) {
      const made = (length: number): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);
      // A pattern of cubic time would not end at the longest text: shorter ones come first.
      for (const length of [2 ** 12, LONGEST]) {
        if (cost(read, made(length), 1) <= NOTHING) continue;
        // What takes long enough is measured; what does not is made longer, so that caches and collections weigh little.
        const first = cost(read, made(length), 2);
        const longer = first > 200 ? length : Math.min(8 * length, LONGEST_MEASURED);
        if (!growsAsItsText((size) => cost(read, made(size), 2), longer)) slow.push(JSON.stringify(unit));
        break;
      }
    }
    expect(slow).toEqual([]);
  });
});

it.each(['- ', '1 ', 'raw ', '(1,2) '])('a header of a megabyte takes no stack: %j', (unit) => {
  const value = unit.repeat(2 ** 20 / unit.length);
  expect(cost(identity('a.nrrd', `${NRRD}space directions: `, '\n\n'), value, 1)).toBeLessThan(2000);
  expect(cost(identity('a.mha', `${META}Offset = `, '\nElementDataFile = LOCAL\n'), value, 1)).toBeLessThan(2000);
});

it('finds a reader whose time grows with the square of its text', () => {
  const quadratic = (size: number): number => cost(() => void /x+$/.test(`${'x'.repeat(size)}y`), '', 1);
  expect(growsAsItsText(quadratic, 2 ** 13)).toBe(false);
});

it('a cell that no spreadsheet holds is named', () => {
  const [finding] = examineIdentity([{ name: 'a.csv', bytes: utf8(`age\n${'1'.repeat(32_768)}`) }]).findings;
  expect(finding.where).toBe('column 1, which holds cells of more than 32767 signs');
});

describe('time grows no faster than the number of files, lines and elements', () => {
  const grows = (work: (count: number) => () => void, count: number): void => {
    const made = new Map([count, count >> 1, count >> 3].map((size) => [size, work(size)]));
    const time = (size: number): number => {
      const run = made.get(size);
      if (!run) throw new Error(`no work of ${size} was made`);
      return cost(run, '', 1);
    };
    expect(growsAsItsText(time, count)).toBe(true);
  };

  it('paths of a study', () => {
    grows((count) => {
      const paths = Array.from({ length: count }, (_, i) => `dce/Doe^Jane/${i}.dcm`);
      return () => {
        const check = new IdentityCheck();
        for (const path of paths) check.addPath(path);
        withoutPaths(
          paths.map((path) => `got ${path}`),
          check.identifyingPaths(),
        );
      };
    }, 8000);
  });

  it('files of voxels with their headers', () => {
    grows((count) => {
      const files = Array.from({ length: count }, (_, i) => [
        { name: `a/${i}.mhd`, bytes: utf8(`${META}ElementDataFile = ${i}.raw\n`) },
        { name: `a/${i}.raw`, bytes: new Uint8Array(16) },
      ]).flat();
      return () => void examineIdentity(files);
    }, 2000);
  });

  it('files of a study that hold no image', () => {
    grows((count) => {
      const files = Array.from({ length: count }, (_, i) => ({ name: `a/${i}.jpg`, bytes: utf8('x') }));
      return () => void inspectStudy(files);
    }, 40_000);
  });

  it('damaged files of a study', () => {
    grows((count) => {
      const files = Array.from({ length: count }, (_, i) => ({ name: `a/IM${i}`, bytes: utf8('x') }));
      return () => void inspectStudy(files);
    }, 8000);
  });

  it('elements of a DICOM file', () => {
    grows((count) => {
      const items = Array.from({ length: count }, (_, i) => ({
        tag: 0x00090000 + 0x20000 * Math.floor(i / 0xff00) + (i % 0xff00) + 0x100,
        vr: 'LO',
        value: ['x'],
      }));
      const { bytes } = rewritten(slice, items);
      return () => void parseDicom(bytes, 'a');
    }, 40_000);
  });

  it('rows and columns of a table', () => {
    grows((count) => {
      const rows = `a,b\n${'1,"2"\n'.repeat(count)}`;
      const columns = `${Array.from({ length: count }, (_, i) => `c${i}`).join(',')}\n${Array.from({ length: count }, () => '1').join(',')}\n`;
      return () => void [parseCsv(rows), parseCsv(columns), examineIdentity([{ name: 'a.csv', bytes: utf8(rows) }])];
    }, 40_000);
  });
});
