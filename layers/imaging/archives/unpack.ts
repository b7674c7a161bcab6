/** Archives that are in memory: a study's files with their members in place of them. */
import type { FindingInFile } from '../deidentification/finding.ts';
import { InputRefused } from '../errors.ts';
import type { NamedBytes } from '../input/named-bytes.ts';
import { type Reading, readNow } from '../input/reading.ts';
import { type HearMember, readingZipDirectory, type ZipDirectory } from './zip-directory.ts';
import { isArchivePath } from './zip-format.ts';
import { ZipMembers } from './zip-members.ts';

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

/** Unpacks what ends in `.zip`. Of an archive that cannot be read nothing is given. */
export function unpackArchives(files: readonly NamedBytes[]): UnpackedFiles {
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
      const { members, found } = unpack(file, (name, number) => names.set(name, `member ${number} of an archive`));
      unpacked.push(...members);
      remarks.push(...found.map((where) => ({ archive: file.name, where })));
    } catch (error) {
      if (!(error instanceof InputRefused)) throw error;
      refusals.push(error);
    }
  }
  return { files: unpacked, refusals, names, remarks };
}

function unpack({ name, bytes }: NamedBytes, hear: HearMember): { members: NamedBytes[]; found: string[] } {
  const directory = readNow(inMemory(readingZipDirectory(name, bytes.length, hear), bytes));
  const found = new Set(directory.remarks);
  const contents = contentsOf(directory, bytes, (remark) => found.add(remark));
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

function contentsOf(
  { entries }: ZipDirectory,
  bytes: Uint8Array,
  remark: (remark: string) => void,
): Map<string, Uint8Array> {
  const contents = new Map<string, Uint8Array>();
  const members = new ZipMembers(entries, {
    remark,
    open(member) {
      const content = new Uint8Array(member.bytes);
      let at = 0;
      return {
        push(piece) {
          content.set(piece, at);
          at += piece.length;
        },
        end: () => void contents.set(member.name, content),
      };
    },
  });
  members.push(bytes);
  members.end();
  return contents;
}

/** Text in the records of an archive, as a finding: what no reader of images needs may be a person's name. */
export function remarkFinding(archive: string, where: string): FindingInFile {
  const remedy = 'Make the archive again without comments, for example with `zip -X -r`.';
  return { code: 'identity.file', file: archive, where, remedy };
}
