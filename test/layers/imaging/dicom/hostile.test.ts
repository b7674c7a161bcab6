/** Damaged DICOM files are refused by name. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputRefused, type NamedBytes, readImage, readMask } from '../../../../layers/imaging/node.ts';
import { cases, filesOf, hasCases } from './cases.ts';

const SEEDED = { seed: 20250 };

/** One slice in each coding, a multi-frame image, segmentations, a structure set, label images. */
function samples(): { name: string; file: NamedBytes; image: NamedBytes[] }[] {
  const wanted = ['A1', 'C1', 'D1', 'D2', 'D3', 'D4', 'D5', 'D17', 'D18', 'B3', 'E42'];
  return wanted.flatMap((id) => {
    const study = cases.find((one) => one.id.startsWith(`${id}-`))!;
    const image = filesOf(study, (study.inputs.image ?? study.inputs.T2)[0]);
    const region = filesOf(study, study.inputs.roi[0]);
    return [
      { name: `${id} image`, file: image[0], image: [image[0]] },
      { name: `${id} region`, file: region[0], image },
    ];
  });
}

/** Reads a damaged file in the role it has; gives what went wrong, or nothing. */
function attempt(file: NamedBytes, image: NamedBytes[]): unknown {
  try {
    if (image[0].name === file.name) readImage([file]);
    else readMask([file], readImage(image));
    return undefined;
  } catch (error) {
    return error;
  }
}

describe.skipIf(!hasCases)('damaged files', () => {
  it.each(hasCases ? samples() : [])('$name: cut anywhere, it is read or refused', ({ file, image }) => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (where) => {
        const bytes = file.bytes.slice(0, Math.floor(where ** 3 * file.bytes.length));
        const error = attempt({ name: file.name, bytes }, image);
        expect(error === undefined || error instanceof InputRefused, String(error)).toBe(true);
      }),
      { ...SEEDED, numRuns: 30 },
    );
  });

  it.each(hasCases ? samples() : [])('$name: with bytes changed, it is read or refused, soon', ({ file, image }) => {
    const change = fc.record({
      where: fc.double({ min: 0, max: 1, noNaN: true }),
      value: fc.constantFrom(0, 1, 0x7f, 0x80, 0xfe, 0xff),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = file.bytes.slice();
        for (const { where, value } of changes) bytes[Math.floor(where ** 4 * (bytes.length - 1))] = value;
        const start = performance.now();
        const error = attempt({ name: file.name, bytes }, image);
        expect(performance.now() - start).toBeLessThan(2000);
        expect(error === undefined || error instanceof InputRefused, String(error)).toBe(true);
      }),
      { ...SEEDED, numRuns: 60 },
    );
  });
});
