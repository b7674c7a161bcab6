/** Parameter files beyond the bounds are refused at once. */
import { describe, expect, it } from 'vitest';
import { InputRefused } from '../../../../layers/imaging/index.ts';
import { parseIbsiParameters, parseSettings } from '../../../../layers/radiomics/index.ts';

function refusalOf(read: () => unknown): InputRefused {
  try {
    read();
  } catch (error) {
    if (error instanceof InputRefused) return error;
    throw error;
  }
  throw new Error('got no refusal; wanted one');
}

describe('voxelSetting of PyRadiomics’ own example file', () => {
  it.each(['nan', '.nan', 'NaN', '0', '-1.5'])('takes initValue %s, with the note that maps are not made', (value) => {
    const settings = parseSettings(`voxelSetting:\n  kernelRadius: 2\n  maskedKernel: true\n  initValue: ${value}\n`);
    expect(settings.voxelSetting).toBe(true);
  });

  it('still refuses another word', () => {
    expect(refusalOf(() => parseSettings('voxelSetting: {initValue: zero}')).message).toContain('a number, or nan');
  });
});

/** Settings that would take hours or all memory; each is said what it may be. */
it.each([
  ['imageType: {Wavelet: {level: 1000000000}}', /level.*whole number from 1 to 16/],
  ['imageType: {Wavelet: {start_level: 17}}', /start_level.*whole number from 0 to 16/],
  ['setting: {distances: [1000000000]}', /distances.*from 1 to 32/],
  [`setting: {distances: [${Array(33).fill(1)}]}`, /distances.*up to 32/],
  [`imageType: {LoG: {sigma: [${Array.from({ length: 65 }, (_, i) => i + 1)}]}}`, /sigma.*up to 64/],
  ['setting: {binCount: 1e9}', /binCount/],
  ['setting: {padDistance: 1000000000}', /padDistance/],
  ['setting: {resampledPixelSpacing: [1e-9, 1e-9, 1e-9]}', /resampledPixelSpacing.*at least 0.001/],
  ['imageType: {LBP2D: {lbp2DSamples: 1e6}}', /lbp2DSamples/],
  ['imageType: {LBP3D: {lbp3DIcosphereSubdivision: 12}}', /Subdivision.*from 0 to 6/],
  ['imageType: {LBP3D: {lbp3DLevels: 1e4}}', /lbp3DLevels/],
  ['setting: {label: 1e300}', /label/],
])('%s is refused with what is possible', (text, message) => {
  expect(refusalOf(() => parseSettings(text))).toMatchObject({ code: 'settings-invalid' });
  expect(refusalOf(() => parseSettings(text)).message).toMatch(message);
});

it.each([
  ['discretisation: {method: fixed-bin-number, count: 1000000000}'],
  ['interpolation: {spacing: [1e-9, 1e-9, 1e-9]}'],
  ['interpolation: {spacing: [.nan, 1, 1]}'],
  ['resegmentation: {outliers: .inf}'],
  ['configuration: {a: 1}'],
  ['configuration: constructor'],
])('IBSI parameters %s are refused', (text) => {
  expect(refusalOf(() => parseIbsiParameters(text))).toMatchObject({ code: 'settings-invalid' });
});

const LAUGHS = [
  'a0: &a0 [x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 9 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(8).fill(`*a${i}`)}]`),
].join('\n');

/** Texts that made the YAML parser crash, or take minutes. */
const HOSTILE: readonly (readonly [what: string, text: string])[] = [
  ['an anchor within itself', 'setting: &a\n  binWidth: *a\n'],
  ['an anchor within itself, of the IBSI profile', 'interpolation: &a {spacing: *a}'],
  ['a list within itself', '&a [*a]'],
  ['a billion laughs', LAUGHS],
  ['a billion laughs in a setting', `${LAUGHS}\nsetting:\n  label: *a9\n`],
  ['an alias of nothing', 'setting:\n  label: *nothing\n'],
  ['100,000 keys', `setting:\n${Array.from({ length: 100_000 }, (_, i) => `  k${i}: 1`).join('\n')}`],
  ['3,000 keys', `setting:\n${Array.from({ length: 3000 }, (_, i) => `  k${i}: 1`).join('\n')}`],
  ['200,000 quotes', `a: ${'"'.repeat(200_001)}`],
  ['30,000 quotes', `a: ${'"'.repeat(30_001)}`],
  ['30,000 brackets', '{'.repeat(30_000)],
  ['lists of lists of lists', '- '.repeat(15_000)],
  ['keys of keys of keys', '? '.repeat(15_000)],
  ['10,000 aliases', `x: &x 1\nl: [${'*x,'.repeat(10_000)}]`],
  ['a key of a million letters', `setting: {${'k'.repeat(1_000_000)}: 1}`],
  ['a key of 20,000 letters', `setting: {${'k'.repeat(20_000)}: 1}`],
  ['a value of 20,000 digits', `setting: {binWidth: ${'9'.repeat(20_000)}}`],
  ['a key twice', 'setting: {binWidth: 5, binWidth: 25}'],
  ['feature classes that are a list of numbers', 'featureClass: [1]'],
  ['a property of every object as a key', 'setting: {constructor: 1}'],
  ['the prototype as a key', 'setting: {__proto__: 1}'],
];

it.each(HOSTILE)('%s is refused within 2 s, in a few words', (_, text) => {
  for (const read of [parseSettings, parseIbsiParameters]) {
    const before = process.cpuUsage();
    const refused = refusalOf(() => read(text));
    expect(refused.code).toBe('settings-invalid');
    expect(refused.message.length).toBeLessThan(3000);
    const { user, system } = process.cpuUsage(before);
    expect(user + system).toBeLessThan(2e6);
  }
});
