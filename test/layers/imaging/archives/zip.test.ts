/** ZIP archives: those of other programs read, what must not be read refused by name. */
import { readFileSync } from 'node:fs';
import { crc32, deflateRawSync } from 'node:zlib';
import {
  centralDirectory,
  localHeader,
  readFrom,
  readingZipDirectory,
  unpackArchives,
  ZipMembers,
} from '@radscore/imaging';
import { Random } from '@radscore/statistics';
import { describe, expect, it } from 'vitest';
import { descriptorOf, type ZipOptions, type ZippedFile, zip } from './zips.ts';

interface PeerArchives {
  readonly members: Readonly<Record<string, string>>;
  readonly archives: Readonly<Record<string, { readonly made: string; readonly zip: string }>>;
}
const peers: PeerArchives = JSON.parse(
  readFileSync(new URL('../../../fixtures/imaging/zip/archives.json', import.meta.url), 'utf8'),
);

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const random = new Random(7);
const noise = (length: number): Uint8Array => Uint8Array.from({ length }, () => 256 * random.uniform());
const pixels = new Uint8Array([...noise(5000), ...new Uint8Array(5000)]);

const unpack = (bytes: Uint8Array, name = 'dce.zip') => unpackArchives([{ name, bytes }]);

/** The refusal of an archive of these members. */
function refusalOf(files: readonly ZippedFile[], options?: ZipOptions): string {
  return refusalOfBytes(zip(files, options));
}

function refusalOfBytes(bytes: Uint8Array): string {
  const { files, refusals } = unpack(bytes);
  expect(files).toEqual([]);
  expect(refusals).toHaveLength(1);
  return `${refusals[0].code}: ${refusals[0].message}`;
}

describe('archives of other programs', () => {
  it.each(Object.entries(peers.archives))('%s', (_, { zip: base64 }) => {
    const { files, refusals, remarks } = unpack(new Uint8Array(Buffer.from(base64, 'base64')));
    expect(refusals.map(String)).toEqual([]);
    expect(remarks).toEqual([]);
    const wanted = Object.entries(peers.members).map(([path, content]) => ({ name: `dce.zip/${path}`, content }));
    expect(files.map(({ name, bytes }) => ({ name, content: Buffer.from(bytes).toString('base64') }))).toEqual(
      wanted.sort((a, b) => (a.name < b.name ? -1 : 1)),
    );
  });
});

describe('the members of an archive', () => {
  it('are the same however its bytes are cut, and come in the order of their names', async () => {
    const files = [
      { path: 'b/', content: '' },
      { path: 'b/2.dcm', content: pixels },
      { path: 'a.dcm', content: noise(70_000), method: 0 },
      { path: 'b/1.dcm', content: pixels.toReversed(), flags: 2048 | 8 },
      { path: 'empty.json', content: '' },
    ].map((file) =>
      file.flags ? { ...file, behind: descriptorOf(file.content as Uint8Array, deflateRawSync(file.content)) } : file,
    );
    const bytes = zip(files);
    const directory = await readFrom(readingZipDirectory('dce.zip', bytes.length), async ({ start, length }) =>
      bytes.slice(start, start + length),
    );
    const order = ['dce.zip/a.dcm', 'dce.zip/b/1.dcm', 'dce.zip/b/2.dcm', 'dce.zip/empty.json'];
    expect(directory.members.map(({ name }) => name)).toEqual(order);
    for (const most of [1, 7, 100, 4096, bytes.length]) {
      const contents = new Map<string, Uint8Array[]>();
      const whole: string[] = [];
      const members = new ZipMembers(directory.entries, {
        open: ({ name }) => {
          const pieces: Uint8Array[] = [];
          contents.set(name, pieces);
          return { push: (piece) => void pieces.push(piece), end: () => void whole.push(name) };
        },
      });
      for (let at = 0; at < bytes.length; ) {
        const length = most === 1 ? 1 : 1 + Math.floor(most * random.uniform());
        members.push(bytes.slice(at, at + length));
        at += length;
      }
      members.end();
      expect(whole.toSorted()).toEqual(order);
      for (const { path, content } of files) {
        if (path.endsWith('/')) continue;
        expect(Buffer.concat(contents.get(`dce.zip/${path}`) ?? []).equals(Buffer.from(content as string))).toBe(true);
      }
    }
  });

  it('that are not wanted are passed over unseen, and the others read all the same', async () => {
    const bytes = zip([
      { path: 'broken', content: pixels, crc32: 1 },
      { path: 'good', content: pixels },
    ]);
    const directory = await readFrom(readingZipDirectory('x.zip', bytes.length), async ({ start, length }) =>
      bytes.slice(start, start + length),
    );
    const pieces: Uint8Array[] = [];
    const members = new ZipMembers(directory.entries, {
      open: ({ path }) => (path === 'good' ? { push: (piece) => void pieces.push(piece), end: () => {} } : undefined),
    });
    members.push(bytes);
    members.end();
    expect(Buffer.concat(pieces).equals(pixels)).toBe(true);
  });
});

describe('an archive is refused', () => {
  const good = { path: 'a.dcm', content: pixels };

  it.each([['that was cut off anywhere', 'truncated', 'an archive without its end']])('%s', (_, code, got) => {
    const bytes = zip([good, { path: 'b.dcm', content: noise(3000) }]);
    for (let cut = 4; cut < bytes.length; cut += 97) {
      const said = refusalOfBytes(bytes.subarray(0, cut));
      expect(said).toMatch(cut < 22 ? /unsupported-format/ : new RegExp(`^${code}: dce.zip: got \\d+ bytes of ${got}`));
    }
  });

  it('that is none', () => {
    expect(refusalOfBytes(noise(1000))).toMatch(/^unsupported-format: dce.zip: got a file that is no ZIP archive/);
    expect(refusalOfBytes(new Uint8Array(0))).toMatch(/^unsupported-format/);
  });

  it('that is empty, or holds folders only', () => {
    expect(refusalOf([])).toMatch(/^file-missing: dce.zip: got an archive without files/);
    expect(refusalOf([{ path: 'a/', content: '' }])).toMatch(/^file-missing/);
  });

  it.each([
    ['/etc/passwd', 'an absolute path'],
    ['C:/a.dcm', 'an absolute path'],
    ['../a.dcm', 'leads out of the archive'],
    ['a/../../b.dcm', 'leads out of the archive'],
    ['a/..', 'leads out of the archive'],
    ['a\\b.dcm', 'backslashes'],
    ['..\\b.dcm', 'backslashes'],
    ['a//b.dcm', 'an empty part'],
    ['./a.dcm', 'a dot alone'],
    ['a\0.dcm', 'no text'],
    ['', 'no name'],
    [`${'x'.repeat(900)}.dcm`, 'more than 874 bytes'],
  ])('for the path %j', (path, got) => {
    const said = refusalOf([good, { path, content: pixels }]);
    expect(said).toMatch(/^archive-invalid: member 2 of dce.zip: got /);
    expect(said).toContain(got);
  });

  it.each([
    ['the same member twice', ['a.dcm', 'a.dcm'], 'the same member twice'],
    ['names that differ in their case only', ['a.dcm', 'A.DCM'], 'only in its case'],
    ['names that are written with other code points only', ['ä.dcm', 'a\u0308.dcm'], 'only in its case'],
    ['a file below another', ['a', 'a/b'], 'a file below another file'],
    ['a folder and a file of one name', ['a', 'a/'], 'a folder with the name of a file'],
  ])('for %s', (_, paths, got) => {
    const said = refusalOf(paths.map((path) => ({ path, content: path.endsWith('/') ? '' : 'x' })));
    expect(said).toMatch(/^archive-invalid: /);
    expect(said).toContain(got);
  });

  it.each([
    ['an encrypted member', { flags: 1 }, 'got an encrypted member'],
    ['AES', { method: 99 }, 'AES encryption (99)'],
    ['bzip2', { method: 12 }, 'bzip2 (12)'],
    ['Deflate64', { method: 9 }, 'Deflate64 (9)'],
    ['Zstandard', { method: 93 }, 'Zstandard (93)'],
    ['a method that nobody knows', { method: 77 }, 'a method that is not known here (77)'],
    ['a patch', { flags: 1 << 5 }, 'a patch of a member'],
    ['masked headers', { flags: 1 << 13 }, 'an encrypted member'],
    ['a symbolic link', { unixMode: 0o120777 }, 'a symbolic link'],
    ['a device', { unixMode: 0o020666 }, 'a special file'],
    ['an archive by its name', { path: 'inner.ZIP' }, 'an archive in the archive'],
    ['an archive by its bytes', { content: zip([good]) }, 'an archive in the archive'],
    ['a name that is not UTF-8', { path: Uint8Array.of(0xff, 0xfe) }, 'not the UTF-8'],
  ])('for %s', (_, change, got) => {
    const said = refusalOf([good, { path: 'b.dcm', content: pixels, ...change }]);
    expect(said).toMatch(/^archive-unsupported: /);
    expect(said).toContain(got);
  });

  it.each([
    ['a CRC-32 that is wrong', { crc32: 5 }, 'a CRC-32'],
    ['fewer bytes than declared', { bytes: pixels.length + 1 }, `${pixels.length} bytes of ${pixels.length + 1}`],
    ['more bytes than declared', { bytes: pixels.length - 1 }, 'goes on beyond'],
    ['damaged data', { compressed: noise(500) }, ''],
    ['data that break off', { compressed: deflateRawSync(pixels).subarray(0, 900) }, 'break off'],
    ['bytes behind its data', { compressed: Buffer.concat([deflateRawSync(pixels), text('Jane Doe')]) }, 'behind'],
    ['bytes that belong to no member', { behind: text('Jane Doe') }, 'belong to no member'],
    ['many of them', { behind: noise(100_000) }, 'belong to no member'],
    ['another name in its header', { localPath: 'c.dcm' }, 'not that of its entry'],
    ['a wrong place', { start: 3 }, 'overlap'],
    ['the place of another', { start: 0 }, 'overlap'],
  ])('for %s', (_, change, got) => {
    const said = refusalOf([good, { path: 'b.dcm', content: pixels, ...change }]);
    expect(said).toMatch(/^(unreadable|too-large): /);
    expect(said).toContain(got);
    expect(said).not.toContain('Jane');
  });

  it('whose header reaches further than its entry leaves room for', () => {
    const bytes = Buffer.from(
      zip([
        { ...good, method: 0 },
        { path: 'b.dcm', content: 'x' },
      ]),
    );
    bytes.writeUInt16LE(3, 28);
    expect(refusalOfBytes(new Uint8Array(bytes))).toMatch(/^unreadable: .*got data that reach into the next member/);
  });

  it('for bytes before the first member, as of a program that unpacks itself', () => {
    expect(refusalOf([good], { before: noise(100) })).toMatch(
      /^unreadable: dce.zip: got bytes before the first member/,
    );
  });

  it('for a directory that is not what the end record says', () => {
    expect(refusalOf([good, { path: 'b.dcm', content: pixels }], { count: 1 })).toMatch(/^unreadable/);
    const many = Array.from({ length: 300 }, (_, i) => ({ path: String(i), content: '' }));
    expect(refusalOf(many, { count: 301 })).toMatch(/got a directory of 300 members .* wanted 301/);
  });

  it('of more than 20,000 members, before it is read', () => {
    const many = Array.from({ length: 20_001 }, (_, i) => ({ path: String(i), content: '', method: 0 }));
    expect(refusalOf(many)).toMatch(/^too-large: dce.zip: got an archive of 20001 members; wanted at most 20,000/);
  });

  it('whose few bytes would become many', () => {
    const zeros = new Uint8Array(2 ** 20);
    const compressed = deflateRawSync(zeros);
    const bomb = Array.from({ length: 300 }, (_, i) => ({ path: String(i), content: zeros, compressed }));
    expect(refusalOf(bomb)).toMatch(
      /^too-large: dce.zip: got an archive of \d+ bytes whose members are 314572800 bytes/,
    );
    // One that does not say so is left where it goes on beyond what it says.
    expect(refusalOf([{ path: 'a', content: zeros, bytes: 100 }])).toMatch(/^too-large: dce.zip\/a: .* beyond the 100/);
  });

  it('without repeating a name that may identify a person', () => {
    const said = refusalOf([{ path: 'Doe^Jane.dcm', content: pixels, flags: 1 }]);
    expect(said).toMatch(/^archive-unsupported: member 1 of dce.zip/);
    const { names } = unpack(zip([{ path: 'Doe^Jane.dcm', content: pixels, flags: 1 }]));
    expect(names.get('dce.zip/Doe^Jane.dcm')).toBe('member 1 of an archive');
  });
});

describe('text of an archive that no reader needs', () => {
  it.each([
    ['a comment', zip([{ path: 'a', content: 'x' }], { comment: 'Jane Doe' }), 'ZIP comment'],
    ['a comment of a member', zip([{ path: 'a', content: 'x', comment: 'Jane' }]), 'ZIP comment of a member'],
    [
      'an unknown extra field',
      zip([{ path: 'a', content: 'x', extra: Buffer.from([0x4a, 0x44, 4, 0, ...text('Jane')]) }]),
      'ZIP extra field 0x444a',
    ],
    [
      'text in a field of times',
      zip([{ path: 'a', content: 'x', extra: Buffer.from([0x55, 0x54, 20, 0, ...text('Jane Doe, 1 Jan 1970')]) }]),
      'ZIP extra field 0x5455',
    ],
  ])('%s is remarked, and never repeated', (_, bytes, where) => {
    const { files, refusals, remarks } = unpack(bytes);
    expect(refusals).toEqual([]);
    expect(files).toHaveLength(1);
    expect(remarks).toEqual([{ archive: 'dce.zip', where }]);
  });
});

describe('the records of an archive that is written', () => {
  it('are the same for the same members, and read again', () => {
    const content = pixels;
    const members = ['a.dcm', 'b/ü.dcm'].map((path) => ({
      path,
      bytes: content.length,
      compressedBytes: content.length,
      isDeflated: false,
      crc32: crc32(content),
    }));
    const bytes = new Uint8Array(
      Buffer.concat([...members.flatMap((member) => [localHeader(member), content]), centralDirectory(members)]),
    );
    const { files, refusals, remarks } = unpack(bytes);
    expect([refusals, remarks]).toEqual([[], []]);
    expect(files.map(({ name }) => name)).toEqual(['dce.zip/a.dcm', 'dce.zip/b/ü.dcm']);
    expect(files.every((file) => Buffer.from(file.bytes).equals(content))).toBe(true);
    // No date: the bytes depend on nothing else.
    expect(Buffer.from(localHeader(members[0])).readUInt32LE(10)).toBe(0x0021_0000);
  });

  it('are of Zip64 beyond 4 GiB, as other programs write them', async () => {
    const members = ['a', 'b', 'c'].map((path) => ({
      path,
      bytes: 3_000_000_000,
      compressedBytes: 3_000_000_000,
      isDeflated: false,
      crc32: 0,
    }));
    const directory = centralDirectory(members);
    const start = members.reduce((sum, member) => sum + localHeader(member).length + member.compressedBytes, 0);
    const length = start + directory.length;
    const found = await readFrom(readingZipDirectory('big.zip', length), async (piece) => {
      const part = new Uint8Array(piece.length);
      if (piece.start === 0) part.set(localHeader(members[0]).subarray(0, piece.length));
      const from = Math.max(0, piece.start - start);
      if (piece.start + piece.length > start) {
        part.set(
          directory.subarray(from, from + piece.length - Math.max(0, start - piece.start)),
          Math.max(0, start - piece.start),
        );
      }
      return part;
    });
    expect(found.members.map(({ path, start: at, bytes }) => [path, at, bytes])).toEqual([
      ['a', 0, 3_000_000_000],
      ['b', 3_000_000_031, 3_000_000_000],
      ['c', 6_000_000_062, 3_000_000_000],
    ]);
  });
});
