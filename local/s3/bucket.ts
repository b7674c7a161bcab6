/** A bucket on disk: its objects, their bytes, and the events that must not be lost with a killed process. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Disk, diskOf } from '../disk/disk.ts';
import type { BucketSettings } from './bucket-settings.ts';
import { S3Error } from './errors.ts';
import { readJsonFiles } from './files.ts';
import { SortedKeys } from './keys.ts';
import { MultipartUploads } from './multipart-uploads.ts';
import { type KmsKeys, newSeal } from './sealing.ts';
import type { Segment, StoredObject } from './stored-object.ts';

/** A change of an object, as it is reported to the event bus. */
export interface ObjectChange {
  /** Stays the same if a crash makes it necessary to announce the change again. */
  readonly id: string;
  readonly type: 'Object Created' | 'Object Deleted';
  readonly reason: string;
  readonly requestId: string;
  readonly key: string;
  readonly size: number;
  readonly etag: string;
  readonly sequencer: string;
  readonly time: string;
}

/** Reports to the event bus; the event has to be on disk when this returns. */
export type Announce = (bucket: string, change: ObjectChange) => void;

interface ObjectFile {
  readonly object: StoredObject;
  /** What is to be announced while the file is in `announcing/`. */
  readonly change?: ObjectChange;
}

/**
 * A bucket on disk. An object's bytes are written first, under a name of their own, and last before the object does: it
 * exists from the moment its JSON file is in place. What the event bus keeps of its event is done in the same turn, so
 * that the disk keeps both or neither: no object without its event. `announcing/` is of earlier versions.
 */
export class Bucket {
  readonly name: string;
  readonly created: Date;
  readonly uploads: MultipartUploads;
  private readonly folder: string;
  readonly disk: Disk;
  private readonly announce: Announce;
  readonly kmsKeys: KmsKeys;
  private current: BucketSettings;
  private readonly objects = new Map<string, StoredObject>();
  private readonly keys: SortedKeys;
  /** By the list itself: an amended object keeps it. */
  private readonly readers = new Map<readonly Segment[], number>();
  private readonly lostBytes = new Set<string>();
  private readonly retired = new Set<readonly Segment[]>();

  constructor(folder: string, name: string, settings: BucketSettings, announce: Announce, kmsKeys: KmsKeys) {
    this.folder = folder;
    this.disk = diskOf(folder);
    this.kmsKeys = kmsKeys;
    this.name = name;
    this.announce = announce;
    this.current = settings;
    for (const part of ['objects', 'announcing', 'bytes', 'uploads'])
      mkdirSync(join(folder, part), { recursive: true });
    this.created = statSync(folder).birthtime;
    const left = readJsonFiles<ObjectFile>(join(folder, 'announcing'));
    const stored = readJsonFiles<ObjectFile>(join(folder, 'objects'));
    for (const { content } of stored.files) this.objects.set(content.object.key, content.object);
    for (const { path, content } of left.files) {
      const { object, change } = content;
      if (change) this.announce(name, change);
      this.disk.replace(this.path(object.key), JSON.stringify({ object } satisfies ObjectFile));
      this.disk.remove(path);
      this.objects.set(object.key, object);
    }
    this.keys = new SortedKeys(this.objects.keys());
    this.uploads = new MultipartUploads(join(folder, 'uploads'), (segments) => this.discard(segments));
    const damaged = left.damaged.length + stored.damaged.length + this.uploads.damaged;
    const missing = this.disk.differencesIn(folder).some(({ damage }) => damage === 'missing');
    this.sweepBytes(damaged > 0 || missing);
  }

  get settings(): BucketSettings {
    return this.current;
  }

  set settings(settings: BucketSettings) {
    this.disk.replace(join(this.folder, 'settings.json'), JSON.stringify(settings));
    this.current = settings;
  }

  get(key: string): StoredObject | undefined {
    return this.objects.get(key);
  }

  /** Objects with keys not before `start`, in the order of their keys. */
  *from(start: string): Generator<StoredObject> {
    for (const key of this.keys.from(start)) {
      const object = this.objects.get(key);
      if (object) yield object;
    }
  }

  /** A new name for bytes; they are swept at the next start unless an object or a part comes to own them. */
  newBytes(): { file: string; path: string } {
    const file = randomUUID();
    return { file, path: this.bytesPath(file) };
  }

  /** Encrypts what is about to be stored; undefined in a bucket without a key. */
  newSeal(): ReturnType<typeof newSeal> | undefined {
    const { kmsKeyArn } = this.current;
    return kmsKeyArn === undefined ? undefined : newSeal(kmsKeyArn, this.kmsKeys);
  }

  bytesPath(file: string): string {
    return join(this.folder, 'bytes', file);
  }

  /** Makes the object visible, replacing one of the same key, and announces it. */
  put(object: StoredObject, reason: string, requestId: string): void {
    if (this.current.eventBridge) this.announce(this.name, changeOf(object, 'Object Created', reason, requestId));
    this.disk.replace(this.path(object.key), JSON.stringify({ object } satisfies ObjectFile));
    const before = this.objects.get(object.key);
    this.objects.set(object.key, object);
    if (before) this.retire(before.segments);
    else this.keys.add(object.key);
  }

  /** Changes what is known about an object without a new event, e.g. its tags. */
  amend(object: StoredObject): void {
    this.disk.replace(this.path(object.key), JSON.stringify({ object } satisfies ObjectFile));
    this.objects.set(object.key, object);
  }

  remove(key: string, reason: string, requestId: string): void {
    const object = this.objects.get(key);
    if (!object) return;
    if (this.current.eventBridge) this.announce(this.name, changeOf(object, 'Object Deleted', reason, requestId));
    this.disk.remove(this.path(key));
    this.objects.delete(key);
    this.keys.remove(key);
    this.retire(object.segments);
  }

  /** Throws if bytes of the object were lost on the disk: an error, not an answer about the object. */
  assertWhole({ segments }: StoredObject): void {
    if (!segments.some(({ file }) => this.lostBytes.has(file))) return;
    throw new S3Error(500, 'InternalError', 'Bytes of this object are damaged on the disk; see `radscore doctor`.');
  }

  /** Keeps the bytes of an object in place while they are read, even if it is replaced or removed meanwhile. */
  startReading({ segments }: StoredObject): () => void {
    this.readers.set(segments, (this.readers.get(segments) ?? 0) + 1);
    return () => {
      const left = (this.readers.get(segments) ?? 1) - 1;
      if (left > 0) {
        this.readers.set(segments, left);
        return;
      }
      this.readers.delete(segments);
      if (this.retired.delete(segments)) this.discard(segments);
    };
  }

  /** Removes bytes that never had an owner, or, once that lasts, have none any more. */
  discard(segments: readonly Segment[]): void {
    for (const { file } of segments) this.disk.remove(this.bytesPath(file));
  }

  private retire(segments: readonly Segment[]): void {
    if (this.readers.has(segments)) this.retired.add(segments);
    else this.discard(segments);
  }

  /**
   * A process may have been killed before bytes had an owner, or between completing an upload and forgetting it. If a file
   * is `lost` that may name the owner, nothing is swept: it may be restored.
   */
  private sweepBytes(lost: boolean): void {
    const owned = new Set<string>();
    for (const { segments } of this.objects.values()) for (const { file } of segments) owned.add(file);
    for (const upload of this.uploads.all()) {
      const segments = this.uploads.parts(upload).map(({ segment }) => segment);
      if (segments.some(({ file }) => owned.has(file))) this.uploads.end(upload, segments);
      else for (const { file } of segments) owned.add(file);
    }
    const present = readdirSync(join(this.folder, 'bytes'));
    if (!lost) for (const file of present) if (!owned.has(file)) rmSync(this.bytesPath(file));
    this.noteLostBytes();
  }

  private noteLostBytes(): void {
    for (const { key, segments } of this.objects.values()) {
      for (const { file, size } of segments) {
        const got = statSync(this.bytesPath(file), { throwIfNoEntry: false })?.size;
        if (got === size) continue;
        this.lostBytes.add(file);
        const damage = got === undefined ? 'missing' : got === 0 ? 'empty' : 'cut';
        this.disk.note(
          `${this.bytesPath(file)} is ${damage}: it holds bytes of the object in ${this.path(key)}. Restore it from a copy of the state folder, or store the object again`,
        );
      }
    }
  }

  private path(key: string): string {
    return join(this.folder, 'objects', `${createHash('sha256').update(key).digest('hex')}.json`);
  }
}

function changeOf(object: StoredObject, type: ObjectChange['type'], reason: string, requestId: string): ObjectChange {
  const { key, size, etag } = object;
  const time = new Date().toISOString();
  return { id: randomUUID(), type, reason, requestId, key, size, etag, sequencer: nextSequencer(), time };
}

let lastSequencer = 0n;

/** Hexadecimal and growing, over restarts too: S3's way to order the events of one key. */
function nextSequencer(): string {
  const now = BigInt(Date.now()) << 20n;
  lastSequencer = now > lastSequencer ? now : lastSequencer + 1n;
  return lastSequencer.toString(16).toUpperCase().padStart(18, '0');
}
