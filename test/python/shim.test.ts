/** The wheel in a Python: values, types, processes and refusals. Skips visibly if no Python can have what it needs. */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { integers, text } from '../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../layers/imaging/dicom/encoding/tags.ts';
import { type Wheel, writeWheels } from '../../packaging/python-wheel.ts';
import { environmentWith, freshEnvironment, newFolder, pythonsHere } from '../../scripts/wheel/environments.ts';
import { COMMAND_FIXTURES } from '../cli/features/pyradiomics/recorded.ts';
import { encapsulated } from '../layers/imaging/dicom/encapsulated.ts';
import { rewritten } from '../layers/imaging/dicom/rewrite.ts';
import { writtenCases } from '../layers/imaging/dicom/written.ts';
import { COMPOSITE, STAND_IN_CASES, standIn } from '../layers/radiomics/golden-cases.ts';
import { goldenPath } from '../shared.ts';

const root = resolve(import.meta.dirname, '..', '..');
const lender = pythonsHere()
  .map((python) => ({ python, path: environmentWith(python) }))
  .find(({ path }) => path !== undefined);

const small = [standIn('breast1', 'image'), standIn('breast1', 'mask')];
const large = [standIn('sts001_mr', 'image'), standIn('sts001_mr', 'mask')];

describe.skipIf(lender === undefined)(`the wheel in Python ${lender?.python.version}`, () => {
  let folder: string;
  let python: string;
  let wheels: readonly Wheel[];

  beforeAll(async () => {
    folder = newFolder();
    wheels = await writeWheels(root, join(folder, 'wheels'), '0.0.1');
    python = freshEnvironment(join(folder, 'environment'), lender!.path!, [wheels[0].file], lender!.path);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const script = (name: string): string => join(import.meta.dirname, 'scripts', `${name}.py`);
  const run = (args: readonly string[], options: object = {}) =>
    spawnSync(python, args, { encoding: 'utf8', timeout: 110_000, cwd: folder, maxBuffer: 1 << 26, ...options });
  const answer = (args: readonly string[], options: object = {}) => {
    const { status, stdout, stderr } = run(args, options);
    expect(status, stderr).toBe(0);
    return JSON.parse(stdout);
  };

  it('gives the values of PyRadiomics 3.1.0 in its order, on the compiled kernels', () => {
    const composite = `${readFileSync(goldenPath('radiomics/settings/e2_2d-no-force2D.yaml'), 'utf8')}\nroi: largest-slice\n`;
    // The whole matrix, of every Python and the real images too, is scripts/wheel/matrix.ts.
    const chosen = STAND_IN_CASES.filter(({ image }) => /breast1|sts001/.test(image));
    const cases = chosen.map((golden, k) => {
      const parameters = join(folder, `${k}.yaml`);
      writeFileSync(parameters, golden.parameters ?? composite);
      return { ...golden, parameters, own: golden.setting === COMPOSITE };
    });
    const { values, faults, kernels } = answer([script('goldens')], { input: JSON.stringify(cases) });
    expect(faults).toEqual([]);
    expect(values).toBe(chosen.reduce((sum, { features }) => sum + Object.keys(features).length, 0));
    expect(values).toBeGreaterThan(10_000);
    expect(kernels).toBe('simd');
  });

  it('returns the types of PyRadiomics, which survive pickling', () => {
    // Recorded from PyRadiomics 3.1.0 by scripts/wheel/answers.py.
    const { kinds, doc, names, ...rest } = answer([script('kinds'), ...small]);
    expect(rest).toEqual({
      result: 'OrderedDict',
      first: [
        'diagnostics_Versions_PyRadiomics',
        'diagnostics_Versions_Numpy',
        'diagnostics_Versions_SimpleITK',
        'diagnostics_Versions_PyWavelet',
        'diagnostics_Versions_Python',
        'diagnostics_Configuration_Settings',
        'diagnostics_Configuration_EnabledImageTypes',
        'diagnostics_Image-original_Hash',
      ],
      pickled: 0,
      image: [],
      box: ['ndarray(6,) int64', 6],
      executed: { Idm: 'ndarray() float64' },
      method: ['ndarray(1,) float64', 'float'],
      same: true,
    });
    expect(Object.fromEntries(Object.entries<string[]>(kinds).map(([kind, of]) => [kind, of.length]))).toEqual({
      str: 8,
      dict: 2,
      'tuple of float': 8,
      'tuple of int': 8,
      'tuple of float64': 3,
      int: 6,
      float64: 18,
      'ndarray() float64': 101,
    });
    expect(kinds.float64).toEqual(
      expect.arrayContaining(['Elongation', 'Flatness', 'VoxelVolume'].map((name) => `original_shape_${name}`)),
    );
    expect(doc).toContain('IBSI: WF0Z');
    expect(Object.values(names).filter((isDeprecated) => isDeprecated)).toHaveLength(4);
  });

  it.skipIf(process.platform === 'win32')('survives forks, spawns, Ctrl-C, deaths and a lack of memory', async () => {
    const { engine, ...said } = answer([script('processes'), ...small, ...large]);
    expect(said).toEqual({
      fork: true,
      spawn: true,
      ...(existsSync('/proc/self') ? { fenced: true, 'secrets passed on': false } : {}),
      'fork while another thread asks': true,
      'killed while idle': true,
      'killed while busy': true,
      'killed again and again': expect.stringMatching(/^EngineFailed engine-(died|not-started)$/),
      interrupted: 'KeyboardInterrupt',
      'after the interruption': true,
      'a batch interrupted': 'KeyboardInterrupt',
      'a batch with errors': [107, 'file-missing', 'label-missing'],
      'short of memory': expect.stringMatching(/^EngineFailed (out-of-memory|engine-not-started)$/),
    });
    // The engine of a Python that has ended ends.
    await expect.poll(() => existsSync(`/proc/${engine}`), { timeout: 10_000 }).toBe(false);
  });

  it.skipIf(process.platform === 'win32')('refuses by name, with what was got, wanted and is to be done', () => {
    mkdirSync(join(folder, 'hostile'));
    // Nothing of a test leaves this machine.
    const env = { ...process.env, https_proxy: 'http://127.0.0.1:9', RADSCORE_TEST_CASES: '' };
    const said = answer([script('refusals'), ...small, join(folder, 'hostile')], { env });
    expect(said).toEqual(JSON.parse(readFileSync(join(import.meta.dirname, 'refusals.json'), 'utf8')));
  });

  it('runs a script for PyRadiomics as it is, with pools of processes that fork or spawn', () => {
    for (const method of ['fork', 'spawn']) {
      const { stdout, stderr } = run(['-m', 'radscore.shim', script('user_script'), method, ...small]);
      expect(stderr).toBe('');
      expect(stdout).toMatch(/^3\.1\.0\+radscore\.0\.0\.1( \d+\.\d+){3}\n$/);
    }
  });

  it('reads compressed DICOM by the codecs that it brings', () => {
    // As OpenJPEG decodes it: see test/layers/imaging/dicom/pixels/code-streams.test.ts.
    const file = join(root, 'test/fixtures/code-streams/code-streams.json');
    const { htj2k } = JSON.parse(readFileSync(file, 'utf8'));
    const { rows, columns, stream, samples } = htj2k.find((one: { type: string }) => one.type === 'uint16');
    const values = {
      Rows: rows,
      Columns: columns,
      BitsAllocated: 16,
      BitsStored: 16,
      HighBit: 15,
      PixelRepresentation: 0,
    };
    const elements = Object.entries(values).map(([name, value]) =>
      integers(Tag[name as keyof typeof values], 'US', value),
    );
    const rescale = [text(Tag.RescaleSlope, 'DS', '1'), text(Tag.RescaleIntercept, 'DS', '0')];
    const [{ series }] = writtenCases();
    const { bytes } = rewritten(series.files[0], [...elements, ...rescale], [Tag.PixelData]);
    const coded = encapsulated(bytes, '1.2.840.10008.1.2.4.201', new Uint8Array(Buffer.from(stream, 'base64')));
    writeFileSync(join(folder, 'coded.dcm'), coded);
    const reading = [
      'import base64, radscore; from radscore.images import Buffers',
      'files = Buffers()',
      'image = files.image("coded.dcm", "image")',
      '_, (voxels,) = radscore.Engine().ask("read", files, image=image, mask=image)',
      'print(base64.b64encode(voxels).decode())',
    ].join('\n');
    expect(run(['-c', reading]).stdout.trim()).toBe(samples);
  });

  it('goes from images to a validated model as the notebook does', () => {
    const notebook = join(root, 'examples', 'notebooks', 'from-images-to-a-validated-model.ipynb');
    const command = [process.execPath, join(root, 'cli', 'radscore.mjs')].map((path) => `'${path}'`).join(' ');
    const cwd = join(folder, 'notebook');
    mkdirSync(cwd);
    const { status, stdout, stderr } = run([script('run_notebook'), notebook], {
      cwd,
      env: { ...process.env, RADSCORE_COMMAND: command },
    });
    expect(status, stderr).toBe(0);
    // What it ends with is the area of the other patients, with its interval: 0.943 (0.816 to 0.984) by numpy 2.
    const [area, [lower, upper]] = JSON.parse(stdout.trim().split('\n').at(-1)!);
    expect(area).toBeGreaterThan(0.8);
    expect(lower).toBeLessThan(area);
    expect(upper).toBeGreaterThan(area);
    // No outputs are kept, so that none can be out of date.
    for (const { outputs = [] } of JSON.parse(readFileSync(notebook, 'utf8')).cells) expect(outputs).toEqual([]);
  });

  it('owns the name radiomics by its second wheel, and refuses it next to PyRadiomics', () => {
    const both = wheels.map(({ file }) => file);
    const own = freshEnvironment(join(folder, 'named'), lender!.path!, both, lender!.path);
    const importing = (code: string, env: object = {}) =>
      spawnSync(own, ['-c', code], { encoding: 'utf8', env: { ...process.env, ...env } });
    expect(importing('import radiomics; print(radiomics.__name__)').stdout).toBe('radscore.radiomics\n');
    expect(importing('from radiomics.featureextractor import RadiomicsFeatureExtractor').stderr).toBe('');
    const other = join(folder, 'other');
    mkdirSync(join(other, 'radiomics'), { recursive: true });
    writeFileSync(join(other, 'radiomics', '__init__.py'), '');
    const env = { PYTHONPATH: [other, process.env.PYTHONPATH].filter(Boolean).join(delimiter) };
    expect(importing('import radiomics', env).stderr).toMatch(/ImportError: got two packages for the name radiomics/);
    expect(importing('import radscore.radiomics; print(1)', env).stdout).toBe('1\n');
    expect(importing('import radiomics, radscore; radscore.install()', { ...env, PYTHONSAFEPATH: '1' }).status).toBe(1);
  });

  it('has the command pyradiomics, with the output of PyRadiomics', () => {
    const command = join(folder, 'environment', process.platform === 'win32' ? 'Scripts' : 'bin', 'pyradiomics');
    const fixture = (path: string): string => join(COMMAND_FIXTURES, path);
    const args = [
      fixture('../radiomics/resample-int16.nrrd'),
      fixture('../radiomics/resample-int16.mask.nrrd'),
      '-p',
      fixture('few.yaml'),
      '-f',
      'csv',
    ];
    const out = execFileSync(command, args, { encoding: 'utf8' });
    const [header, row, ...rest] = out.trimEnd().split('\n');
    expect(rest).toEqual([]);
    expect(header).toMatch(/^Image,Mask,diagnostics_Versions_PyRadiomics,/);
    expect(row).toContain(args[0]);
    expect(execFileSync(command, ['--help'], { encoding: 'utf8' })).toMatch(/^Usage: pyradiomics \[options\]/);
    expect(spawnSync(command, ['none.nrrd', 'none.nrrd']).status).toBe(4);
    expect(spawnSync(command, ['--mode', 'voxel', ...args]).status).toBe(2);
  });
});
