/** Measures how well the engine agrees with the reference values, and writes docs/agreement.md. */
// usage: node scripts/agreement.ts [--shared DIR]; needs the shared folder.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readMask, readVolume } from '@radscore/imaging/node';
import { protocolById } from '@radscore/pipeline';
import { settingsOf } from '@radscore/pipeline/extraction';
import { extract, parseSettings } from '@radscore/radiomics';

const root = resolve(import.meta.dirname, '..');
const { values: flags } = parseArgs({ options: { shared: { type: 'string', default: resolve(root, '../shared') } } });
const shared = (path: string) => resolve(flags.shared, path);

interface Golden {
  readonly case: string;
  readonly settings_yaml?: string;
  readonly image: string;
  readonly mask: string;
  readonly label: number;
  readonly features: Record<string, number | string>;
}

/** What a setting is, in words; `e4` is the feature set of her2-pcr@1. */
const MEANING: Readonly<Record<string, string>> = {
  a: 'original, wavelet, LoG; resampled to 1 mm; 3-D',
  b: 'original, native grid',
  c: 'every image type, incl. gradient and LBP',
  d: 'normalised, outliers clipped, resampled',
  e: 'one slice, force2D, shape2D',
  e2: 'one slice, 3-D wavelet',
  e3: 'one slice, twelve image types',
  e4: 'the feature set of her2-pcr@1',
  f: 'bin count 32, distances 1 and 2, weighting',
};

const rows = readdirSync(shared('golden/radiomics'))
  .filter((name) => /^[a-f]\d?_.*__.*\.json$/.test(name))
  .map((name) => ({ setting: name.slice(0, name.indexOf('_')), golden: read(name) }))
  .map(({ setting, golden }) => ({ setting, case: golden.case, ...compare(golden) }));

const settings = [...new Set(rows.map(({ setting }) => setting))];
const table = settings.map((setting) => {
  const of = rows.filter((row) => row.setting === setting);
  const sum = (pick: (row: (typeof rows)[number]) => number) => of.reduce((total, row) => total + pick(row), 0);
  const worst = of.reduce((a, b) => (a.worst > b.worst ? a : b));
  return `| ${setting} | ${MEANING[setting]} | ${of.length} | ${sum((r) => r.values)} | ${sum((r) => r.within)} | ${worst.worst.toExponential(1)} | ${worst.worstName} (${worst.case}) |`;
});
const total = rows.reduce((sum, { values }) => sum + values, 0);
const within = rows.reduce((sum, row) => sum + row.within, 0);

writeFileSync(
  resolve(root, 'docs/agreement.md'),
  `# Measured agreement with PyRadiomics 3.1.0

Written by \`node scripts/agreement.ts\`: ${total} values of ${rows.length} extractions (four images: three MR, one CT), of which
${within} agree within a relative 1e-9. The names are the same in each: none missing, none extra.

| setting | what it is | cases | values | within 1e-9 | largest relative difference | where |
| --- | --- | --- | --- | --- | --- | --- |
${table.join('\n')}

A difference is relative to the reference value; a reference of 0 wants 0 within 1e-12.

PyRadiomics does not agree with itself everywhere: patterns of LBP3D that are turned or mirrored have equal power up to the
last bit, and that bit decides which of them lie within a percentile. With numpy 1.26.4 and SciPy 1.13.1,
\`lbp-3D-m2_firstorder_RobustMeanAbsoluteDeviation\` moves by a relative 1.8e-3 (sts001_mr) if numpy leaves the
processor's AVX-512 unused, and by 3.7e-3 (brain1) without AVX2 and FMA3 either (\`NPY_DISABLE_CPU_FEATURES\`). The reference
values were made with them, and this engine gives those on every processor: the harmonics as SciPy rounds them, products with
one rounding, sums in numpy's order, and the kurtosis of float32 samples in single precision, as scipy computes it.
`,
);
console.log(`${within} of ${total} values within 1e-9`);

function read(name: string): Golden {
  return JSON.parse(readFileSync(shared(`golden/radiomics/${name}`), 'utf8'));
}

function compare(golden: Golden): { values: number; within: number; worst: number; worstName: string } {
  const bytes = (path: string) => readFileSync(shared(path));
  const image = readVolume(bytes(golden.image), golden.image);
  const mask = readMask([{ name: golden.mask, bytes: bytes(golden.mask) }], image, { label: golden.label });
  const settings = golden.settings_yaml
    ? parseSettings(golden.settings_yaml)
    : settingsOf(protocolById('her2-pcr@1').sequences.t2fs);
  const got = new Map(
    extract(image, mask, settings).blocks.flatMap(({ names, values }) =>
      names.map((name, i) => [name, values[i]] as const),
    ),
  );
  if (got.size !== Object.keys(golden.features).length) throw new Error(`${golden.case}: got ${got.size} names`);
  let within = 0;
  let worst = 0;
  let worstName = '';
  for (const [name, reference] of Object.entries(golden.features)) {
    const value = got.get(name);
    if (value === undefined) throw new Error(`${golden.case}: no ${name}`);
    const wanted = Number(reference);
    const difference = Number.isNaN(wanted) && Number.isNaN(value) ? 0 : Math.abs(value - wanted);
    const relative = difference <= 1e-12 ? 0 : difference / Math.abs(wanted);
    if (relative <= 1e-9) within++;
    if (relative > worst) [worst, worstName] = [relative, name];
  }
  return { values: Object.keys(golden.features).length, within, worst, worstName };
}
