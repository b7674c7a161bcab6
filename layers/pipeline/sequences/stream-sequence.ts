/** One sequence of a study, read from the bucket: files come side by side, are verified, and take memory once. */
import { createHash } from 'node:crypto';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { type NamedBytes, type Piece, readFrom } from '@radscore/imaging';
import { replaced } from '../archives/stored-archive.ts';
import { type StudyKey, studyPrefix } from '../contracts/identifiers.ts';
import { imageFiles, isArchive, isPartOf, type Manifest, seriesAlone } from '../contracts/manifest.ts';
import type { SequenceWork } from '../contracts/workflow.ts';
import { environment, s3 } from '../storage/clients.ts';
import { ObjectChanged, readPart } from '../storage/objects.ts';
import { checkSha256 } from '../studies/admission.ts';
import { ArchivedFiles } from './archived-files.ts';
import { ImageCollector } from './collect-images.ts';
import { inOrder } from './fetch-in-order.ts';
import { readingSequence } from './read-sequence.node.ts';
import type { SequenceImage } from './read-sequence.ts';

/** Up to this many bytes of a sequence's image are kept from the first pass; of more, the pixels are fetched when read. */
const KEPT_BYTES = 256 * 2 ** 20;

type Listed = Manifest['files'][number];

/**
 * Reads one sequence of a study. Every file is fetched once and verified; of an archive the whole, whose members are files
 * like others. Of an image of more than `keptBytes` only the headers stay, and the pixels of the volumes that are read are
 * fetched again, volume by volume: a dynamic series of any length takes the memory of a few of its phases.
 *
 * @throws StudyRefused `checksum-mismatch`
 * @throws InputRefused
 */
export async function streamSequence(
  { study, sequence, source }: Pick<SequenceWork, 'study' | 'sequence' | 'source'>,
  manifest: Manifest,
  keptBytes = KEPT_BYTES,
): Promise<SequenceImage> {
  const archives = new ArchivedFiles(study, keptBytes);
  const parts = imageFiles(manifest, source.image);
  let length = 0;
  for (const file of parts) {
    length += isArchive(file.path)
      ? await archives.bytesOf(file, (name) => isPartOf(manifest, name, source.image))
      : file.bytes;
  }
  const isLarge = length > keptBytes;
  const collector = new ImageCollector({ seriesUids: seriesAlone(source), ...(isLarge && { digest: sha256 }) });
  const etags = new Map<string, string>();
  const files = async function* (wanted: readonly Listed[], path: string): AsyncGenerator<NamedBytes> {
    for (let next = 0; next < wanted.length; ) {
      const file = wanted[next];
      if (isArchive(file.path)) {
        yield* archives.read(file, (name) => isPartOf(manifest, name, path));
        next++;
        continue;
      }
      const after = wanted.findIndex((one, i) => i > next && isArchive(one.path));
      const plain = wanted.slice(next, after < 0 ? wanted.length : after);
      for await (const { name, bytes, etag } of inOrder(plain, (one) => fetchFile(study, one))) {
        etags.set(name, etag);
        yield { name, bytes };
      }
      next += plain.length;
    }
  };
  for await (const file of files(parts, source.image)) collector.add(file);
  const roi: NamedBytes[] = [];
  for await (const file of files(imageFiles(manifest, source.roi.file), source.roi.file)) roi.push(file);
  return readFrom(readingSequence(sequence, source, collector.images(), roi), async (piece) =>
    archives.has(piece.file) ? archives.piece(piece) : fetchPiece(study, piece, etags.get(piece.file)),
  );
}

interface Fetched extends NamedBytes {
  /** Stands for exactly these bytes. */
  readonly etag: string;
}

async function fetchFile(study: StudyKey, { path, sha256: wanted, bytes: length }: Listed): Promise<Fetched> {
  const { bytes, etag } = await get(study, path, length);
  checkSha256(path, sha256(bytes), wanted);
  return { name: path, bytes, etag };
}

/** Bytes of a file that was fetched and verified before. @throws StudyRefused if it has been replaced since */
async function fetchPiece(study: StudyKey, { file, start, length }: Piece, etag?: string): Promise<Uint8Array> {
  try {
    return (await readPart(environment('STUDY_BUCKET'), studyPrefix(study) + file, { start, length, etag })).bytes;
  } catch (error) {
    if (error instanceof ObjectChanged) throw replaced(file, error);
    throw error;
  }
}

/** An object, in memory that is taken once: its length is known. */
async function get(study: StudyKey, path: string, length: number): Promise<{ bytes: Uint8Array; etag: string }> {
  const { Body, ETag = '' } = await s3.send(
    new GetObjectCommand({ Bucket: environment('STUDY_BUCKET'), Key: studyPrefix(study) + path }),
  );
  const bytes = new Uint8Array(length);
  let at = 0;
  for await (const chunk of (Body ?? []) as AsyncIterable<Uint8Array>) {
    // Of a file that has grown no more is kept than shows that it is not the one declared.
    bytes.set(chunk.subarray(0, length - at), at);
    at += chunk.length;
  }
  return { bytes: at === length ? bytes : new Uint8Array(0), etag: ETag };
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
