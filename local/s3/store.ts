/** The buckets of the local cloud, opened from their folders at the start. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
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
      const settings = join(folder, name, SETTINGS);
      if (!existsSync(settings)) rmSync(join(folder, name), { recursive: true });
      else this.open(name, JSON.parse(readFileSync(settings, 'utf8')) as BucketSettings);
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
