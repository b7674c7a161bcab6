/** The buckets of the local cloud, opened from their folders at the start. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { diskOf } from '../disk/disk.ts';
import { readKept } from '../disk/kept-json.ts';
import { type Announce, Bucket } from './bucket.ts';
import type { BucketSettings } from './bucket-settings.ts';
import { S3Error } from './errors.ts';
import type { KmsKeys } from './sealing.ts';

const SETTINGS = 'settings.json';
const BUCKET_NAME = /^(?=.{3,63}$)[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)*$/;

/** The buckets of a folder, one folder each. */
export class BucketStore {
  private readonly folder: string;
  private readonly announce: Announce;
  private readonly kmsKeys: KmsKeys;
  private readonly buckets = new Map<string, Bucket>();

  constructor(folder: string, announce: Announce, kmsKeys: KmsKeys) {
    this.folder = folder;
    this.kmsKeys = kmsKeys;
    this.announce = announce;
    mkdirSync(folder, { recursive: true });
    for (const name of readdirSync(folder)) {
      const settings = readKept(join(folder, name, SETTINGS), isSettings, LOST_SETTINGS);
      // A process may have been killed while it made the bucket.
      if (!settings && !holdsObjects(join(folder, name))) diskOf(folder).remove(join(folder, name));
      else this.open(name, settings ?? { eventBridge: false });
    }
  }

  all(): Bucket[] {
    return [...this.buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  has(name: string): boolean {
    return this.buckets.has(name);
  }

  get(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (!bucket) throw new S3Error(404, 'NoSuchBucket', `The specified bucket does not exist: ${name}`);
    return bucket;
  }

  create(name: string, settings: BucketSettings): Bucket {
    if (!BUCKET_NAME.test(name)) throw new S3Error(400, 'InvalidBucketName', `'${name}' is not a valid bucket name.`);
    const bucket = this.open(name, settings);
    bucket.settings = settings;
    return bucket;
  }

  private open(name: string, settings: BucketSettings): Bucket {
    const bucket = new Bucket(join(this.folder, name), name, settings, this.announce, this.kmsKeys);
    this.buckets.set(name, bucket);
    return bucket;
  }
}

const LOST_SETTINGS =
  'a bucket of the template gets its settings from there; another one sends no events until they are set again';

function isSettings(kept: object): kept is BucketSettings {
  return 'eventBridge' in kept && typeof kept.eventBridge === 'boolean';
}

function holdsObjects(folder: string): boolean {
  return ['objects', 'announcing', 'uploads'].some((part) => {
    const path = join(folder, part);
    return existsSync(path) && readdirSync(path).length > 0;
  });
}
