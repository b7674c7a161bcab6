/** The wheel in every Python of this machine, next to PyRadiomics: values, types, its example scripts. Writes docs/python.md. */
// usage: node scripts/wheel/matrix.ts [PYRADIOMICS-CHECKOUT]; RADSCORE_PEERS names a Python with PyRadiomics 3.1.0
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { writeWheels } from '../../packaging/python-wheel.ts';
import { COMPOSITE, REAL_CASES, STAND_IN_CASES } from '../../test/layers/radiomics/golden-cases.ts';
import { goldenPath, sharedPath } from '../../test/shared.ts';
import { freshEnvironment, newFolder, pythonsHere } from './environments.ts';
import { EXAMPLES, runExamples } from './examples.ts';

const root = resolve(import.meta.dirname, '..', '..');
const here = import.meta.dirname;
const [checkout] = process.argv.slice(2);
const peer = process.env.RADSCORE_PEERS ?? join(root, '..', 'peers', 'bin', 'python');
const testCases = sharedPath('data/pyradiomics');
const folder = newFolder();
const [wheel] = await writeWheels(root, join(folder, 'wheels'), '0.1.0');

interface Row {
  readonly python: string;
  readonly packages: string;
  readonly install: string;
  readonly goldens: string;
  readonly beside: string;
  readonly examples: readonly string[];
}

const theirs = join(folder, 'pyradiomics.pickle');
execFileSync(peer, [join(here, 'answers.py'), 'radiomics', testCases, theirs], {
  stdio: ['ignore', 'ignore', 'inherit'],
});
const wanted = checkout ? runExamples(peer, checkout, testCases, join(folder, 'examples-peer'), false) : undefined;

const rows: Row[] = [];
for (const { version, path } of pythonsHere()) {
  process.stderr.write(`Python ${version} …\n`);
  const begun = Date.now();
  const python = freshEnvironment(join(folder, version), path, [`${wheel.file}[sitk]`, 'six', pandasFor(version)]);
  const seconds = (Date.now() - begun) / 1000;
  rows.push({
    python: version,
    packages: said(
      python,
      'import numpy, SimpleITK as s; print("numpy", numpy.__version__ + ", SimpleITK", s.Version.VersionString())',
    ),
    install: `${seconds.toFixed(0)} s`,
    goldens: goldensIn(python, join(folder, `goldens-${version}`)),
    beside: besidePyradiomics(python, version),
    examples: checkout ? examplesIn(python, version) : [],
  });
}
writeFileSync(join(root, 'docs', 'python.md'), page());
rmSync(folder, { recursive: true });

/** `DataFrame.append`, which PyRadiomics' example calls, is gone in pandas 2. */
function pandasFor(version: string): string {
  return /^3\.1[01]\./.test(version) ? 'pandas<2' : 'pandas';
}

function said(python: string, code: string): string {
  return execFileSync(python, ['-c', code], { encoding: 'utf8' }).trim();
}

function goldensIn(python: string, parameters: string): string {
  mkdirSync(parameters);
  const composite = `${readFileSync(goldenPath('radiomics/settings/e2_2d-no-force2D.yaml'), 'utf8')}\nroi: largest-slice\n`;
  const cases = [...STAND_IN_CASES, ...REAL_CASES].map((golden, k) => {
    const file = join(parameters, `${k}.yaml`);
    writeFileSync(file, golden.parameters ?? composite);
    return { ...golden, parameters: file, own: golden.setting === COMPOSITE };
  });
  const script = join(root, 'test', 'python', 'scripts', 'goldens.py');
  const out = execFileSync(python, [script], { input: JSON.stringify(cases), encoding: 'utf8', maxBuffer: 1 << 26 });
  const { values, faults, kernels } = JSON.parse(out);
  if (faults.length > 0) process.stderr.write(`${faults.join('\n')}\n`);
  return `${cases.length} cases, ${values.toLocaleString('en')} values, ${faults.length} differ; kernels: ${kernels}`;
}

function besidePyradiomics(python: string, version: string): string {
  const own = join(folder, `radscore-${version}.pickle`);
  execFileSync(python, [join(here, 'answers.py'), 'radscore', testCases, own], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const { stdout, status } = spawnSync(python, [join(here, 'compare.py'), theirs, own], { encoding: 'utf8' });
  if (status !== 0) process.stderr.write(stdout);
  return stdout
    .split('\n')
    .filter((line) => /^\w/.test(line))
    .join('; ');
}

function examplesIn(python: string, version: string): string[] {
  const got = runExamples(python, checkout, testCases, join(folder, `examples-${version}`), true);
  return EXAMPLES.map(({ name }) => {
    // The same table, if the environment of PyRadiomics has no pandas.
    const peers = [wanted!.get(name)!, ...(/Pandas/.test(name) ? [wanted!.get('batchprocessing')!] : [])];
    const [ours, other] = [got.get(name)!, peers.find(({ status }) => status === 0) ?? peers[0]];
    if (ours.refused) return `${name}: refused by name (${ours.refused})`;
    if (other.status !== 0) return `${name}: ends as with PyRadiomics (${other.error})`;
    const apart = [...other.numbers].filter(([key, value]) => !isSame(ours.numbers.get(key), value));
    if (apart.length > 0) process.stderr.write(`${name}: ${apart.slice(0, 5).join(' | ')}\n`);
    return `${name}: ${ours.status === 0 ? 'runs' : `ends with ${ours.status}`}, ${other.numbers.size} values, ${apart.length} differ`;
  });
}

function isSame(a: number | undefined, b: number): boolean {
  // Printed with up to 17 digits: see compare.py.
  return a !== undefined && (Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.abs(b));
}

function page(): string {
  const own = existsSync(peer)
    ? said(
        peer,
        'import sys, numpy, SimpleITK as s; print("Python %d.%d.%d" % sys.version_info[:3] + ", numpy", numpy.__version__ + ", SimpleITK", s.Version.VersionString())',
      )
    : '';
  return `# The Python wheel, measured

Written by \`node scripts/wheel/matrix.ts PYRADIOMICS-CHECKOUT\`: the built wheel in a fresh virtual environment of each Python,
installed by pip without a compiler, next to PyRadiomics 3.1.0 (${own}). How to use it: [python/radscore](../python/radscore/README.md);
speed and memory: [performance-python.md](performance-python.md).

| Python | with | installed in |
| --- | --- | --- |
${rows.map(({ python, packages, install }) => `| ${python} | ${packages} | ${install} |`).join('\n')}

## Golden settings through the shim

Names in PyRadiomics' order, values within a relative 1e-9. Seeded stand-ins and the real images, under all settings of
\`test/golden/radiomics/settings\`.

${rows.map(({ python, goldens }) => `- ${python}: ${goldens}`).join('\n')}

## Side by side with PyRadiomics

\`scripts/wheel/answers.py\` runs under both: five settings on two images, the feature classes by themselves (values, types and
the methods \`get…FeatureValue\`), \`imageoperations\` (boxes, crops, resampled, normalised and filtered images), one slice, one grey
level, refusals. Values within a relative 1e-9; filtered images within a millionth of their range; types as they are.

${rows.map(({ python, beside }) => `- ${python}: ${beside}`).join('\n')}

## PyRadiomics' own example scripts, with one import changed

\`import radiomics\` → \`import radscore.radiomics as radiomics\`, \`from radiomics …\` → \`from radscore.radiomics …\`; the numbers that they print
or write, next to those of PyRadiomics.

${rows.map(({ python, examples }) => `- ${python}\n${examples.map((line) => `  - ${line}`).join('\n')}`).join('\n')}

Not measured: macOS, Windows, arm64, musl, Python 3.14: the wheel has no compiled part, and its two requirements publish wheels for them.
`;
}
