/** ZIP archives: records whose numbers are changed, members that are packed otherwise. */
import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { unpackArchives } from '@radscore/imaging';
import { descriptorOf, type ZippedFile, zip as zipped } from '../../layers/imaging/archives/zips.ts';
import { type Edit, type Format, type Input, utf8, withBytes } from '../format.ts';
import type { Draw } from '../random.ts';

const pixels = Uint8Array.from({ length: 600 }, (_, i) => (i < 300 ? (i * 7919) % 251 : 0));
const MEMBERS: readonly ZippedFile[] = [
  { path: 'series/0001.dcm', content: pixels },
  { path: 'series/0002.dcm', content: pixels.toReversed(), method: 0 },
  { path: 'series/', content: '' },
  { path: 'seg.dcm', content: utf8('a region of interest') },
];
const streamed = (content: Uint8Array): ZippedFile => ({
  path: 'streamed.dcm',
  content,
  flags: 2048 | 8,
  behind: descriptorOf(content, deflateRawSync(content)),
});
const one = (bytes: Uint8Array): Input => [{ name: 'dce.zip', bytes }];

const INPUTS: readonly Input[] = [
  one(zipped(MEMBERS)),
  one(zipped([streamed(pixels), ...MEMBERS])),
  one(
    zipped(
      MEMBERS.map((member) => ({ ...member, flags: 0, unixMode: 0o100644 })).filter(({ path }) => path !== 'series/'),
    ),
  ),
  one(zipped([{ path: 'ü.nii', content: pixels }])),
];

const NUMBERS = [0, 1, 2, 8, 9, 22, 46, 99, 255, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0xffffffff];

/** Offsets and widths of the fields of a record, by the two letters of its signature. */
const FIELDS: Readonly<Record<string, readonly (readonly [at: number, width: 2 | 4])[]>> = {
  '\x03\x04': [
    [4, 2],
    [6, 2],
    [8, 2],
    [14, 4],
    [18, 4],
    [22, 4],
    [26, 2],
    [28, 2],
  ],
  '\x01\x02': [
    [4, 2],
    [6, 2],
    [8, 2],
    [10, 2],
    [16, 4],
    [20, 4],
    [24, 4],
    [28, 2],
    [30, 2],
    [32, 2],
    [34, 2],
    [38, 4],
    [42, 4],
  ],
  '\x05\x06': [
    [4, 2],
    [6, 2],
    [8, 2],
    [10, 2],
    [12, 4],
    [16, 4],
    [20, 2],
  ],
  '\x07\x08': [
    [4, 4],
    [8, 4],
    [12, 4],
  ],
};

/** A field of any record gets another number, or one that is a little off. */
const changeNumber: Edit = (input, draw) => {
  const bytes = Buffer.from(input[0].bytes);
  const places: [number, 2 | 4][] = [];
  for (let at = bytes.indexOf('PK'); at >= 0; at = bytes.indexOf('PK', at + 2)) {
    for (const [offset, width] of FIELDS[bytes.toString('latin1', at + 2, at + 4)] ?? []) {
      if (at + offset + width <= bytes.length) places.push([at + offset, width]);
    }
  }
  if (places.length === 0) return input;
  const [at, width] = draw.of(places);
  const before = bytes.readUIntLE(at, width);
  const value = draw.chance(50) ? draw.of(NUMBERS) : before + draw.of([-2, -1, 1, 2, 30, 1000]);
  bytes.writeUIntLE(((value % 2 ** (8 * width)) + 2 ** (8 * width)) % 2 ** (8 * width), at, width);
  return withBytes(input, 0, new Uint8Array(bytes));
};

const CHANGES: readonly ((member: ZippedFile, draw: Draw) => ZippedFile)[] = [
  (member, draw) => ({
    ...member,
    path: draw.of(['x.dcm', 'SEG.dcm', '../x', 'a\\b', '/x', 'x/', 'a/b/c', 'Doe^Jane.dcm', 'x.zip', '']),
  }),
  (member, draw) => ({ ...member, method: draw.of([0, 8, 9, 12, 99]) }),
  (member, draw) => ({ ...member, flags: draw.of([0, 1, 8, 32, 64, 2048, 8192]) }),
  (member, draw) => ({ ...member, unixMode: draw.of([0o100600, 0o120777, 0o040755, 0o010644]) }),
  (member) => ({ ...member, extra: Buffer.from([1, 0, 4, 0, 0, 0, 0, 0]) }),
  (member) => ({ ...member, comment: 'comment' }),
  (member, draw) => ({ ...member, behind: Buffer.alloc(draw.of([1, 12, 16, 20, 24, 100])) }),
  (member, draw) => ({ ...member, content: pixels.subarray(0, draw.below(pixels.length)) }),
];

/** The archive packed again: other members, in another order, one of them changed. */
const packOtherwise: Edit = (input, draw) => {
  const members = MEMBERS.filter(() => draw.chance(80)).map((member) =>
    draw.chance(30) ? draw.of(CHANGES)(member, draw) : member,
  );
  if (draw.chance(30)) members.reverse();
  if (draw.chance(10) && members.length > 0) members.push(members[0]);
  return withBytes(input, 0, zipped(members, draw.chance(10) ? { comment: 'x' } : {}));
};

export const zip: Format = {
  name: 'zip',
  inputs: INPUTS,
  edits: [changeNumber, changeNumber, packOtherwise],
  read(input) {
    const { files, refusals, remarks } = unpackArchives(input);
    if (refusals.length > 0) throw refusals[0];
    const hash = createHash('sha256');
    for (const { name, bytes } of files) hash.update(JSON.stringify([name, bytes.length])).update(bytes);
    return { digest: `${hash.digest('hex')} ${remarks.map(({ where }) => where).join()}` };
  },
};
