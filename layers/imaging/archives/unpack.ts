/** Archives that are in memory: a study's files with their members in place of them. */
import { inflateHead, rawStreams } from '../compression/inflate.ts';
import type { FindingInFile } from '../deidentification/finding.ts';
import { InputRefused } from '../errors.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import { type Reading, readNow } from '../input/reading.ts';
import { type HearMember, readingZipDirectory, type ZipMember } from './zip-directory.ts';
import { isArchivePath, LOCAL_BYTES } from './zip-format.ts';
import { type MemberSink, ZipMembers, type ZipMembersOptions } from './zip-members.ts';

/** The files of a study, those in archives as if they lay in a folder of the archive's name. */
export interface UnpackedFiles {
  /** Plain files where they were; in the place of each archive its members, in the order of their names. */
  readonly files: readonly NamedBytes[];
  /** Archives, and members of archives, that cannot be read. */
  readonly refusals: readonly InputRefused[];
  /** Names of archives and of their members, with what stands for them if a name may identify a person; of refused ones too. */
  readonly names: ReadonlyMap<string, string>;
  /** Text of archives that may identify a person: which archive, and where in it. */
  readonly remarks: readonly { readonly archive: string; readonly where: string }[];
}

/**
 * Unpacks what ends in `.zip`. Of an archive that cannot be read nothing is given.
 *
 * @param known members that `ArchiveInMemory` has already inflated and checked, by name: they are not inflated again
 */
export function unpackArchives(
  files: readonly NamedBytes[],
  known: ReadonlyMap<string, Uint8Array> = new Map(),
): UnpackedFiles {
  const unpacked: NamedBytes[] = [];
  const refusals: InputRefused[] = [];
  const names = new Map<string, string>();
  const remarks: { archive: string; where: string }[] = [];
  for (const file of files) {
    if (!isArchivePath(file.name)) {
      unpacked.push(file);
      continue;
    }
    names.set(file.name, 'an archive');
    try {
      const { members, found } = unpack(file, known, (name, number) =>
        names.set(name, `member ${number} of an archive`),
      );
      unpacked.push(...members);
      remarks.push(...found.map((where) => ({ archive: file.name, where })));
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      refusals.push(error);
    }
  }
  return { files: unpacked, refusals, names, remarks };
}

function unpack(
  { name, bytes }: NamedBytes,
  known: ReadonlyMap<string, Uint8Array>,
  hear: HearMember,
): { members: NamedBytes[]; found: string[] } {
  const directory = readNow(inMemory(readingZipDirectory(name, bytes.length, hear), bytes));
  const found = new Set(directory.remarks);
  const contents = contentsOf(directory.entries, bytes, { known, remark: (remark) => found.add(remark) });
  const members = directory.members.map((member) => ({
    name: member.name,
    bytes: contents.get(member.name) ?? new Uint8Array(0),
  }));
  return { members, found: [...found] };
}

/** A reading whose pieces are parts of these bytes. */
function* inMemory<T>(reading: Reading<T>, bytes: Uint8Array): Reading<T> {
  let step = reading.next([]);
  while (!step.done) step = reading.next(step.value.map(({ start, length }) => bytes.subarray(start, start + length)));
  return step.value;
}

interface ContentsOptions extends Pick<ZipMembersOptions, 'remark' | 'newStream'> {
  readonly known?: ReadonlyMap<string, Uint8Array>;
}

/** @param bytes from the first entry's first byte on */
function contentsOf(
  entries: readonly ZipMember[],
  bytes: Uint8Array,
  { known, ...options }: ContentsOptions,
): Map<string, Uint8Array> {
  const contents = new Map<string, Uint8Array>();
  const members = new ZipMembers(entries, {
    ...options,
    open(member) {
      const before = known?.get(member.name);
      if (before) contents.set(member.name, before);
      return before ? undefined : sinkFor(member, (content) => contents.set(member.name, content));
    },
  });
  members.push(bytes);
  members.end();
  return contents;
}

function sinkFor({ bytes }: ZipMember, done: (content: Uint8Array) => void): MemberSink {
  const content = new Uint8Array(bytes);
  let at = 0;
  return {
    push(piece) {
      content.set(piece, at);
      at += piece.length;
    },
    end: () => done(content),
  };
}

/** An archive in memory whose members are inflated one by one, in any order, or only begun. */
export class ArchiveInMemory {
  readonly #bytes: Uint8Array;
  readonly #newStream = rawStreams();
  /** Its files, in the order in which `unpackArchives` gives them. */
  readonly members: readonly ZipMember[];

  /** @throws InputRefused for an archive whose directory cannot be read */
  constructor({ name, bytes }: NamedBytes) {
    this.#bytes = bytes;
    this.members = readNow(inMemory(readingZipDirectory(name, bytes.length), bytes)).members;
  }

  /**
   * The beginning of a member: what its first `compressed` bytes hold, which is about as much, or more. Unchecked: the
   * checksum is of the whole.
   */
  head(member: ZipMember, compressed: number): Uint8Array {
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + member.start, LOCAL_BYTES);
    const start = member.start + LOCAL_BYTES + view.getUint16(26, true) + view.getUint16(28, true);
    const data = this.#bytes.subarray(start, start + Math.min(compressed, member.compressedBytes));
    // A stream that breaks off gives what there is of it; a whole one would be inflated in pieces as long as a slice.
    return member.isDeflated ? inflateHead(data, 'raw', member.bytes, member.place) : data;
  }

  /** A member, checked as if the archive was unpacked. @throws InputRefused */
  whole(member: ZipMember): Uint8Array {
    const bytes = this.#bytes.subarray(member.start, member.end);
    return contentsOf([member], bytes, { newStream: this.#newStream }).get(member.name) ?? new Uint8Array(0);
  }
}

/** Text in the records of an archive, as a finding: what no reader of images needs may be a person's name. */
export function remarkFinding(archive: string, where: string): FindingInFile {
  const remedy = 'Make the archive again without comments, for example with `zip -X -r`.';
  return { code: 'identity.file', file: archive, where, remedy };
}
