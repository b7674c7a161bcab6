/** Manifests that contradict themselves. */
import { describe, expect, it } from 'vitest';
import { parseManifest } from '../../../../layers/pipeline/studies/admission.ts';

const sha256 = 'a'.repeat(64);
const whole = JSON.stringify({
  manifestVersion: 1,
  protocol: 'her2-pcr@1',
  studyId: 'S',
  sequences: { t2fs: { image: 'a.nii', roi: { file: 'm.nii' } } },
  outcome: { pcr: true },
  files: [
    { path: 'a.nii', sha256, bytes: 1 },
    { path: 'm.nii', sha256, bytes: 1 },
  ],
});
const read = (text: string) => parseManifest(new TextEncoder().encode(text), { institution: 'centre-1', studyId: 'S' });

describe('a manifest that says two things is refused', () => {
  it('is read where it does not', () => {
    expect(read(whole).outcome).toEqual({ pcr: true });
  });

  it.each([
    ['an outcome twice', whole.replace('"outcome"', '"outcome":{"pcr":false},"outcome"'), /same key twice/],
    ['an outcome twice, once in other letters', whole.replace('"pcr"', '"p\\u0063r":false,"pcr"'), /same key twice/],
    [
      'a file twice',
      whole.replace('"files":[', `"files":[{"path":"a.nii","sha256":"${'b'.repeat(64)}","bytes":2},`),
      /twice in "files"/,
    ],
    ['100,000 lists in each other', '['.repeat(100_000), /not JSON/],
    ['50,000 objects in each other', `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`, /./],
    ['a number beyond numbers', whole.replace('"bytes":1', '"bytes":1e999'), /./],
  ])('%s', (_, text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(expect.objectContaining({ name: 'StudyRefused' }));
  });

  it('the same key in different objects is none', () => {
    expect(() => read(whole.replace('"pcr":true', '"pcr":true,"definition":"a {\\"pcr\\": \\"} [,"'))).not.toThrow();
  });

  it('20,000 files take less than 2 s', () => {
    const files = Array.from({ length: 19_998 }, (_, i) => ({ path: `f${i}`, sha256, bytes: 1 }));
    const text = JSON.stringify({ ...JSON.parse(whole), files: [...JSON.parse(whole).files, ...files] });
    const before = process.cpuUsage();
    expect(read(text).files.length).toBe(20_000);
    expect(process.cpuUsage(before).user).toBeLessThan(2e6);
  });
});
