import { createHash } from 'node:crypto';
import { canonicalSettings, parseIbsiParameters, parseSettings } from '@radscore/radiomics';
import { parse, stringify } from 'yaml';
import { type Edit, type Format, type Input, type Read, textOf, utf8 } from '../format.ts';
import type { Draw } from '../random.ts';
import { editTree, type Tree } from './trees.ts';

const PYRADIOMICS = [
  `imageType:
  Original: {}
  LoG:
    sigma: [1.0, 2, 3.5]
  Wavelet:
    binWidth: 10
    level: 2
featureClass:
  shape:
  firstorder: [Mean, Variance]
  glcm:
    - Autocorrelation
    - JointEnergy
setting:
  binWidth: 25
  label: 1
  interpolator: sitkBSpline
  resampledPixelSpacing: [2, 2, 0]
  weightingNorm: # none
  distances: [1, 2]
  normalize: true
voxelSetting:
  kernelRadius: 2
  initValue: nan
`,
  '{"imageType":{"LBP3D":{"lbp3DLevels":2},"Gradient":{}},"setting":{"binCount":32,"force2D":true,"resegmentRange":[-3,3],"resegmentMode":"sigma"}}',
];

const IBSI = [
  `configuration: C
interpolation: { spacing: [2, 2, 2], method: trilinear, rounding: nearest-integer }
resegmentation: { range: [-1000, 400], outliers: 3 }
discretisation: { method: fixed-bin-size, width: 25, start: -1000 }
intensityVolumeHistogram: { method: fixed-bin-number, count: 1000 }
aggregation: [2D, 2.5D, 3D]
`,
  '{"resegmentation": null, "discretisation": {"method": "none"}}',
];

/** Texts that once made the parser crash, hang or fill the memory; `n` is how much of it. */
const HOSTILE: readonly ((n: number) => string)[] = [
  (n) => `a: ${'"'.repeat(n)}`,
  (n) => '['.repeat(n),
  (n) => '{'.repeat(n),
  (n) => `${'['.repeat(n)}${']'.repeat(n)}`,
  (n) => '? '.repeat(n),
  (n) => '- '.repeat(n),
  (n) => `a${': a'.repeat(n)}`,
  (n) => `x: &x 1\nl: [${'*x,'.repeat(n)}]`,
  (n) => `[${','.repeat(n)}`,
  (n) => '&a '.repeat(n),
  (n) => Array.from({ length: n >> 3 }, (_, i) => `a${i}: &a${i} 1`).join('\n'),
  (n) => Array.from({ length: Math.min(n, 300) }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
  (n) => `setting:\n${Array.from({ length: n }, (_, i) => `  k${i}: 1`).join('\n')}`,
  () => 'setting: &a\n  binWidth: *a\n',
  () => '&a [*a]',
  () => 'interpolation: &a {spacing: *a}',
  () =>
    [
      'a0: &a0 [x, x, x, x, x, x]',
      ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`)}]`),
    ].join('\n'),
  () => 'setting: !!js/function "function(){}"',
  () => 'setting:\n  binWidth: !!binary AAAA',
  () => '--- {}\n--- {}\n',
  () => '%YAML 9.9\n---\n{}',
];

function parameters(name: string, texts: readonly string[], read: (text: string) => string): Format {
  const inputs: readonly Input[] = texts.map((text) => [{ name: 'parameters.yaml', bytes: utf8(text) }]);
  const whole = (text: string): Input => [{ name: 'parameters.yaml', bytes: utf8(text) }];
  const edits: readonly Edit[] = [
    // Of a whole text: what earlier changes have made of it may be what no parser should be given.
    (_, draw) => {
      const edited = editTree(parse(draw.of(texts)) as Tree, draw);
      return whole(draw.chance(50) ? stringify(edited) : JSON.stringify(edited));
    },
    (input, draw) => editLine(input, draw),
    (input, draw) => {
      if (draw.chance(80)) return editLine(input, draw);
      const text = draw.of(HOSTILE)(draw.of([4, 40, 400, 4000, 40_000, 200_000]));
      return whole(draw.chance(50) ? text : `${textOf(input[0].bytes)}\n${text}`);
    },
  ];
  return {
    name,
    inputs,
    edits,
    read: ([{ bytes }]): Read => ({
      digest: createHash('sha256')
        .update(read(textOf(bytes)))
        .digest('hex')
        .slice(0, 16),
    }),
  };
}

const SIGNS = [
  ':',
  ' ',
  '-',
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '#',
  '&a ',
  '*a',
  '|',
  '>',
  '!',
  '%',
  '\t',
  '\n',
  '\0',
  ',',
  '.nan',
  '.inf',
  '~',
  '1e400',
  '0x1F',
  '0o7',
  'yes',
  '<<: *a',
];

/** A sign more or less in one line, or a line twice. */
function editLine([{ name, bytes }]: Input, draw: Draw): Input {
  const lines = textOf(bytes).split('\n');
  const at = draw.below(lines.length);
  const place = draw.below(lines[at].length + 1);
  const line = lines[at];
  if (draw.chance(60)) lines[at] = line.slice(0, place) + draw.of(SIGNS) + line.slice(place + draw.below(2));
  else if (draw.chance(50)) lines.splice(at, 0, line);
  else lines.splice(at, 1);
  return [{ name, bytes: utf8(lines.join('\n')) }];
}

/** Parameter files of PyRadiomics. */
export const yaml: Format = parameters('yaml', PYRADIOMICS, (text) => canonicalSettings(parseSettings(text)));

/** Parameter files of the IBSI profile. */
export const ibsi: Format = parameters('ibsi', IBSI, (text) => JSON.stringify(parseIbsiParameters(text)));
