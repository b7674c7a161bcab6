/** Unfinished multipart uploads on disk, with the parts that have arrived. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Disk, diskOf } from '../disk/disk.ts';
import type { ChecksumAlgorithm, Checksums } from './checksums.ts';
import { S3Error } from './errors.ts';
import { readJsonFiles } from './files.ts';
import type { Segment, StoredObject } from './stored-object.ts';

export interface UploadPart {
  readonly number: number;
  readonly segment: Segment;
  readonly etag: string;
  readonly checksums: Checksums;
  readonly modified: string;
}

export interface MultipartUpload {
  readonly id: string;
  readonly key: string;
  /** ISO 8601 by the clock that lifecycle rules go by. */
  readonly startedAt: string;
  readonly headers: StoredObject['headers'];
  readonly tags?: StoredObject['tags'];
  readonly algorithm?: ChecksumAlgorithm;
  readonly checksumType?: StoredObject['checksumType'];
}

interface OpenUpload extends MultipartUpload {
  readonly parts: Map<number, UploadPart>;
}

/** What an earlier version left when it was killed while it ended an upload. */
const GONE = '.gone';

/** Uploads that are not yet completed: a folder each, with `upload.json` and one JSON file per part. */
export class MultipartUploads {
  private readonly folder: string;
  private readonly disk: Disk;
  private readonly discard: (segments: readonly Segment[]) => void;
  /** Files that could not be read: bytes that nobody owns may be theirs. */
  damaged = 0;
  private readonly open = new Map<string, OpenUpload>();

  constructor(folder: string, discard: (segments: readonly Segment[]) => void) {
    this.folder = folder;
    this.disk = diskOf(folder);
    this.discard = discard;
    for (const id of readdirSync(folder)) {
      const read = readJsonFiles<MultipartUpload | UploadPart>(join(folder, id));
      this.damaged += read.damaged.length;
      const files = read.files.map(({ content }) => content);
      const upload = files.find((content): content is MultipartUpload => 'key' in content);
      if (!upload || id.endsWith(GONE)) {
        if (read.damaged.length === 0) this.disk.remove(join(folder, id));
        continue;
      }
      const parts = files.filter((content): content is UploadPart => 'number' in content);
      this.open.set(id, { ...upload, parts: new Map(parts.map((part) => [part.number, part])) });
    }
  }

  start(upload: Omit<MultipartUpload, 'id'>): MultipartUpload {
    const started = { ...upload, id: randomUUID().replaceAll('-', '') };
    mkdirSync(join(this.folder, started.id));
    this.disk.replace(join(this.folder, started.id, 'upload.json'), JSON.stringify(started));
    this.open.set(started.id, { ...started, parts: new Map() });
    return started;
  }

  all(): readonly MultipartUpload[] {
    return [...this.open.values()];
  }

  /** Throws `NoSuchUpload`. */
  get(id: string, key: string): MultipartUpload {
    return this.find(id, key);
  }

  /** In the order of their numbers. */
  parts(upload: MultipartUpload): UploadPart[] {
    return [...this.find(upload.id, upload.key).parts.values()].sort((a, b) => a.number - b.number);
  }

  addPart(upload: MultipartUpload, part: UploadPart): void {
    const { parts } = this.find(upload.id, upload.key);
    this.disk.replace(join(this.folder, upload.id, `${part.number}.json`), JSON.stringify(part));
    const before = parts.get(part.number);
    parts.set(part.number, part);
    if (before) this.discard([before.segment]);
  }

  /** Forgets the upload; bytes that no object took over go with it. */
  end(upload: MultipartUpload, taken: readonly Segment[] = []): void {
    const segments = this.parts(upload).map(({ segment }) => segment);
    const folder = join(this.folder, upload.id);
    this.disk.remove(folder);
    this.open.delete(upload.id);
    this.discard(segments.filter((segment) => !taken.includes(segment)));
  }

  private find(id: string, key: string): OpenUpload {
    const upload = this.open.get(id);
    if (upload?.key === key) return upload;
    throw new S3Error(
      404,
      'NoSuchUpload',
      'The specified upload does not exist. It may have been completed or aborted.',
    );
  }
}
