/** One sequence of a study, read from the bucket: files come side by side, are verified, and take memory once. */
import { createHash } from 'node:crypto';
import { GetObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { type NamedBytes, type Piece, readFrom } from '@radscore/imaging';
import { type StudyKey, studyPrefix } from '../contracts/identifiers.ts';
import { imageFiles, type Manifest, seriesAlone } from '../contracts/manifest.ts';
import type { SequenceWork } from '../contracts/workflow.ts';
import { StudyRefused } from '../errors.ts';
import { environment, s3 } from '../storage/clients.ts';
import { checkSha256 } from '../studies/admission.ts';
import { ImageCollector } from './collect-images.ts';
import { readingSequence, type SequenceImage } from './read-sequence.ts';

/** Files on their way at once, and the most bytes of them. */
const PARALLEL_FILES = 16;
const BYTES_ON_THE_WAY = 64 * 2 ** 20;

/** Up to this many bytes of a sequence's image are kept from the first pass; of more, the pixels are fetched when read. */
const KEPT_BYTES = 256 * 2 ** 20;

type Listed = Manifest['files'][number];

/**
 * Reads one sequence of a study. Every file is fetched once and verified. Of an image of more than `keptBytes` only the
 * headers stay, and the pixels of the volumes that are read are fetched again, volume by volume: a dynamic series of any
 * length takes the memory of a few of its phases.
 *
 * @throws StudyRefused `checksum-mismatch`
 * @throws InputRefused
 */
export async function streamSequence(
  { study, sequence, source }: Pick<SequenceWork, 'study' | 'sequence' | 'source'>,
  manifest: Manifest,
  keptBytes = KEPT_BYTES,
): Promise<SequenceImage> {
  const image = imageFiles(manifest, source.image);
  const isLarge = image.reduce((sum, { bytes }) => sum + bytes, 0) > keptBytes;
  const collector = new ImageCollector({ seriesUids: seriesAlone(source), ...(isLarge && { digest: sha256 }) });
  const etags = new Map<string, string>();
  for await (const { name, bytes, etag } of fetchInOrder(study, image)) {
    etags.set(name, etag);
    collector.add({ name, bytes });
  }
  const roi: NamedBytes[] = [];
  const files = manifest.files.filter(({ path }) => path === source.roi.file);
  for await (const file of fetchInOrder(study, files)) roi.push(file);
  return readFrom(readingSequence(sequence, source, collector.images(), roi), (piece) =>
    fetchPiece(study, piece, etags.get(piece.file)),
  );
}

interface Fetched extends NamedBytes {
  /** Stands for exactly these bytes. */
  readonly etag: string;
}

/** Files in the order in which they are listed, several on their way at once. @throws StudyRefused `checksum-mismatch` */
async function* fetchInOrder(study: StudyKey, files: readonly Listed[]): AsyncGenerator<Fetched> {
  const onTheWay: { readonly file: Promise<Fetched>; readonly bytes: number }[] = [];
  let [next, bytes] = [0, 0];
  while (next < files.length || onTheWay.length > 0) {
    while (
      next < files.length &&
      (onTheWay.length === 0 || (onTheWay.length < PARALLEL_FILES && bytes + files[next].bytes <= BYTES_ON_THE_WAY))
    ) {
      const file = fetchFile(study, files[next]);
      // The first that fails is reported in its turn; those behind it must not fail unheard.
      file.catch(() => {});
      bytes += files[next].bytes;
      onTheWay.push({ file, bytes: files[next++].bytes });
    }
    const first = onTheWay.shift();
    if (!first) return;
    yield await first.file;
    bytes -= first.bytes;
  }
}

async function fetchFile(study: StudyKey, { path, sha256: wanted, bytes: length }: Listed): Promise<Fetched> {
  const { bytes, etag } = await get(study, path, length);
  checkSha256(path, sha256(bytes), wanted);
  return { name: path, bytes, etag };
}

/** Bytes of a file that was fetched and verified before. @throws StudyRefused where it has been replaced since */
async function fetchPiece(study: StudyKey, { file, start, length }: Piece, etag?: string): Promise<Uint8Array> {
  try {
    const { bytes } = await get(study, file, length, {
      Range: `bytes=${start}-${start + length - 1}`,
      IfMatch: etag,
    });
    return bytes;
  } catch (error) {
    const isReplaced = error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412;
    if (!isReplaced) throw error;
    throw new StudyRefused(
      {
        code: 'checksum-mismatch',
        message: `${file}: got other bytes than a moment before; wanted the file that manifest.json declares. Upload the file again, and manifest.json last.`,
      },
      { cause: error },
    );
  }
}

/** An object or a part of it, in memory that is taken once: its length is known. */
async function get(
  study: StudyKey,
  path: string,
  length: number,
  part: { Range?: string; IfMatch?: string } = {},
): Promise<{ bytes: Uint8Array; etag: string }> {
  const { Body, ETag = '' } = await s3.send(
    new GetObjectCommand({ Bucket: environment('STUDY_BUCKET'), Key: studyPrefix(study) + path, ...part }),
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
