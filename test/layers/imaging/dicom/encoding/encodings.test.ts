/** Files without prefix or meta information, mislabelled or padded: read where pydicom and GDCM agree, and refused where they do not. */
import { readFileSync } from 'node:fs';
import {
  IdentifyingBytes,
  IdentityCheck,
  InputRefused,
  inspectStudy,
  type NamedBytes,
  readImage,
} from '@radscore/imaging';
import { describe, expect, it } from 'vitest';
import { text } from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { isDicom, parseDicom } from '../../../../../layers/imaging/dicom/encoding/parse.ts';
import { formatOf } from '../../../../../layers/imaging/reading/reader.ts';
import { refusal } from '../../volumes.ts';
import { rewritten } from '../rewrite.ts';
import { writtenCases } from '../written.ts';

interface Fixture {
  readonly pixels: readonly number[];
  readonly pieces: Readonly<Record<string, string>>;
  readonly files: readonly { readonly parts: readonly string[]; readonly pydicom: boolean; readonly gdcm: boolean }[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../../../../fixtures/dicom-encodings/encodings.json', import.meta.url), 'utf8'),
);
const bytesOf = (...parts: readonly string[]): Uint8Array =>
  new Uint8Array(Buffer.concat(parts.map((part) => Buffer.from(fixture.pieces[part], 'base64'))));

/** Zeros up to a full block: GDCM takes some of them for an element, which depends on how many there are. */
const isZeros = (part = ''): boolean => / × 00$/.test(part);

describe('encodings of one image, as pydicom and GDCM read them', () => {
  it.each(fixture.files.map((file) => [file.parts.join(' + '), file] as const))('%s', (_, { parts, pydicom, gdcm }) => {
    const bytes = bytesOf(...parts);
    const isRead = pydicom && (gdcm || isZeros(parts.at(-1)));
    if (!isRead) {
      expect(() => readImage([{ name: 'a.dcm', bytes }])).toThrow(InputRefused);
      return;
    }
    const { voxels, reference } = readImage([{ name: 'a.dcm', bytes }]);
    expect([...voxels]).toEqual(fixture.pixels);
    const [prefix, , body] = parts;
    const isRegular =
      prefix === 'prefix' &&
      body !== undefined &&
      parts.length === 3 &&
      !/in implicit|meta explicit \+ body implicit/.test(parts.join(' + '));
    if (isRegular) expect(reference?.notes).toBeUndefined();
    // Every door knows it, and the identity check reads it whole or in pieces.
    expect([isDicom(bytes), formatOf(bytes, 'a')]).toEqual([true, 'dicom']);
    const check = new IdentityCheck();
    check.add({ name: 'a.dcm', bytes });
    expect(check.refusals).toEqual([]);
  });

  it('where one of them reads a file and the other does not, the refusal names both encodings', () => {
    const refused = (...parts: string[]): string => {
      try {
        readImage([{ name: 'a.dcm', bytes: bytesOf(...parts) }]);
        return 'read';
      } catch (error) {
        return error instanceof InputRefused ? error.got : 'crash';
      }
    };
    expect(refused('prefix', 'meta implicit', 'body explicit')).toBe(
      'a data set in explicit VR little endian, and the transfer syntax Implicit VR Little Endian',
    );
    expect(refused('prefix', 'meta big', 'body implicit')).toMatch(/implicit VR little endian.*Big Endian/);
    expect(refused('prefix', 'meta big', 'body implicit big')).toMatch(/implicit VR big endian/);
    expect(refused('prefix', 'meta deflated', 'body implicit, deflated')).toMatch(/implicit VR.*Deflated/);
    expect(refused('prefix', 'meta deflated', 'body explicit')).toMatch(/explicit VR.*deflated transfer syntax/);
    expect(refused('body implicit big')).toMatch(/implicit VR big endian, and no meta information/);
  });
});

describe('files that depart from PS3.10', () => {
  it('carry one note for all of them', () => {
    const bytes = bytesOf('body explicit');
    const files = [0, 1, 2].map((i): NamedBytes => {
      const own = rewritten({ name: `IM${i}`, bytes }, [
        text(0x00080018, 'UI', `2.25.9${i}`),
        text(0x00200032, 'DS', '0', '0', String(2 * i)),
      ]);
      // As an old archive writes them: what follows the meta information.
      const { dataSet } = parseDicom(own.bytes, own.name);
      const first = dataSet.elements.get(0x00080005)?.value.byteOffset ?? 0;
      return { name: own.name, bytes: own.bytes.slice(first - 8) };
    });
    const { reference, size } = readImage(files);
    expect(size).toEqual([5, 4, 3]);
    expect(reference?.notes).toEqual([
      {
        code: 'file-irregular',
        message: expect.stringContaining('got 3 files with no prefix, no meta information, first IM0'),
      },
    ]);
    const { notes, series } = inspectStudy(files);
    expect(series.length).toBe(1);
    expect(notes.map(({ code }) => code)).toEqual(['file-irregular']);
  });

  it('no text and no file of another format is taken for DICOM', () => {
    const others = [
      '',
      '\x08\x00',
      '\x08\x00\x05\x00',
      '\x08\x00\x05\x00CS\x0a\x00ISO_IR 100',
      '\x08\x00\x16\x00UI\x04\x00abcd',
      '\x02\x00\x00\x00UL\x04\x00\x00\x00\x00\x00',
      'NRRD0004\ntype: short\n',
      'ObjectType = Image\n',
      '\x1f\x8b\x08\x00',
      '\x89PNG\r\n\x1a\n',
      'II*\x00\x08\x00\x00\x00',
      'MM\x00*\x00\x00\x00\x08',
      `\x00${'\x00'.repeat(400)}`,
      'Patient;age;1.2.840.10008.5.1.4.1.1.4',
      `${'\x08\x00\x16\x00'.repeat(100)}`,
    ];
    for (const other of others) expect(isDicom(Buffer.from(other, 'latin1'))).toBe(false);
  });

  it('a slice whose beginning is damaged stays one among slices', () => {
    const [{ series }] = writtenCases();
    for (const damage of [
      (bytes: Uint8Array) => bytes.fill(0x58, 128, 132),
      (bytes: Uint8Array) => bytes.fill(0, 0, 400),
      (bytes: Uint8Array) => bytes.subarray(40),
    ]) {
      const [first, ...others] = series.files;
      const files = [{ name: 'IM0007', bytes: damage(first.bytes.slice()) }, ...others];
      expect(refusal(() => readImage(files))).toMatchObject({ file: 'IM0007', code: 'unreadable' });
    }
  });

  it('are streamed by the identity check, whose pixels are passed over', () => {
    const [{ series }] = writtenCases();
    const { dataSet } = parseDicom(series.files[0].bytes, 'a');
    const pixels = { tag: 0x7fe00010, vr: 'OW', value: new Uint8Array(2 ** 25 + 2 ** 20) };
    const own = rewritten(series.files[0], [pixels]);
    const start =
      (parseDicom(own.bytes, 'a').dataSet.elements.get(0x00080005) ?? [...dataSet.elements.values()][0]).value
        .byteOffset - 8;
    const bare = own.bytes.subarray(start);
    const passing = new IdentifyingBytes('a.dcm');
    for (let at = 0; at < bare.length; at += 2 ** 20) passing.push(bare.subarray(at, at + 2 ** 20));
    const held = passing.end();
    expect(held.bytes.length).toBeLessThan(10_000);
    expect(parseDicom(held.bytes, 'a').dataSet.text(0x00100020)).toBe(dataSet.text(0x00100020));
  });
});
