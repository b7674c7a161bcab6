/** Lifecycle rules: removes old objects and unfinished uploads at midnight by the clock. */
import type { Clock } from '../contracts.ts';
import type { Bucket } from './bucket.ts';
import type { LifecycleRule } from './bucket-settings.ts';
import type { BucketStore } from './store.ts';

const DAY_MS = 24 * 3600 * 1000;

/** Applies lifecycle rules now and at every midnight (UTC) of the clock; returns a function that stops it. */
export function runLifecycle(store: BucketStore, clock: Pick<Clock, 'now' | 'at'>): () => void {
  let cancel = () => {};
  const sweep = () => {
    const now = clock.now().getTime();
    for (const bucket of store.all()) {
      for (const rule of bucket.settings.lifecycle ?? []) if (rule.enabled) applyRule(bucket, rule, now);
    }
    cancel = clock.at(new Date(nextMidnight(now)), sweep);
  };
  sweep();
  return () => cancel();
}

function applyRule(bucket: Bucket, rule: LifecycleRule, now: number): void {
  const { expirationInDays, abortIncompleteMultipartUploadAfterDays } = rule;
  if (expirationInDays !== undefined) {
    const expired: string[] = [];
    for (const { key, storedAt } of bucket.from(rule.prefix)) {
      if (!key.startsWith(rule.prefix)) break;
      if (isDue(storedAt, expirationInDays, now)) expired.push(key);
    }
    for (const key of expired) bucket.remove(key, 'Lifecycle Expiration', '');
  }
  if (abortIncompleteMultipartUploadAfterDays !== undefined) {
    for (const upload of bucket.uploads.all()) {
      const due = isDue(upload.startedAt, abortIncompleteMultipartUploadAfterDays, now);
      if (due && upload.key.startsWith(rule.prefix)) bucket.uploads.end(upload);
    }
  }
}

/** S3 adds the days to the time of storing and rounds up to the next midnight (S3 User Guide, "Setting lifecycle"). */
function isDue(since: string, days: number, now: number): boolean {
  return now >= nextMidnight(Date.parse(since) + days * DAY_MS);
}

function nextMidnight(time: number): number {
  return (Math.floor(time / DAY_MS) + 1) * DAY_MS;
}
