/** Parameter files: what is accepted, with which defaults, and what is refused. */
import { readdirSync, readFileSync } from 'node:fs';
import { INTERPOLATORS, InputRefused } from '@radscore/imaging';
import { canonicalSettings, DEFAULT_SETTING, featureNames, parseSettings, settingsFrom } from '@radscore/radiomics';
import { describe, expect, it } from 'vitest';
import { goldenPath } from '../../../shared.ts';

function refusal(work: () => unknown): InputRefused {
  try {
    work();
  } catch (error) {
    if (error instanceof InputRefused) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('parameter files', () => {
  it('an empty one is PyRadiomics’ defaults: the original image and every class', () => {
    const settings = parseSettings('');
    expect(settings.setting).toEqual(DEFAULT_SETTING);
    expect(settings.imageTypes).toEqual([{ type: 'Original', options: {} }]);
    expect([...settings.featureClasses.keys()]).toHaveLength(8);
    expect(featureNames(settings).flatMap(({ names }) => names)).toHaveLength(14 + 93);
  });

  it('keep how a sigma was written, for the name', () => {
    const names = (text: string): string[] => featureNames(parseSettings(text)).map(({ imageType }) => imageType);
    const classes = 'featureClass: {firstorder: [Mean]}\n';
    const written = ['log-sigma-1-0-mm-3D', 'log-sigma-2-mm-3D', 'log-sigma-3-5-mm-3D', 'log-sigma-4-0-mm-3D'];
    expect(names(`imageType: {LoG: {sigma: [1.0, 2, 3.50, 4e0]}}\n${classes}`)).toEqual(written);
    expect(
      names(`{"imageType": {"LoG": {"sigma": [1.0, 2, 3.50, 4.0]}}, "featureClass": {"firstorder": ["Mean"]}}`),
    ).toEqual(written);
  });

  it('let an image type override a setting', () => {
    const settings = parseSettings('imageType:\n  Original:\n  Wavelet: {binWidth: 10}\nsetting: {binWidth: 25}\n');
    expect(settings.imageTypes[1].options).toEqual({ binWidth: 10 });
  });

  it('knows every interpolator by its name and by SimpleITK’s number', () => {
    const interpolator = (value: string | number) =>
      parseSettings(`setting: {interpolator: ${value}}`).setting.interpolator;
    expect(Array.from({ length: 10 }, (_, n) => interpolator(n + 1))).toEqual(INTERPOLATORS);
    expect(INTERPOLATORS.map(interpolator)).toEqual(INTERPOLATORS);
  });

  it('keep an empty list, null and a missing class apart from a list of names', () => {
    const classes = (text: string) => [...parseSettings(text).featureClasses];
    expect(classes('featureClass: {glcm: [], ngtdm: , firstorder: [Mean, Mean]}')).toEqual([
      ['glcm', 'all'],
      ['ngtdm', 'all'],
      ['firstorder', ['Mean']],
    ]);
    expect(classes('featureClass: {}')).toHaveLength(8);
  });

  it('accept settings of voxel-based maps, and those of earlier versions, without an effect', () => {
    const settings = parseSettings(
      'voxelSetting: {kernelRadius: 2, initValue: -1.5}\nsetting: {enableCExtensions: false}\n',
    );
    expect(settings.setting).toEqual(DEFAULT_SETTING);
    expect(settings.voxelSetting).toBe(true);
    expect(canonicalSettings(settings)).toBe(canonicalSettings(parseSettings('')));
  });

  it.each([
    ['voxelSetting: {kernelRadus: 1}', 'kernelRadus', 'kernelRadius'],
    ['setting: {binwidth: 25}', 'binwidth', 'binWidth'],
    ['setting: {resampledPixelSpaceing: [1, 1, 1]}', 'resampledPixelSpaceing', 'resampledPixelSpacing'],
    ['imageType: {Wavlet: {}}', 'Wavlet', 'Wavelet'],
    ['featureClass: {glcmm: }', 'glcmm', 'glcm'],
    ['featureClass: {glcm: [Contrst]}', 'Contrst', 'Contrast'],
    ['settings: {binWidth: 25}', 'settings', 'setting'],
    ['imageType: {LoG: {sigm: [1]}}', 'sigm', 'sigma'],
  ])('an unknown key is named, with the nearest valid one: %s', (text, key, nearest) => {
    const error = refusal(() => parseSettings(text));
    expect(error.code).toBe('settings-invalid');
    expect(error.got).toContain(`"${key}"`);
    expect(error.remedy).toContain(`"${nearest}"`);
  });

  it.each([
    ['setting: {binWidth: wide}', 'binWidth'],
    ['setting: {binWidth: 0}', 'binWidth'],
    ['setting: {enableCExtensions: 1}', 'enableCExtensions'],
    ['voxelSetting: {kernelRadius: 0}', 'kernelRadius'],
    ['setting: {resegmentRange: []}', 'resegmentRange'],
    ['setting: {label: 1.5}', 'label'],
    ['setting: {interpolator: 11}', 'interpolator'],
    ['featureClass: {glcm: Contrast}', 'glcm'],
    ['setting: {distances: []}', 'distances'],
    ['setting: {force2Ddimension: 3}', 'force2Ddimension'],
    ['setting: {resampledPixelSpacing: [1, 1]}', 'resampledPixelSpacing'],
    ['setting: {interpolator: sitkSpline}', 'interpolator'],
    ['setting: {wavelet: morl}', 'wavelet'],
    ['setting: {normalize: "yes"}', 'normalize'],
    ['imageType: {LoG: {sigma: [-1]}}', 'sigma'],
    ['roi: slice', 'roi'],
    ['setting: [', 'YAML'],
  ])('a value that does not fit is refused: %s', (text, named) => {
    const error = refusal(() => parseSettings(text));
    expect(error.code).toBe('settings-invalid');
    expect(error.message).toContain(named);
  });
});

describe('canonical settings', () => {
  const text =
    'imageType:\n  Original:\n  LoG: {sigma: [1.0, 2]}\nfeatureClass: {shape: , glcm: [MCC]}\nsetting: {label: 2}\n';

  it('are equal for equal settings and read back as the same', () => {
    const settings = parseSettings(text);
    const canonical = canonicalSettings(settings);
    expect(canonicalSettings(settingsFrom(JSON.parse(canonical)))).toBe(canonical);
    expect(canonicalSettings(parseSettings(`setting: {label: 2, binWidth: 25}\n${text.split('setting')[0]}`))).toBe(
      canonical,
    );
  });

  it('differ where a value or a name differs', () => {
    const base = canonicalSettings(parseSettings(text));
    for (const other of [
      text.replace('1.0', '1'),
      text.replace('label: 2', 'label: 3'),
      `${text}roi: largest-slice\n`,
    ]) {
      expect(canonicalSettings(parseSettings(other))).not.toBe(base);
    }
  });
});

describe('the golden parameter files', () => {
  it('are accepted unchanged', () => {
    const folder = goldenPath('radiomics/settings');
    const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files)
      expect(featureNames(parseSettings(readFileSync(`${folder}/${file}`, 'utf8'))).length).toBeGreaterThan(0);
  });
});
