/** An S3 server with one bucket, a clock that stands still, and SDK clients for it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import type { BusEvent, Caller, PolicyStatement } from '../../../local/contracts.ts';
import { type S3Options, startS3 } from '../../../local/s3/server.ts';

export const OPERATOR: Caller = { accessKeyId: 'OPERATOR', secretAccessKey: 'operator-secret' };
export const BUCKET = 'studies';

/** A clock that stands still until it is moved. */
export class StillClock {
  time: number;
  private timers: { readonly at: number; readonly run: () => void }[] = [];

  constructor(time: number) {
    this.time = time;
  }

  now(): Date {
    return new Date(this.time);
  }

  at(when: Date, run: () => void): () => void {
    const timer = { at: when.getTime(), run };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
    const due = this.timers.filter(({ at }) => at <= this.time);
    this.timers = this.timers.filter(({ at }) => at > this.time);
    for (const { run } of due) run();
  }
}

export interface TestS3 {
  readonly endpoint: string;
  readonly client: S3Client;
  readonly directory: string;
  readonly events: BusEvent[];
  readonly faults: unknown[];
  readonly clock: StillClock;
  clientOf(caller: Caller, config?: S3ClientConfig): S3Client;
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/** A role that may do what the statements say. */
export function role(...policies: PolicyStatement[]): Caller {
  const accessKeyId = `ROLE${JSON.stringify(policies).length}`;
  return { accessKeyId, secretAccessKey: 'role-secret', policies };
}

/** A server with one bucket in a folder of its own, which goes with it. */
export async function startTestS3(changes: Partial<S3Options> = {}): Promise<TestS3> {
  const directory = mkdtempSync(join(tmpdir(), 'radscore-s3-'));
  const events: BusEvent[] = [];
  const faults: unknown[] = [];
  const clock = new StillClock(Date.now());
  const options: S3Options = {
    directory,
    port: 0,
    callers: [OPERATOR],
    events: { publish: (event) => void events.push(event) },
    clock,
    buckets: [{ name: BUCKET, eventBridge: true }],
    onFault: (error) => faults.push(error),
    ...changes,
  };
  let server = await startS3(options);
  const { port, endpoint } = server;
  const clientOf = (caller: Caller, config: S3ClientConfig = {}) =>
    new S3Client({ endpoint, region: 'us-east-1', credentials: caller, maxAttempts: 1, ...config });
  const client = clientOf(OPERATOR);
  return {
    endpoint,
    client,
    directory,
    events,
    faults,
    clock,
    clientOf,
    async restart() {
      await server.close();
      server = await startS3({ ...options, port });
    },
    async stop() {
      client.destroy();
      await server.close();
      rmSync(directory, { recursive: true });
    },
  };
}
