/** A local cloud with a small synthetic cohort and two versions of a line, as an institution that has begun has it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DEFAULT_GATES, type FittedModel } from '@radscore/statistics';
import { type Cloud, startCloud } from '../../../local/cloud.ts';
import { synthesize } from '../../infra/synthesis.ts';
import { smallStudy } from '../../workflow/service/small-study.ts';

export const INSTITUTION = 'demo-first-path';
export const LINE = 'her2-pcr';

/** Responders have the rougher texture, and every fifth is not what it seems. */
function drawn(i: number) {
  const pcr = i % 2 === 0;
  const contrast = (pcr !== (i % 5 === 0) ? 160 : 120) + 3 * (i % 7);
  return { studyId: `P-${String(i).padStart(3, '0')}`, seed: 7 * i + 1, contrast, pcr, ki67: 20 + ((11 * i) % 50) };
}

const MORPHOLOGIES = ['regular', 'irregular', 'non-mass'];

/** Quick: what a test of the pages needs of a fit is its shape, not its strength. */
const QUICK = {
  id: 'first-path@1',
  validation: { folds: 3, repeats: 1 },
  bootstrap: { count: 20 },
  permutations: { count: 2 },
  // A nomogram whatever the p values of a small cohort are.
  clinical: { force: true },
};

export interface ServiceWithModel {
  readonly cloud: Cloud;
  /** Asks the API as the institution does. */
  call(method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Answered>;
  /** Waits until no study is being analysed. */
  analysed(): Promise<void>;
  stop(): Promise<void>;
}

/** What the test looks at of the bodies of its routes. */
export interface Body {
  readonly studies: readonly { readonly status: string }[];
  readonly models: readonly {
    readonly runs: readonly { readonly runId: string; readonly status: string; readonly reason?: unknown }[];
  }[];
  readonly runId: string;
  readonly promoted: number;
  readonly changes: readonly unknown[];
  readonly probability: number;
  readonly points: {
    readonly total: number;
    readonly variables: readonly { readonly variable: string; readonly points: number }[];
  };
  readonly model: FittedModel & { readonly version: number };
}

interface Answered {
  readonly status: number;
  readonly body: Body;
}

/** Starts it, has `rows` labelled studies analysed, and trains `versions` versions. */
export async function serviceWithModel({ rows = 26, versions = 2 } = {}): Promise<ServiceWithModel> {
  const { app } = await synthesize();
  const directory = mkdtempSync(join(tmpdir(), 'radscore-first-path-'));
  const cloud = await startCloud({ directory, assembly: app.synth().directory });
  const stop = async (): Promise<void> => {
    await cloud.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  const token = await cloud.mintToken({ subject: 'somebody', institution: INSTITUTION });
  const call: ServiceWithModel['call'] = async (method, path, body, headers) => {
    const response = await fetch(cloud.endpoints.api + path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Body };
  };
  const until = async (is: () => Promise<boolean>): Promise<void> => {
    for (let i = 0; !(await is()); i++) {
      if (i > 1200) throw new Error('got no end within ten minutes');
      await new Promise((over) => setTimeout(over, 500));
    }
  };
  const analysed = (): Promise<void> =>
    until(async () => {
      const { body } = await call('GET', '/v1/studies?limit=500');
      return body.studies.every(({ status }) => !['uploading', 'waiting', 'analysing'].includes(status));
    });
  try {
    await upload(cloud, rows);
    await until(async () => (await call('GET', '/v1/studies?limit=500')).body.studies.length === rows);
    await analysed();
    for (let version = 1; version <= versions; version++) {
      const asked = await call(
        'POST',
        '/v1/models',
        version === 1
          ? { name: LINE, split: { by: 'stratified', testFraction: 0.4 }, seed: 1, modelling: QUICK }
          : { name: LINE },
        { 'idempotency-key': `version-${version}` },
      );
      if (asked.status !== 202) throw new Error(JSON.stringify(asked.body));
      if (version === 1) {
        const gates = Object.fromEntries(Object.keys(DEFAULT_GATES).map((gate) => [gate, null]));
        const set = await call('PUT', `/v1/models/${LINE}/settings`, { gates });
        if (set.status !== 200) throw new Error(JSON.stringify(set.body));
      }
      await until(async () => {
        const { body } = await call('GET', '/v1/models');
        const run = body.models[0]?.runs.find((one) => one.runId === asked.body.runId);
        if (run?.status === 'failed') throw new Error(JSON.stringify(run));
        return run !== undefined && run.status !== 'running';
      });
    }
    return { cloud, call, analysed, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function upload({ endpoints, credentials, outputs }: Cloud, rows: number): Promise<void> {
  const s3 = new S3Client({ endpoint: endpoints.s3, region: 'us-east-1', forcePathStyle: true, credentials });
  const put = (key: string, body: Uint8Array | string) =>
    s3.send(new PutObjectCommand({ Bucket: outputs.StudyBucket, Key: key, Body: body }));
  for (let i = 0; i < rows; i++) {
    const { studyId, ...images } = drawn(i);
    const { files, manifest } = smallStudy({ studyId, ...images });
    const clinical = { ki67: images.ki67, morphology: MORPHOLOGIES[i % MORPHOLOGIES.length] };
    const prefix = `institutions/${INSTITUTION}/studies/${studyId}/`;
    for (const [path, bytes] of files) await put(prefix + path, bytes);
    await put(`${prefix}manifest.json`, JSON.stringify({ ...manifest, origin: 'synthetic', clinical }));
  }
  s3.destroy();
}
