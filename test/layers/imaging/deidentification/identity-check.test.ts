/** The identity check, file by file: what is found in each format, and what is not. */
import { describe, expect, it } from 'vitest';
import { text as dicomText, encodeDicomFile } from '../../../../layers/imaging/dicom/encoding/encode.ts';
import { examineIdentity, HELD_BYTES, IdentifyingBytes, IdentityCheck } from '../../../../layers/imaging/index.ts';
import { cases, filesOf, hasCases } from '../dicom/cases.ts';
import { text } from '../volumes.ts';

const damaged = /^G(01|08|14|41)-/;

describe.skipIf(!hasCases)('checking file by file', () => {
  it.each(cases.filter(({ id }) => !damaged.test(id)))('$id: finds what the whole study shows', (study) => {
    const files = filesOf(study, 'files');
    const check = new IdentityCheck();
    for (const file of files) check.add(file);
    expect(check.refusals).toEqual([]);
    expect(check.receipt()).toEqual(examineIdentity(files));
  });

  it.each(cases.filter(({ id }) => damaged.test(id)))('$id: names the file that cannot be checked', (study) => {
    const check = new IdentityCheck();
    for (const file of filesOf(study, 'files')) check.add(file);
    expect(check.refusals).toHaveLength(1);
    expect(check.refusals[0].message).toMatch(/^files\/.*: got .*; wanted .*\. [A-Z]/);
    for (const secret of study.must_not_echo ?? []) expect(check.refusals[0].message).not.toContain(secret);
  });
});

describe('files that are no images', () => {
  it.each([
    ['notes.txt', 'Jane Doe', 1],
    ['report.pdf', '%PDF-1.7', 1],
    ['dwi.bval', '0 50 800', 0],
    ['dwi.bval', '0 50 Jane', 1],
    ['clinical.csv', 'id,ki67\n1,20\n', 0],
  ])('%s, %j: %i refused', (name, content, count) => {
    const check = new IdentityCheck();
    check.add({ name, bytes: text(content) });
    expect(check.refusals).toHaveLength(count);
    expect(check.receipt().findings).toEqual([]);
  });
});

describe('files of voxels', () => {
  it('are in doubt unless a header names them', () => {
    const header = 'NRRD0004\ntype: uint8\ndimension: 3\nsizes: 1 1 2\nencoding: raw\ndata file: image.raw\n\n';
    const check = new IdentityCheck();
    check.add({ name: 't2/image.raw', bytes: text('\u0000\u0001') });
    expect(check.receipt().findings).toMatchObject([
      { file: 't2/image.raw', where: expect.stringMatching(/no header names/) },
    ]);
    check.add({ name: 't2/image.nhdr', bytes: text(header) });
    expect(check.receipt().findings).toEqual([]);
  });
});

describe('a DICOM file that is longer than what is held of it', () => {
  const MR = '1.2.840.10008.5.1.4.1.1.4';
  const own = [
    dicomText(0x00100010, 'PN', 'SYN-1'),
    dicomText(0x00100020, 'LO', 'SYN-1'),
    dicomText(0x00120062, 'CS', 'YES'),
  ];
  const method = dicomText(0x00120063, 'LO', 'test');
  const pixels = { tag: 0x7fe00010, vr: 'OW', value: new Uint8Array(HELD_BYTES + 5000) };
  const behind = dicomText(0x7fe11001, 'LO', 'Somebody');
  /** What the check says of a file that comes in pieces. */
  const examined = (bytes: Uint8Array, piece: number) => {
    const identifying = new IdentifyingBytes('a.dcm');
    for (let at = 0; at < bytes.length; at += piece) identifying.push(bytes.subarray(at, at + piece));
    const part = identifying.end();
    expect(part.bytes.length).toBeLessThan(2000);
    const check = new IdentityCheck();
    check.add(part);
    return check.receipt();
  };

  it.each([1 << 16, 999_983])('is checked before and behind its pixel data, in pieces of %i', (piece) => {
    const clean = encodeDicomFile(MR, '2.25.1', [...own, method, pixels]);
    expect(examined(clean, piece)).toMatchObject({ verdict: 'clean' });
    const named = encodeDicomFile(MR, '2.25.1', [...own, method, pixels, behind]);
    expect(examined(named, piece).findings).toMatchObject([{ where: '(7FE1,1001) private element' }]);
  });

  it('is checked behind fragments whose headers lie across pieces', () => {
    const head = encodeDicomFile(MR, '2.25.1', [...own, method]);
    const item = (length: number) => {
      const bytes = new Uint8Array(8 + length);
      bytes.set([0xfe, 0xff, 0x00, 0xe0]);
      new DataView(bytes.buffer).setUint32(4, length, true);
      return bytes;
    };
    const opening = new Uint8Array([0xe0, 0x7f, 0x10, 0, 0x4f, 0x42, 0, 0, 0xff, 0xff, 0xff, 0xff]);
    const end = new Uint8Array([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
    const tail = new Uint8Array([0xe1, 0x7f, 0x10, 0x10, 0x4c, 0x4f, 4, 0, 0x4a, 0x61, 0x6e, 0x65]);
    const items = Array.from({ length: 40 }, () => item(1_000_000));
    const whole = Buffer.concat([head, opening, item(0), ...items, end, tail]);
    expect(examined(whole, 1001).findings).toMatchObject([{ where: '(7FE1,1010) private element' }]);
  });

  it('is refused where its pixel data break off', () => {
    const bytes = encodeDicomFile(MR, '2.25.1', [...own, method, pixels]);
    const identifying = new IdentifyingBytes('a.dcm');
    identifying.push(bytes.subarray(0, bytes.length - 10));
    expect(() => identifying.end()).toThrow(/a\.dcm: got pixel data that break off/);
  });
});
