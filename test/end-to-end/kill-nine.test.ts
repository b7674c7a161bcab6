import { setTimeout as delay } from 'node:timers/promises';
import { DescribeExecutionCommand, paginateListExecutions, SFNClient } from '@aws-sdk/client-sfn';
import { imageFiles, protocolById, SEQUENCES } from '@radscore/pipeline';
import { settingsOf } from '@radscore/pipeline/extraction';
import { readSequence } from '@radscore/pipeline/inspection';
import { extract } from '@radscore/radiomics';
import { Random } from '@radscore/statistics';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawCohort } from '../../cli/demonstration/cohort.ts';
import { runDemonstration } from '../../cli/demonstration/demonstration.ts';
import { makeStudy } from '../../cli/demonstration/study-files.ts';
import { type LocalService, startLocalService } from './local-service.ts';

/** Of the demonstration's 133; RADSCORE_PATIENTS=133 runs all of them. */
const PATIENTS = Number(process.env.RADSCORE_PATIENTS ?? 24);
const KILLS = 20;
const SEED = 1;

let service: LocalService;
beforeAll(async () => {
  service = await startLocalService();
});
afterAll(() => service?.stop());

it(`ends every study once, with the same features, though the cloud is killed ${KILLS} times during the demonstration`, async () => {
  const running = { demonstration: true };
  const demonstration = runDemonstration({
    clients: (institution, consortium) => service.client(institution, consortium),
    seed: SEED,
    patients: PATIENTS,
    progress: () => {},
  }).finally(() => {
    running.demonstration = false;
  });
  demonstration.catch(() => {}); // Reported by the await below.

  const random = new Random(SEED);
  let kills = 0;
  while (kills < KILLS && running.demonstration) {
    await delay(100 + 900 * random.uniform());
    await service.kill();
    kills++;
    await service.restart();
  }
  const result = await demonstration;
  expect(kills).toBe(KILLS);
  const { patients } = drawCohort(SEED, PATIENTS); // Rounded, so that each class keeps its share.
  const { length } = patients;
  expect(result).toMatchObject({ studies: length, analysed: length, features: 3375, values: length * 3375 });

  for (const patient of patients.slice(0, 5)) {
    const stored = (await service.client(patient.institution).features(patient.studyId)).features;
    expect(stored).toEqual(featuresOf(makeStudy(patient, SEED)));
  }
  const ends = await endsOfStudies();
  for (const { institution, studyId } of patients) {
    const analysed = ends.filter(([study, end]) => study === `${institution}/${studyId}` && end === 'analysed');
    expect(analysed, studyId).toHaveLength(1);
  }
  expect(ends.map(([, end]) => end).filter((end) => end !== 'analysed' && end !== 'already running')).toEqual([]);
}, 600_000);

/** What the engine gives without any cloud around it. */
function featuresOf({ files, manifest }: ReturnType<typeof makeStudy>): Record<string, number> {
  const features: Record<string, number> = {};
  const read = (path: string) =>
    imageFiles(manifest, path).map(({ path: name }) => ({ name, bytes: files.get(name) as Uint8Array }));
  for (const sequence of SEQUENCES) {
    const source = manifest.sequences[sequence] as NonNullable<(typeof manifest.sequences)['t2fs']>;
    const files = { image: read(source.image), roi: read(source.roi.file) };
    const { volume, mask } = readSequence(sequence, source, files);
    const { blocks } = extract(volume, mask, settingsOf(protocolById(manifest.protocol).sequences[sequence]));
    for (const { names, values } of blocks) {
      names.forEach((name, i) => {
        features[`${sequence}_${name}`] = values[i];
      });
    }
  }
  return features;
}

/** How each execution of analyse-study ended, by the study whose manifest started it. */
async function endsOfStudies(): Promise<[study: string, end: string][]> {
  const { endpoints, credentials } = service.cloud();
  const client = new SFNClient({ endpoint: endpoints.states, region: 'us-east-1', credentials });
  const stateMachineArn = await service.stateMachine('AnalyseStudy');
  const ends: [string, string][] = [];
  for await (const { executions = [] } of paginateListExecutions({ client }, { stateMachineArn })) {
    for (const { executionArn } of executions) {
      const { input = '{}', output = '{}', status } = await client.send(new DescribeExecutionCommand({ executionArn }));
      const { key } = JSON.parse(input).detail.object;
      const [, institution, studyId] = /^institutions\/([^/]+)\/studies\/([^/]+)\//.exec(key) ?? [];
      const end =
        status !== 'SUCCEEDED' ? String(status) : 'Entries' in JSON.parse(output) ? 'analysed' : 'already running';
      ends.push([`${institution}/${studyId}`, end]);
    }
  }
  client.destroy();
  return ends;
}
