/** The bytes of an archive that is uploaded: made as they are sent, so that no copy of the images lies on the disk. */
import { centralDirectory, localHeader, type NewMember } from '@radscore/imaging';
import { type ContentDigest, inHex, PartDigests, type UploadHost } from './content-digest.ts';
import { memberPath, type PlannedArchive } from './plan-archives.ts';
import { bytesIn, FileChanged, type OpenSource, type UploadSource } from './upload-source.ts';

/** A longer file is stored as it is: it would be deflated again for each part of the upload. */
const LARGEST_DEFLATED = 2 ** 24;
/** What is already compressed only grows. */
const COMPRESSED = /\.(gz|nrrd|jpg|png)$/i;
/** Length of the pieces in which a file is read. */
const PIECE = 2 ** 22;
const PARALLEL_FILES = 4;

interface LaidOut {
  readonly file: PlannedArchive['files'][number];
  readonly member: NewMember;
  readonly header: Uint8Array<ArrayBuffer>;
  /** Where its header begins. */
  readonly start: number;
}

/** An archive that is ready to be sent. */
export interface ArchiveSource extends UploadSource {
  readonly digest: ContentDigest;
}

/**
 * Reads the files of an archive once, to know its bytes: the same files always give the same. Nothing is kept but the
 * lengths; what is sent is read and deflated again, part by part.
 *
 * @param read called after every file with its bytes
 * @throws FileChanged
 */
export async function openArchive(
  host: UploadHost,
  open: OpenSource,
  archive: PlannedArchive,
  read: (bytes: number) => void = () => {},
): Promise<ArchiveSource> {
  const digests = new PartDigests(host);
  const laidOut: LaidOut[] = [];
  let at = 0;
  const waiting: Promise<Packed>[] = [];
  const next = archive.files.values();
  const begin = (): void => {
    const { value: file, done } = next.next();
    if (done) return;
    const packed = pack(host, open, archive, file);
    packed.catch(() => {}); // is reported in its turn
    waiting.push(packed);
  };
  for (let i = 0; i < PARALLEL_FILES; i++) begin();
  for (let packed = waiting.shift(); packed; packed = waiting.shift()) {
    const { file, member, content } = await packed;
    begin();
    const header = localHeader(member);
    laidOut.push({ file, member, header, start: at });
    digests.push(header);
    if (content) digests.push(content);
    else for await (const piece of piecesOf(open, file)) digests.push(piece);
    at += header.length + member.compressedBytes;
    read(file.bytes);
  }
  const directory = centralDirectory(laidOut.map(({ member }) => member));
  digests.push(directory);
  const digest = digests.end();
  return {
    bytes: digest.bytes,
    digest,
    part: (start, end) => bytesOf(host, open, { laidOut, directory, directoryStart: at }, start, end),
  };
}

interface Packed {
  readonly file: PlannedArchive['files'][number];
  readonly member: NewMember;
  /** Missing for a long file. */
  readonly content?: Uint8Array<ArrayBuffer>;
}

async function pack(
  host: UploadHost,
  open: OpenSource,
  archive: PlannedArchive,
  file: Packed['file'],
): Promise<Packed> {
  const path = memberPath(archive, file.path);
  const hash = file.sha256 === undefined ? undefined : host.sha256();
  let crc = 0;
  const pieces: Uint8Array[] = [];
  const isShort = file.bytes <= LARGEST_DEFLATED;
  for await (const piece of piecesOf(open, file)) {
    hash?.update(piece);
    crc = host.crc32(piece, crc);
    if (isShort) pieces.push(piece);
  }
  const sha256 = hash && inHex(hash.digest());
  if (file.sha256 !== undefined && sha256 !== file.sha256) {
    throw new FileChanged(file.path, `SHA-256 ${sha256}`, file.sha256);
  }
  const stored = { path, bytes: file.bytes, compressedBytes: file.bytes, isDeflated: false, crc32: crc };
  if (!isShort) return { file, member: stored };
  const content = joined(pieces, file.bytes);
  const deflated = COMPRESSED.test(path) ? undefined : await host.deflate(content);
  if (!deflated || deflated.length >= content.length) return { file, member: stored, content };
  return { file, member: { ...stored, isDeflated: true, compressedBytes: deflated.length }, content: deflated };
}

async function* piecesOf(open: OpenSource, { path, bytes }: Packed['file']): AsyncGenerator<Uint8Array> {
  const source = await open(path);
  if (source.bytes !== bytes) throw new FileChanged(path, `${source.bytes} bytes`, `${bytes} bytes`);
  for (let start = 0; start < bytes; start += PIECE) {
    yield await bytesIn(source, start, Math.min(start + PIECE, bytes));
  }
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

interface Layout {
  readonly laidOut: readonly LaidOut[];
  readonly directory: Uint8Array;
  readonly directoryStart: number;
}

/** A part of the archive, made again. */
async function bytesOf(
  host: UploadHost,
  open: OpenSource,
  { laidOut, directory, directoryStart }: Layout,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(end - start);
  const put = (from: number, piece: Uint8Array): void => {
    const first = Math.max(start, from);
    const stop = Math.min(end, from + piece.length);
    if (first < stop) bytes.set(piece.subarray(first - from, stop - from), first - start);
  };
  for (const { file, member, header, start: from } of laidOut) {
    const data = from + header.length;
    if (data + member.compressedBytes <= start || from >= end) continue;
    put(from, header);
    const [first, stop] = [Math.max(start - data, 0), Math.min(end - data, member.compressedBytes)];
    if (first >= stop) continue;
    const source = await open(file.path);
    if (!member.isDeflated) {
      put(data + first, await bytesIn(source, first, stop));
      continue;
    }
    const deflated = await host.deflate(await bytesIn(source, 0, file.bytes));
    if (deflated.length !== member.compressedBytes) {
      throw new FileChanged(file.path, 'other bytes than a moment before', 'the same');
    }
    put(data, deflated);
  }
  put(directoryStart, directory);
  return bytes;
}

/** The sources of a study some of whose files go up in archives. */
export function withArchives(open: OpenSource, archives: ReadonlyMap<string, UploadSource>): OpenSource {
  return async (path) => archives.get(path) ?? open(path);
}
