/** A ZIP archive in the study bucket: its directory by ranges, its members as one stream or one by one. */
import { crc32 } from 'node:zlib';
import {
  type HearMember,
  type MemberSink,
  type Piece,
  readFrom,
  readingZipDirectory,
  type ZipDirectory,
  type ZipMember,
  ZipMembers,
} from '@radscore/imaging';
import { type StudyKey, studyPrefix } from '../contracts/identifiers.ts';
import { StudyRefused } from '../errors.ts';
import { ObjectChanged, readPart, streamObject } from '../storage/objects.ts';

/** An archive of up to this many bytes comes by one request and stays in memory, unless less may. */
export const SMALL_BYTES = 2 ** 24;

/** An archive whose directory has been read; every later read is of the same content. */
export interface OpenArchive {
  readonly key: string;
  readonly bucket: string;
  readonly etag: string;
  readonly directory: ZipDirectory;
  /** All of a small one. */
  readonly content?: Uint8Array;
}

/**
 * @param hear called with the name of each member and its number
 * @param most an archive of up to this many bytes is read whole, and then from memory
 * @throws InputRefused if it is none that is read; StudyRefused `checksum-mismatch` if it is replaced meanwhile
 */
export async function openArchive(
  bucket: string,
  study: StudyKey,
  { path, bytes }: { readonly path: string; readonly bytes: number },
  hear?: HearMember,
  most = SMALL_BYTES,
): Promise<OpenArchive> {
  const key = studyPrefix(study) + path;
  let etag: string | undefined;
  let content: Uint8Array | undefined;
  if (bytes > 0 && bytes <= most) {
    const whole = await asTheSame(path, () => readPart(bucket, key, { start: 0, length: bytes }));
    [content, etag] = [whole.bytes, whole.etag];
  }
  const fetch = async ({ start, length }: Piece): Promise<Uint8Array> => {
    if (content) return content.subarray(start, start + length);
    if (length === 0) return new Uint8Array(0);
    const part = await asTheSame(path, () => readPart(bucket, key, { start, length, etag }));
    etag ??= part.etag;
    return part.bytes;
  };
  const directory = await readFrom(readingZipDirectory(path, bytes, hear), fetch);
  return { bucket, key, etag: etag ?? '', directory, content };
}

export interface StreamedArchive {
  /** Where the bytes of each member go; one without a sink is passed over. */
  readonly open: (member: ZipMember, dataStart: number) => MemberSink | undefined;
  /** Sees every byte of the archive, in order. */
  readonly heard?: (piece: Uint8Array) => void;
  readonly remark?: (remark: string) => void;
  /** Called with what is wrong with the archive, instead of an end: the rest of its bytes is heard. */
  readonly refused?: (error: unknown) => void;
}

/** Reads an archive once, from its first byte to its last. @throws InputRefused, StudyRefused `checksum-mismatch` */
export async function streamMembers(
  { bucket, key, etag, directory, content }: OpenArchive,
  { open, heard, remark, refused }: StreamedArchive,
): Promise<void> {
  const members = new ZipMembers(directory.entries, { open, remark, crc32 });
  const body = content ? [content] : await asTheSame(directory.archive, () => streamObject(bucket, key, etag));
  let isRefused = false;
  const attempt = (work: () => void): void => {
    if (isRefused) return;
    try {
      work();
    } catch (error) {
      if (!refused) throw error;
      isRefused = true;
      refused(error);
    }
  };
  for await (const piece of body ?? []) {
    heard?.(piece);
    attempt(() => members.push(piece));
  }
  attempt(() => members.end());
}

/** Members that lie one behind the other, by one request. @throws InputRefused, StudyRefused `checksum-mismatch` */
export async function fetchMembers(archive: OpenArchive, members: readonly ZipMember[]): Promise<Uint8Array[]> {
  const start = members[0].start;
  const length = members[members.length - 1].end - start;
  const part = await fetchStored(archive, start, length);
  const contents = new Map(members.map((member) => [member, new Uint8Array(member.bytes)]));
  const stream = new ZipMembers(members, {
    open: (member) => fillingSink(contents.get(member) ?? new Uint8Array(member.bytes)),
    crc32,
  });
  stream.push(part);
  stream.end();
  return [...contents.values()];
}

/** A part of a member that is stored as it is. @throws StudyRefused `checksum-mismatch` */
export async function fetchStored(
  { bucket, key, etag, directory, content }: OpenArchive,
  start: number,
  length: number,
): Promise<Uint8Array> {
  if (content) return content.subarray(start, start + length);
  return (await asTheSame(directory.archive, () => readPart(bucket, key, { start, length, etag }))).bytes;
}

/** Puts the pieces of a member one behind the other. */
function fillingSink(content: Uint8Array, whole: () => void = () => {}): MemberSink {
  let at = 0;
  return {
    push(piece) {
      content.set(piece, at);
      at += piece.length;
    },
    end: whole,
  };
}

/** Keeps a member: one that is stored and comes in one piece as it lies in its archive, any other as a copy. */
export function keepingSink({ bytes, isDeflated }: ZipMember, keep: (content: Uint8Array) => void): MemberSink {
  let content: Uint8Array | undefined;
  let filling: MemberSink | undefined;
  return {
    push(piece) {
      if (!filling && !content && !isDeflated && piece.length === bytes) {
        content = piece;
        return;
      }
      content ??= new Uint8Array(bytes);
      filling ??= fillingSink(content);
      filling.push(piece);
    },
    end: () => keep(content ?? new Uint8Array(0)),
  };
}

async function asTheSame<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ObjectChanged) throw replaced(path, error);
    throw error;
  }
}

/** A file has been replaced while it was read. */
export function replaced(path: string, cause: unknown): StudyRefused {
  return new StudyRefused(
    {
      code: 'checksum-mismatch',
      message: `${path}: got other bytes than a moment before; wanted the file that manifest.json declares. Upload the file again, and manifest.json last.`,
    },
    { cause },
  );
}
