/** Files of a sequence that lie in archives of the study bucket: verified once, given in the order of their names. */
import { createHash } from 'node:crypto';
import type { NamedBytes, Piece, ZipMember } from '@radscore/imaging';
import {
  fetchMembers,
  fetchStored,
  keepingSink,
  type OpenArchive,
  openArchive,
  SMALL_BYTES,
  streamMembers,
} from '../archives/stored-archive.ts';
import type { StudyKey } from '../contracts/identifiers.ts';
import type { Manifest } from '../contracts/manifest.ts';
import { environment } from '../storage/clients.ts';
import { checkSha256 } from '../studies/admission.ts';
import { inOrder } from './fetch-in-order.ts';

type Listed = Manifest['files'][number];

interface Member {
  readonly archive: OpenArchive;
  readonly member: ZipMember;
  /** Where its data begin, once its header was read. */
  dataStart?: number;
}

/** The archives of one sequence. */
export class ArchivedFiles {
  readonly #study: StudyKey;
  readonly #keptBytes: number;
  readonly #open = new Map<string, OpenArchive>();
  readonly #verified = new Set<string>();
  readonly #members = new Map<string, Member>();
  /** The member that was inflated last: a file of many frames is asked for frame by frame. */
  #last: { readonly name: string; readonly content: Promise<Uint8Array> } | undefined;

  /** @param keptBytes what lies in an archive may be in memory as a whole up to this many bytes */
  constructor(study: StudyKey, keptBytes: number) {
    this.#study = study;
    this.#keptBytes = keptBytes;
  }

  /** True for a member of an archive that was opened. */
  has(name: string): boolean {
    return this.#members.has(name);
  }

  /** Bytes of those members that are wanted. @throws InputRefused, StudyRefused */
  async bytesOf(listed: Listed, isWanted: (name: string) => boolean): Promise<number> {
    const { directory } = await this.#opened(listed);
    return directory.members.reduce((sum, { name, bytes }) => sum + (isWanted(name) ? bytes : 0), 0);
  }

  /**
   * Members, in the order of their names, after the archive as a whole has been verified. What is not too much is kept in
   * memory from that pass; of more the members are fetched again, those together that lie together.
   *
   * @throws InputRefused, StudyRefused `checksum-mismatch`
   */
  async *read(listed: Listed, isWanted: (name: string) => boolean): AsyncGenerator<NamedBytes> {
    const archive = await this.#opened(listed);
    const wanted = archive.directory.members.filter(({ name }) => isWanted(name));
    const length = wanted.reduce((sum, { bytes }) => sum + bytes, 0);
    if (!this.#verified.has(listed.path) && length <= this.#keptBytes) {
      const contents = await this.#verify(archive, listed, isWanted);
      for (const { name } of wanted) {
        const bytes = contents.get(name);
        contents.delete(name);
        yield { name, bytes: bytes ?? new Uint8Array(0) };
      }
      return;
    }
    if (!this.#verified.has(listed.path)) await this.#verify(archive, listed, () => false);
    for await (const files of inOrder(runsOf(wanted), async ({ members }) => {
      const contents = await fetchMembers(archive, members);
      return contents.map((content, i) => ({ name: members[i].name, bytes: content }));
    })) {
      yield* files;
    }
  }

  /** Bytes of a member of an archive that has been verified. @throws StudyRefused if the archive was replaced since */
  async piece({ file, start, length }: Piece): Promise<Uint8Array> {
    const { archive, member, dataStart } = this.#members.get(file) as Member;
    if (!member.isDeflated && dataStart !== undefined) return fetchStored(archive, dataStart + start, length);
    if (this.#last?.name !== file)
      this.#last = { name: file, content: fetchMembers(archive, [member]).then(([content]) => content) };
    return (await this.#last.content).subarray(start, start + length);
  }

  async #opened(listed: Listed): Promise<OpenArchive> {
    const before = this.#open.get(listed.path);
    if (before) return before;
    const most = Math.min(this.#keptBytes, SMALL_BYTES);
    const archive = await openArchive(environment('STUDY_BUCKET'), this.#study, listed, undefined, most);
    this.#open.set(listed.path, archive);
    for (const member of archive.directory.members) this.#members.set(member.name, { archive, member });
    return archive;
  }

  /** Reads an archive to its end, and keeps of it what is wanted. */
  async #verify(
    archive: OpenArchive,
    { path, sha256 }: Listed,
    isWanted: (name: string) => boolean,
  ): Promise<Map<string, Uint8Array>> {
    const hash = createHash('sha256');
    const contents = new Map<string, Uint8Array>();
    let refusal: unknown;
    await streamMembers(archive, {
      open: (member, dataStart) => {
        const known = this.#members.get(member.name);
        if (known) known.dataStart = dataStart;
        if (!isWanted(member.name)) return undefined;
        return keepingSink(member, (content) => void contents.set(member.name, content));
      },
      heard: (piece) => void hash.update(piece),
      refused: (error) => {
        refusal = error;
      },
    });
    checkSha256(path, hash.digest('hex'), sha256);
    if (refusal) throw refusal;
    this.#verified.add(path);
    return contents;
  }
}

/** Of one request; a longer member has its own. */
const RUN_BYTES = 2 ** 24;

/** Members in their order, those together that lie one behind the other. */
function runsOf(members: readonly ZipMember[]): { members: ZipMember[]; bytes: number }[] {
  const runs: { members: ZipMember[]; bytes: number }[] = [];
  for (const member of members) {
    const run = runs.at(-1);
    if (run && run.members[run.members.length - 1].end === member.start && run.bytes + member.bytes <= RUN_BYTES) {
      run.members.push(member);
      run.bytes += member.bytes;
    } else runs.push({ members: [member], bytes: member.bytes });
  }
  return runs;
}
