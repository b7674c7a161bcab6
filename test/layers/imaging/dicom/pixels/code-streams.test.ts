/** Streams of JPEG and high-throughput JPEG 2000 give the samples that other decoders give, and are refused if damaged. */
import { readFileSync } from 'node:fs';
import { InputRefused, type NamedBytes, readImage as withoutCodecs } from '@radscore/imaging';
import { readImage } from '@radscore/imaging/node';
import { describe, expect, it } from 'vitest';
import { integers, text } from '../../../../../layers/imaging/dicom/encoding/encode.ts';
import { Tag } from '../../../../../layers/imaging/dicom/encoding/tags.ts';
import { nodeFrameDecoders } from '../../../../../layers/imaging/dicom/pixels/codecs.node.ts';
import { decodeFrame } from '../../../../../layers/imaging/dicom/pixels/codecs.ts';
import { refusal } from '../../volumes.ts';
import { encapsulated } from '../encapsulated.ts';
import { rewritten } from '../rewrite.ts';
import { writtenCases } from '../written.ts';

interface Stream {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  readonly stream: string;
  readonly samples: string;
}
interface Fixture {
  readonly jpeg: readonly (Stream & { readonly bits: 8 | 12; readonly richterApart: number })[];
  readonly htj2k: readonly (Stream & { readonly type: 'uint8' | 'uint16' | 'int16'; readonly isReversible: boolean })[];
}

const fixture: Fixture = JSON.parse(
  readFileSync(new URL('../../../../fixtures/code-streams/code-streams.json', import.meta.url), 'utf8'),
);
const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
const [{ series }] = writtenCases();

/** A file of one slice with a code stream as its pixels. */
function slice(syntax: string, { rows, columns, stream }: Stream, bits: number, isSigned = false): NamedBytes {
  const allocated = bits > 8 ? 16 : 8;
  const { name, bytes } = rewritten(
    series.files[0],
    [
      integers(Tag.Rows, 'US', rows),
      integers(Tag.Columns, 'US', columns),
      integers(Tag.BitsAllocated, 'US', allocated),
      integers(Tag.BitsStored, 'US', bits),
      integers(Tag.HighBit, 'US', bits - 1),
      integers(Tag.PixelRepresentation, 'US', isSigned ? 1 : 0),
      text(Tag.RescaleSlope, 'DS', '1'),
      text(Tag.RescaleIntercept, 'DS', '0'),
    ],
    [Tag.PixelData],
  );
  return { name, bytes: encapsulated(bytes, syntax, bytesOf(stream)) };
}

describe('JPEG with the discrete cosine transform', () => {
  it.each(
    fixture.jpeg.map((one) => [`${one.name}, ${one.columns} × ${one.rows}`, one] as const),
  )('%s: as libjpeg-turbo decodes it', (_, one) => {
    const syntax = `1.2.840.10008.1.2.4.${one.bits === 8 ? 50 : 51}`;
    // Its own coding needs no decoder of the host.
    const { voxels, reference } = withoutCodecs([slice(syntax, one, one.bits)]);
    expect(Buffer.from(voxels.buffer, voxels.byteOffset, voxels.byteLength).equals(bytesOf(one.samples))).toBe(true);
    expect(reference?.lossyCompression).toMatchObject({ slices: 1, methods: ['JPEG'] });
  });

  it('is refused by name where it is cut off, damaged, of another process or of another size', () => {
    const [one] = fixture.jpeg;
    const stream = bytesOf(one.stream);
    const shape = { rows: one.rows, columns: one.columns, bytesPerSample: 1 } as const;
    const changed = (change: (bytes: Uint8Array) => Uint8Array): unknown =>
      refusal(() => decodeFrame('jpeg', change(stream.slice()), shape, 'a.dcm'));
    const frame = stream.findIndex((byte, i) => byte === 0xff && stream[i + 1] === 0xc0);
    for (const change of [
      (bytes: Uint8Array) => bytes.subarray(0, bytes.length - 40),
      (bytes: Uint8Array) => bytes.fill(0xff, bytes.length - 60, bytes.length - 20),
      // Progressive, three components, ten bits.
      (bytes: Uint8Array) => bytes.fill(0xc2, frame + 1, frame + 2),
      (bytes: Uint8Array) => bytes.fill(3, frame + 9, frame + 10),
      (bytes: Uint8Array) => bytes.fill(10, frame + 4, frame + 5),
      (bytes: Uint8Array) => bytes.fill(9, frame + 6, frame + 7),
    ]) {
      expect(changed(change)).toMatchObject({ code: 'unreadable', got: expect.stringMatching(/^jpeg: /) });
    }
  });

  it('takes a length of many prefixes to an answer or a refusal, never to another error', () => {
    const [one] = fixture.jpeg;
    const stream = bytesOf(one.stream);
    const shape = { rows: one.rows, columns: one.columns, bytesPerSample: 1 } as const;
    for (let end = 0; end < stream.length - 2; end += 3) {
      expect(() => decodeFrame('jpeg', stream.subarray(0, end), shape, 'a.dcm')).toThrow(InputRefused);
    }
  });
});

describe('high-throughput JPEG 2000', () => {
  it.each(fixture.htj2k.map((one) => [one.name, one] as const))('%s: as OpenJPEG decodes it', (_, one) => {
    const bits = one.type === 'uint8' ? 8 : 16;
    for (const last of one.isReversible ? [201, 202, 203] : [203]) {
      const file = slice(`1.2.840.10008.1.2.4.${last}`, one, bits, one.type === 'int16');
      const { voxels, reference } = readImage([file]);
      expect(Buffer.from(voxels.buffer, voxels.byteOffset, voxels.byteLength).equals(bytesOf(one.samples))).toBe(true);
      if (one.isReversible) expect(reference?.lossyCompression).toBeUndefined();
      else expect(reference?.lossyCompression).toMatchObject({ methods: ['JPEG 2000, irreversible'] });
    }
  });

  it('of 8 bits is read where the file allocates 16', () => {
    const one = fixture.htj2k.find(({ type, isReversible }) => type === 'uint8' && isReversible);
    if (!one) throw new Error('no stream of 8 bits');
    const file = rewritten(
      slice('1.2.840.10008.1.2.1', one, 8),
      [integers(Tag.BitsAllocated, 'US', 16)],
      [Tag.PixelData],
    );
    const bytes = encapsulated(file.bytes, '1.2.840.10008.1.2.4.201', bytesOf(one.stream));
    expect([...readImage([{ name: 'a.dcm', bytes }]).voxels]).toEqual([...bytesOf(one.samples)]);
  });

  it('is refused where it is cut off, and where its samples of 8 bits have a sign, whose negative half the codec loses', () => {
    const [one] = fixture.htj2k;
    const stream = bytesOf(one.stream);
    const shape = { rows: one.rows, columns: one.columns, bytesPerSample: 1 } as const;
    const decode = (bytes: Uint8Array) => () => decodeFrame('jpeg-2000', bytes, shape, 'a.dcm', nodeFrameDecoders);
    for (const end of [20, 60, stream.length >> 1, stream.length - 10]) {
      expect(decode(stream.subarray(0, end))).toThrow(InputRefused);
    }
    const signed = stream.slice();
    signed[42] |= 0x80;
    expect(refusal(decode(signed))).toMatchObject({
      code: 'unsupported-format',
      got: expect.stringContaining('with a sign'),
    });
  });
});

it.each([
  ['100', 'MPEG2 Main Profile / Main Level', /video/],
  ['94', 'JPIP Referenced', /server/],
  ['204', 'JPIP HTJ2K Referenced', /server/],
  ['55', 'JPEG Full Progression', /withdrawn/],
  ['110', 'JPEG XL Lossless', /JPEG 2000/],
])('a transfer syntax that is not read is refused by its name: %s', (last, name, remedy) => {
  const [one] = fixture.jpeg;
  const file = slice(`1.2.840.10008.1.2.4.${last}`, one, 8);
  const error = refusal(() => readImage([file]));
  expect(error).toMatchObject({ code: 'unsupported-format', got: expect.stringContaining(name) });
  expect((error as InputRefused).remedy).toMatch(remedy);
});
