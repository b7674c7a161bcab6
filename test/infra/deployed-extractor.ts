/** Runs an extractor as it is deployed, and the values that it should give. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { readVolume } from '@radscore/imaging';
import { expect } from 'vitest';
import { encodeVolume } from '../../layers/pipeline/sequences/canonical-volume.ts';
import { type BareCloud, startBareCloud } from './bare-cloud.ts';
import { repository } from './synthesis.ts';

const fixture = (name: string): Buffer => readFileSync(join(repository, 'test', 'fixtures', 'infra', name));
const inputHash = 'a'.repeat(64);

/** What PyRadiomics computes of the fixture, by feature name, in its order. */
export function wantedValues(): Readonly<Record<string, number>> {
  const { light, heavy } = JSON.parse(fixture('her2-pcr-1.json').toString());
  return { ...light, ...heavy };
}

/** The message that an extractor gets from its workflow. */
export function extractionWork() {
  return { protocol: 'her2-pcr@1', sequence: 't2fs', inputHash, contentHash: 'b'.repeat(64) };
}

export function functionEnvironment({ url }: BareCloud): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    STUDY_BUCKET: 'studies',
    ARTEFACT_BUCKET: 'artefacts',
    TABLE_NAME: 'table',
  };
}

/** Invokes an extractor on the fixture, as prepare-sequence leaves it, and returns the values that it stored. */
export async function valuesStoredBy(invoke: (cloud: BareCloud) => Promise<unknown>): Promise<Map<string, number>> {
  const cloud = await startBareCloud(
    new Map([
      [`artefacts/prepared/${inputHash}/image.volume`, canonical('her2-pcr-1.nrrd')],
      [`artefacts/prepared/${inputHash}/roi.volume.gz`, gzipSync(canonical('her2-pcr-1.mask.nrrd'))],
    ]),
  );
  try {
    expect(await invoke(cloud)).toMatchObject({ computed: true, warnings: [] });
  } finally {
    cloud.close();
  }
  return new Map(
    cloud.items.flatMap(({ names, values }) => {
      if (!names || !values) return [];
      const numbers = new Float64Array(new Uint8Array(Buffer.from(values.B, 'base64')).buffer);
      return names.S.split('\n').map((name, i) => [name, numbers[i]] as const);
    }),
  );
}

/** Invokes a deployed folder in a Node process that sees nothing but this folder and what NODE_PATH names. */
export async function invokeFolder(folder: string, layers: readonly string[], cloud: BareCloud): Promise<unknown> {
  const event = JSON.stringify(extractionWork());
  const script = `require('./index.js').handler(${event}, {}).then((answer) => console.log(JSON.stringify(answer)))`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
    cwd: folder,
    env: { ...functionEnvironment(cloud), NODE_PATH: layers.join(':'), POWERTOOLS_LOG_LEVEL: 'SILENT' },
  });
  return JSON.parse(stdout);
}

/** Got and wanted, where they differ by more than the arithmetic of PyRadiomics explains. */
export function differences(got: ReadonlyMap<string, number>, wanted: Readonly<Record<string, number>>): string[] {
  return Object.entries(wanted)
    .filter(([name, value]) => {
      // LoG images are float32 on the way; wavelets of integers, and the rest, are float64 throughout.
      const relative = name.startsWith('log-') ? 1e-4 : 1e-9;
      return !(Math.abs((got.get(name) ?? Number.NaN) - value) <= relative * Math.max(Math.abs(value), 1e-3));
    })
    .map(([name, value]) => `${name}: got ${got.get(name)}, wanted ${value}`);
}

/** A fixture in the form in which PrepareSequence leaves it. */
function canonical(name: string): Uint8Array {
  return encodeVolume(readVolume(fixture(name), name));
}
