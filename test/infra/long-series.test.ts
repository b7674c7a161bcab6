/** A dynamic series that would not fit into a function's memory, prepared by the deployed function under its limit. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { type StudyIdentity, uidFromBytes, type Volume, writeSegmentation, writeSeries } from '@radscore/imaging';
import type { PreparedSequence } from '@radscore/pipeline';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DeployableCode } from '../../infra/deployable-code.ts';
import { preparedKeys } from '../../layers/pipeline/extraction/prepared-input.ts';
import { decodeVolume } from '../../layers/pipeline/sequences/canonical-volume.ts';
import { requireObject } from '../../layers/pipeline/storage/objects.ts';
import type { LogEntry } from '../../local/lambda/functions.ts';
import { createLambda } from '../../local/lambda/lambda.ts';
import { BUCKET, OPERATOR, startTestS3, type TestS3 } from '../local/s3/s3-on-loopback.ts';
import { type BareCloud, startBareCloud } from './bare-cloud.ts';
import { builtCode } from './synthesis.ts';

/** RADSCORE_SLICES=500 is the whole of it, 1.3 GB; fewer are still more than what is kept from the first pass. */
const SLICES = Number(process.env.RADSCORE_SLICES ?? 110);
const PHASES = 5;
const PEAK = 2;
const SIZE = [512, 512, SLICES] as const;
const PREFIX = 'institutions/centre-1/studies/LONG-1/';

let s3: TestS3;
/** Keeps that the study has the volume: nothing is read back. */
let table: BareCloud;
beforeAll(async () => {
  table = await startBareCloud(new Map());
  s3 = await startTestS3({
    buckets: [
      { name: BUCKET, eventBridge: false },
      { name: 'artefacts', eventBridge: false },
    ],
  });
});
afterAll(async () => {
  table.close();
  await s3.stop();
});

let uids = 0;
const nextUid = (): string => uidFromBytes(createHash('sha256').update(`long series ${uids++}`).digest());

const study: StudyIdentity = {
  patientId: 'LONG-1',
  studyUid: nextUid(),
  frameOfReferenceUid: nextUid(),
  deidentification: 'synthetic',
};

/** A sawtooth that differs from slice to slice and from phase to phase; the region is brightest at the peak. */
function phaseOf(phase: number): Volume<Uint16Array> {
  const voxels = new Uint16Array(512 * 512 * SLICES);
  const brightness = 100 * (PHASES - Math.abs(phase - PEAK));
  for (let i = 0; i < voxels.length; i++) voxels[i] = brightness + ((i * 7 + phase) % 1021);
  return { voxels, size: SIZE, spacing: [0.7, 0.7, 1], origin: [0, 0, 0], direction: [1, 0, 0, 0, 1, 0, 0, 0, 1] };
}

async function upload(): Promise<{ manifestHash: string }> {
  const files: { path: string; sha256: string; bytes: number }[] = [];
  const put = async (path: string, bytes: Uint8Array): Promise<void> => {
    files.push({ path, sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length });
    await s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: PREFIX + path, Body: bytes }));
  };
  const uid = nextUid();
  for (let phase = 0; phase < PHASES; phase++) {
    const written = writeSeries(phaseOf(phase), study, {
      uid,
      nextUid,
      number: 4,
      description: 'DCE',
      scanningSequence: 'GR',
      contrastAgent: 'GD',
      repetitionTimeMs: 5,
      echoTimeMs: 2,
      firstInstance: 1 + phase * SLICES,
      temporalPosition: phase + 1,
      temporalPositions: PHASES,
    });
    for (let at = 0; at < written.files.length; at += 8) {
      await Promise.all(written.files.slice(at, at + 8).map(({ name, bytes }) => put(`dce/series/${name}`, bytes)));
    }
    if (phase !== PEAK) continue;
    const mask = { ...phaseOf(0), voxels: new Uint8Array(512 * 512 * SLICES) };
    for (let z = 40; z < 60; z++) {
      for (let y = 200; y < 240; y++) mask.voxels.fill(1, 512 * (y + 512 * z) + 250, 512 * (y + 512 * z) + 290);
    }
    const seg = writeSegmentation(mask, study, written, {
      uid: nextUid(),
      seriesUid: nextUid(),
      dimensionUid: nextUid(),
      trackingUid: nextUid(),
      number: 100,
      label: 'Tumour',
    });
    await put('dce/seg.dcm', seg.bytes);
  }
  const manifest = JSON.stringify({
    manifestVersion: 1,
    protocol: 'her2-pcr@1',
    studyId: 'LONG-1',
    sequences: { dce: { image: 'dce/series/', phase: 'peak', roi: { file: 'dce/seg.dcm' } } },
    files,
  });
  await s3.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${PREFIX}manifest.json`, Body: manifest }));
  return { manifestHash: createHash('sha256').update(manifest).digest('hex') };
}

it(`prepares ${SLICES} slices in ${PHASES} phases of 512 × 512 within 3,008 MB`, async () => {
  const { manifestHash } = await upload();
  const built = await builtCode();
  const code: DeployableCode = JSON.parse(readFileSync(join(built, 'code.json'), 'utf8'));
  const log: LogEntry[] = [];
  const lambda = createLambda({
    functions: [
      {
        name: 'prepare-sequence',
        codeDirectory: join(built, 'lambdas', 'prepare-sequence'),
        handler: 'index.handler',
        layers: code.layersOf['prepare-sequence'].map((layer) => join(built, 'layers', layer)),
        memoryMb: 3008,
        timeoutSeconds: 900,
        environment: { STUDY_BUCKET: BUCKET, ARTEFACT_BUCKET: 'artefacts', TABLE_NAME: 'none' },
        caller: OPERATOR,
      },
    ],
    endpoints: { AWS_ENDPOINT_URL_S3: s3.endpoint, AWS_ENDPOINT_URL_DYNAMODB: table.url },
    concurrency: 1,
    log: (entry) => log.push(entry),
  });
  try {
    const prepared = (await lambda.invoke('prepare-sequence', {
      study: { institution: 'centre-1', studyId: 'LONG-1' },
      protocol: 'her2-pcr@1',
      sequence: 'dce',
      source: { image: 'dce/series/', phase: 'peak', roi: { file: 'dce/seg.dcm' } },
      manifestHash,
    })) as PreparedSequence;
    expect(prepared.notes).toMatchObject([
      { code: 'phase-chosen', message: expect.stringContaining(`phase ${PEAK} `) },
    ]);
    const report = log.find((entry) => entry.report)?.report;
    console.log(
      `${SLICES} slices × ${PHASES} phases: ${report?.durationMs} ms, peak RSS ${report?.maxMemoryUsedMb} MB`,
    );
    // What three phases, the ROI and Node take, and far from what all the files together do at full length.
    const phaseMb = SLICES / 2;
    if (report?.maxMemoryUsedMb !== undefined) expect(report.maxMemoryUsedMb).toBeLessThan(700 + 4.5 * phaseMb);

    Object.assign(process.env, {
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: OPERATOR.accessKeyId,
      AWS_SECRET_ACCESS_KEY: OPERATOR.secretAccessKey,
    });
    const image = decodeVolume(await requireObject('artefacts', preparedKeys(prepared).image));
    const wanted = phaseOf(PEAK);
    expect(image.size).toEqual(wanted.size);
    expect(Buffer.compare(Buffer.from(image.voxels.buffer), Buffer.from(wanted.voxels.buffer))).toBe(0);
  } finally {
    lambda.close();
  }
}, 600_000);
