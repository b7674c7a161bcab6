import type { Manifest } from '@radscore/pipeline';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { askOperator, mintToken, requireLocalCloud } from '../../cli/service/connection.ts';
import { uploadStudy } from '../../cli/studies/upload.ts';
import { smallStudy } from '../workflow/service/small-study.ts';
import { type LocalService, startLocalService } from './local-service.ts';

const TRAIN = 16;
const TEST = 8;
/** As many as the protocol asks for before a scheduled run trains. */
const NEW_OUTCOMES = 10;

let service: LocalService;
beforeAll(async () => {
  service = await startLocalService();
});
afterAll(() => service?.stop());

it('trains version 2 when the clock reaches the schedule, and version 1 answers byte for byte what it answered', async () => {
  const centre1 = service.client('centre-1', ['centre-2']);
  await submit('centre-1', 0, TRAIN, true);
  await submit('centre-2', 0, TEST, true);
  await submit('centre-1', TRAIN, NEW_OUTCOMES, false);
  await ended('centre-1', TRAIN + NEW_OUTCOMES);
  await ended('centre-2', TEST);

  await centre1.train({ split: { by: 'institution', train: ['centre-1'], test: ['centre-2'] } });
  const versions = async () => (await centre1.versions('her2-pcr')).versions.map(({ version }) => version);
  await vi.waitFor(async () => expect(await versions()).toEqual([1]), { timeout: 120_000, interval: 200 });
  const before = await version1Says();

  for (let i = TRAIN; i < TRAIN + NEW_OUTCOMES; i++) await centre1.recordOutcome(studyId(i), { pcr: isResponder(i) });
  await askOperator(requireLocalCloud(service.home), 'POST', '/_local/clock', { advance: 24 * 3600 });
  await vi.waitFor(async () => expect(await versions()).toEqual([1, 2]), { timeout: 120_000, interval: 200 });

  expect((await centre1.version('her2-pcr', 2)).rows.train).toBe(TRAIN + NEW_OUTCOMES);
  // The gates say which version answers.
  const { promoted, versions: shown } = await centre1.versions('her2-pcr');
  for (const { version, state, status } of shown) {
    expect(status.judgement?.passed).toBe(state !== 'refused');
    expect(state === 'champion').toBe(version === promoted);
  }
  expect(await version1Says()).toEqual(before);

  // The next period has nothing new to train on.
  await askOperator(requireLocalCloud(service.home), 'POST', '/_local/clock', { advance: 24 * 3600 });
  const runs = async () => (await centre1.models()).models[0].runs.map(({ status }) => status);
  await vi.waitFor(async () => expect((await runs())[0]).toBe('not-enough-new-outcomes'), {
    timeout: 60_000,
    interval: 200,
  });
  expect(await versions()).toEqual([1, 2]);
}, 300_000);

const studyId = (i: number) => `P-${String(i).padStart(3, '0')}`;
const isResponder = (i: number) => i % 2 === 0;

async function submit(institution: string, from: number, count: number, labelled: boolean): Promise<void> {
  const client = service.client(institution);
  for (let i = from; i < from + count; i++) {
    const { files, manifest } = smallStudy({
      studyId: studyId(i),
      seed: 7 * i + (institution === 'centre-1' ? 1000 : 5000),
      contrast: (isResponder(i) ? 160 : 130) + 3 * (i % 7),
      pcr: labelled ? isResponder(i) : undefined,
      ki67: 20 + ((11 * i) % 50),
    });
    await uploadStudy(client, { studyId: studyId(i), files, manifest: manifest as unknown as Manifest });
  }
}

async function ended(institution: string, count: number): Promise<void> {
  const client = service.client(institution);
  const complete = async () => (await client.studyPage({ status: 'complete', limit: 500 })).studies.length;
  await vi.waitFor(async () => expect(await complete()).toBe(count), { timeout: 120_000, interval: 300 });
}

/** The bytes that version 1's own URLs give. */
async function version1Says(): Promise<string[]> {
  const cloud = requireLocalCloud(service.home);
  const authorization = `Bearer ${await mintToken(cloud, { institution: 'centre-1' })}`;
  const url = `${cloud.endpoints.api}/v1/models/her2-pcr/versions/1`;
  const body = JSON.stringify({ studyId: studyId(3) });
  const answers = await Promise.all([
    fetch(url, { headers: { authorization } }),
    ...['evaluation', 'card', 'roc.svg', 'calibration.svg', 'decision-curve.svg'].map((part) =>
      fetch(`${url}/${part}`, { headers: { authorization } }),
    ),
    fetch(`${url}/predictions`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body,
    }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  const [row, ...others] = await Promise.all(answers.map((answer) => answer.text()));
  // What a version is to its line may change, the version never. What a request cost is measured.
  const { state: _state, status: _status, ...version } = JSON.parse(row);
  const { cost: _cost, ...prediction } = JSON.parse(others.pop() ?? '{}');
  return [JSON.stringify(version), ...others, JSON.stringify(prediction)];
}
