import { type Edit, joined, latin1, latin1Of, withBytes } from '../format.ts';
import type { Draw } from '../random.ts';

/** How a text header is laid out. */
export interface HeaderForm {
  readonly separator: ': ' | ' = ';
  /** Where the header ends: behind the empty line, or behind the line of this key. */
  readonly endOf: (text: string) => number;
  /** Lines that a writer might have added. */
  readonly lines: readonly string[];
}

const VALUES = [
  '',
  '0',
  '-1',
  '1',
  '2',
  '4',
  '7',
  'NaN',
  'nan nan nan',
  'Infinity',
  '1e400',
  '99999999999999999999',
  '1 2',
  '1 2 3',
  '1 2 3 4',
  '0x10',
  'true',
  'False',
  'little',
  'big',
  'constructor',
  '__proto__',
  'toString',
  '(1,0,0)',
  '(1,0,0) (0,1,0) (0,0,1)',
  '(nan,0,0) (0,1,0) (0,0,1)',
  '(0,0,0) (0,0,0) (0,0,0)',
  '(1,0) (0,1) (0,0)',
  'none (0,1.5,0) (0,0,2)',
  '-10 5 7',
  '6 5 4.5',
  '6 5 -4',
  '5 6 4',
  '6 5 3',
  '1.2e1 5 2',
  '1,2,3',
  '1000000 1000000 1000000',
  '\0',
  'ä',
  '%d',
  'x%d.raw 1 4 1',
  '../a.raw',
];

function valueFor(before: string, draw: Draw): string {
  if (draw.chance(50)) return draw.of(VALUES);
  // A number of it becomes another.
  const numbers = [...before.matchAll(/-?[\d.]+/g)];
  if (numbers.length === 0) return draw.of(VALUES);
  const { index, 0: found } = draw.of(numbers);
  const other = draw.of([
    '0',
    '-1',
    '7',
    'nan',
    '1e9',
    '',
    '1.5',
    `-${found}`,
    `${found}0`,
    `${found} ${found}`,
    `+${found}`,
  ]);
  return before.slice(0, index) + other + before.slice(index + found.length);
}

/** Edits of `key: value` lines in front of the voxels. */
export function headerEdits({ separator, endOf, lines: more }: HeaderForm): readonly Edit[] {
  const edited =
    (edit: (lines: string[], draw: Draw) => void): Edit =>
    (input, draw) => {
      const { bytes } = input[0];
      const text = latin1Of(bytes.subarray(0, 4096));
      const end = endOf(text);
      const lines = text.slice(0, end).split('\n');
      edit(lines, draw);
      return withBytes(input, 0, joined(latin1(lines.join('\n')), bytes.subarray(end)));
    };
  /** A line that holds a field. */
  const some = (lines: readonly string[], draw: Draw): number => draw.below(Math.max(lines.length - 1, 1));
  return [
    edited((lines, draw) => {
      const at = some(lines, draw);
      const [key, ...rest] = lines[at].split(separator);
      lines[at] = key + separator + valueFor(rest.join(separator), draw);
    }),
    edited((lines, draw) => {
      const at = some(lines, draw);
      const [key, ...rest] = lines[at].split(separator);
      lines[at] = key + separator + valueFor(rest.join(separator), draw);
    }),
    edited((lines, draw) => void lines.splice(some(lines, draw), 1)),
    edited((lines, draw) => {
      const at = some(lines, draw);
      const [key, ...rest] = lines[at].split(separator);
      lines.splice(at, 0, draw.chance(30) ? lines[at] : key + separator + valueFor(rest.join(separator), draw));
    }),
    edited((lines, draw) => void lines.splice(1 + some(lines, draw), 0, draw.of(more))),
    edited((lines, draw) => {
      const [a, b] = [some(lines, draw), some(lines, draw)];
      [lines[a], lines[b]] = [lines[b], lines[a]];
    }),
    edited((lines, draw) => {
      const at = some(lines, draw);
      lines[at] = draw.of([
        lines[at].toUpperCase(),
        lines[at].replace(separator.trim(), ` ${separator} `),
        ` ${lines[at]}`,
        `${lines[at]}\r`,
        lines[at].replace(separator, separator.trim()),
      ]);
    }),
  ];
}
