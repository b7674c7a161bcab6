/** The examples in TypeScript and R run against a local cloud: both give the features and the answer that the service has. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { mintToken, PROJECT_ROOT, requireLocalCloud } from '../../cli/service/connection.ts';
import { encodeManifest } from '../../cli/studies/upload.ts';
import type { Manifest } from '../../layers/pipeline/contracts/manifest.ts';
import { type LocalService, startLocalService } from '../end-to-end/local-service.ts';
import { smallStudy } from '../workflow/service/small-study.ts';

const INSTITUTION = 'centre-1';
const folder = mkdtempSync(join(tmpdir(), 'radscore-examples-'));
const hasR =
  spawnSync('Rscript', ['-e', 'library(jsonlite)']).status === 0 && spawnSync('curl', ['--version']).status === 0;
const EXAMPLES: readonly (readonly [language: string, command: string, script: string, isThere: boolean])[] = [
  ['TypeScript', process.execPath, 'examples/typescript/upload-to-prediction.ts', true],
  ['R', 'Rscript', 'examples/r/upload-to-prediction.R', hasR],
];

describe('the examples', () => {
  let service: LocalService;
  let line: string;
  let environment: NodeJS.ProcessEnv;
  beforeAll(async () => {
    service = await startLocalService();
    // A made-up signature answers for studies at once; a model would have to be trained first.
    const file = readFileSync(join(PROJECT_ROOT, 'examples/signatures/made-up-mri-nomogram.yaml'), 'utf8')
      // The region of the small study lies in several slices, and has no shape in two dimensions.
      .replace('original_shape2D_Sphericity', 'original_firstorder_Entropy');
    const imported = await service.client(INSTITUTION).importSignature('made-up-mri-nomogram', { file });
    line = imported.name;
    environment = {
      ...process.env,
      RADSCORE_API: service.cloud().endpoints.api,
      RADSCORE_TOKEN: await mintToken(requireLocalCloud(service.home), { institution: INSTITUTION }),
    };
  }, 120_000);
  afterAll(async () => {
    await service?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [language, command, script, isThere] of EXAMPLES) {
    it.skipIf(!isThere)(
      `in ${language} take a study from its folder to a prediction`,
      async () => {
        const studyId = `example-${language.toLowerCase()}`;
        writeStudy(studyId);
        const said = execFileSync(command, [join(PROJECT_ROOT, script), join(folder, studyId), line], {
          env: environment,
          encoding: 'utf8',
        });
        const client = service.client(INSTITUTION);
        const { features } = await client.features(studyId);
        const answer = (await client.predict(line, { studyId })) as { probability?: number };
        const printed = JSON.parse(said);
        expect(printed).toMatchObject({ studyId, model: `${line}@1` });
        expect(printed.columns).toBeGreaterThan(Object.keys(features).length);
        expect(printed.t2fs_original_firstorder_Mean).toBeCloseTo(Number(features.t2fs_original_firstorder_Mean), 10);
        expect(printed.probability).toBeCloseTo(Number(answer.probability), 12);
      },
      120_000,
    );
  }
});

/** The folder of a synthetic study, as `radscore manifest` leaves it. */
function writeStudy(studyId: string): void {
  const { files, manifest } = smallStudy({ studyId, seed: 7 });
  const all = [...files, ['manifest.json', encodeManifest(manifest as unknown as Manifest)] as const];
  for (const [path, bytes] of all) {
    mkdirSync(dirname(join(folder, studyId, path)), { recursive: true });
    writeFileSync(join(folder, studyId, path), bytes);
  }
}
