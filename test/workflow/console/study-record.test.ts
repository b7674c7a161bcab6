/** Files, history and states of a study, as the console reads them. */
import { createHash } from 'node:crypto';
import { api, leaseStudy, SERVICE_ENGINE } from '@radscore/pipeline';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { getItem, putItem, studyPartition } from '../../../layers/pipeline/storage/dynamodb-table.ts';
import { callApi, problemOf } from '../service/api-caller.ts';
import { startWorkflows, type Workflows } from '../service/in-process.ts';
import { Institution } from '../service/institution.ts';
import { smallStudy } from '../service/small-study.ts';
import { findTraces } from '../service/traces.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

const read = (centre: string, path: string, query?: Record<string, string>) =>
  callApi(centre, 'GET', `/v1/studies/${path}`, { query });
const filesOf = async (centre: string, studyId: string, query?: Record<string, string>) =>
  (await read(centre, `${studyId}/files`, query)).json(api.studyFiles);
const historyOf = async (centre: string, studyId: string) =>
  (await read(centre, `${studyId}/history`)).json(api.studyHistory);
const studyOf = async (centre: string, studyId: string) => (await read(centre, studyId)).json(api.studyAnswer);

const NAME_OF_PATIENT = 'Synthetic^Patient';

describe('the files of a study', () => {
  const centre = 'files-1';

  it('come with the manifest as it was uploaded, and each URL gives the bytes that were sent', async () => {
    const study = smallStudy({ studyId: 'F-1', seed: 71, pcr: true });
    const row = await new Institution(workflows, centre).submit('F-1', study);
    const answer = await filesOf(centre, 'F-1');
    expect(answer.manifestHash).toBe(row.manifestHash);
    const { files: _files, ...manifest } = study.manifest;
    expect(answer.manifest).toEqual(manifest);
    expect(answer.files.map(({ url: _url, ...file }) => file)).toEqual(study.manifest.files);
    expect(answer).toMatchObject({ total: 6, expiresInSeconds: 900 });
    expect(answer.cursor).toBeUndefined();
    for (const { url, sha256, path } of answer.files) {
      expect(new URL(url).searchParams.get('X-Amz-Expires')).toBe('900');
      const got = await fetch(url);
      expect(got.status, path).toBe(200);
      const bytes = new Uint8Array(await got.arrayBuffer());
      expect(createHash('sha256').update(bytes).digest('hex'), path).toBe(sha256);
    }
  });

  it('come page by page, and a cursor of another manifest is refused', async () => {
    const first = await filesOf(centre, 'F-1', { limit: '4' });
    const second = await filesOf(centre, 'F-1', { limit: '4', cursor: first.cursor ?? '' });
    expect([first.files.length, second.files.length, second.cursor]).toEqual([4, 2, undefined]);
    expect([...first.files, ...second.files].map(({ path }) => path)).toEqual(
      smallStudy({ studyId: 'F-1', seed: 71 }).manifest.files.map(({ path }) => path),
    );
    const other = smallStudy({ studyId: 'F-1', seed: 71, pcr: false });
    await new Institution(workflows, centre).submit('F-1', other);
    for (const cursor of [first.cursor ?? '', '4-000000000000', 'x', '999999-0123456789ab']) {
      expect((await read(centre, 'F-1/files', { cursor })).status, cursor).toBe(400);
    }
  });

  it('are those that the manifest lists, and no other that lies in its folder', async () => {
    await workflows.put(`institutions/${centre}/studies/F-1/left-over.txt`, 'not listed');
    expect((await filesOf(centre, 'F-1')).files.map(({ path }) => path)).not.toContain('left-over.txt');
  });

  it('are not there for another institution', async () => {
    for (const path of ['F-1/files', 'F-1/history']) expect((await read('files-2', path)).status).toBe(404);
  });

  it('are not given before they were examined, nor if another manifest has arrived since', async () => {
    const announced = { studyId: 'F-2', files: [{ path: 'a.nii', bytes: 1, sha256: '0'.repeat(64) }] };
    await callApi(centre, 'POST', '/v1/studies', { body: announced });
    const awaited = problemOf(await read(centre, 'F-2/files'));
    expect(awaited).toMatchObject({ status: 409, reason: { code: 'study-awaiting-upload' } });
    expect((await historyOf(centre, 'F-2')).manifests).toEqual([]);

    const study = { institution: centre, studyId: 'F-3' };
    const lease = {
      manifestHash: 'b'.repeat(64),
      sequencer: '1',
      executionArn: 'arn:x:1',
      engineVersion: SERVICE_ENGINE,
    };
    await leaseStudy(study, { ...lease, now: new Date() });
    expect(problemOf(await read(centre, 'F-3/files'))).toMatchObject({ reason: { code: 'study-analysing' } });

    await new Institution(workflows, centre).analysed('F-4');
    const { PK, SK } = { PK: studyPartition({ institution: centre, studyId: 'F-4' }), SK: 'META' };
    const item = await getItem({ PK, SK });
    await putItem({ ...item, PK, SK, analysis: { ...(item?.analysis as object), manifestHash: 'c'.repeat(64) } });
    expect((await read(centre, 'F-4/files')).status).toBe(404); // No receipt of that manifest.
  });

  it('are not given of a study in quarantine, which says so by name, nor of one that is withdrawn', async () => {
    const { files, manifest } = smallStudy({ studyId: 'F-5', seed: 72 });
    const named = { ...manifest, files: manifest.files };
    const renamed = new Map(files);
    renamed.set(`${NAME_OF_PATIENT} 1970-01-31.csv`, new TextEncoder().encode(`PatientName,${NAME_OF_PATIENT}\n`));
    const row = await new Institution(workflows, centre).submit('F-5', { files: renamed, manifest: named });
    expect(row.status).toBe('quarantined');
    const refused = problemOf(await read(centre, 'F-5/files'));
    expect(refused).toMatchObject({ status: 409, studyStatus: 'quarantined', reason: { code: 'study-quarantined' } });
    const history = await read(centre, 'F-5/history');
    expect(history.body).not.toContain(NAME_OF_PATIENT);
    expect(history.json(api.studyHistory).manifests[0]).toMatchObject({ status: 'quarantined', current: true });

    await callApi(centre, 'DELETE', '/v1/studies/F-5');
    for (const path of ['F-5/files', 'F-5/history']) expect((await read(centre, path)).status).toBe(410);
    expect(await workflows.erased()).toEqual(['SUCCEEDED']);
  });

  it('are given of a study that was refused after its examination: what is wrong with it can be looked at', async () => {
    const { files, manifest } = smallStudy({ studyId: 'F-6', seed: 73 });
    const sequences = { t2fs: (manifest.sequences as { t2fs: object }).t2fs };
    const wrong = { t2fs: { ...sequences.t2fs, roi: { file: 't2fs/roi.nrrd', label: 7 } } };
    const row = await new Institution(workflows, centre).submit('F-6', {
      files,
      manifest: { ...manifest, sequences: wrong },
    });
    expect(row).toMatchObject({ status: 'failed', reason: { code: 'label-missing' } });
    expect((await filesOf(centre, 'F-6')).files).toHaveLength(6);
  });
});

describe('the history of a study', () => {
  it('has every analysis, newest first, without values or outcomes of earlier manifests', async () => {
    const centre = new Institution(workflows, 'history-1');
    const first = await centre.analysed('H-1', { seed: 61, ki67: 83 });
    const { files, manifest } = smallStudy({ studyId: 'H-1', seed: 61 });
    await centre.submit('H-1', { files, manifest: { ...manifest, protocol: 'her2-pcr@9' } });
    const third = await centre.submit('H-1', smallStudy({ studyId: 'H-1', seed: 61, ki67: 22 }));
    const answer = await read('history-1', 'H-1/history');
    const { manifests, executions, notKept } = answer.json(api.studyHistory);
    expect(manifests.map(({ status, current }) => [status, current])).toEqual([
      ['complete', true],
      ['failed', false],
      ['complete', false],
    ]);
    expect(manifests[0]).toMatchObject({ manifestHash: third.manifestHash, sequences: { dce: { state: 'done' } } });
    expect(manifests[1].reason?.code).toBe('unknown-protocol');
    expect(manifests[2]).toMatchObject({ manifestHash: first.manifestHash, features: first.features });
    expect(executions.map(({ outcome }) => outcome)).toEqual(['complete', 'failed', 'complete']);
    for (const { startedAt = '', endedAt = '' } of executions)
      expect(startedAt <= endedAt && startedAt !== '').toBe(true);
    expect(notKept).toBe(0);
    expect(answer.body).not.toMatch(/ki67|pcr"|executionArn|arn:/);
  });

  it('counts one manifest that was analysed twice once, and says what overtook what', async () => {
    const study = { institution: 'history-2', studyId: 'H-2' };
    const now = new Date('2026-11-27T10:00:00Z');
    const lease = (i: number, manifestHash: string) =>
      leaseStudy(study, {
        manifestHash,
        sequencer: String(i).padStart(4, '0'),
        executionArn: `arn:x:${i}`,
        engineVersion: SERVICE_ENGINE,
        now: new Date(now.getTime() + i * 60_000),
      });
    await lease(1, 'a'.repeat(64));
    await lease(2, 'b'.repeat(64));
    await lease(2, 'b'.repeat(64)); // The same execution tries again.
    await lease(3, 'a'.repeat(64));
    const { manifests, executions, notKept } = await historyOf('history-2', 'H-2');
    expect(manifests.map(({ manifestHash = '', status, receivedAt }) => [manifestHash[0], status, receivedAt])).toEqual(
      [
        ['a', 'analysing', '2026-11-27T10:01:00.000Z'],
        ['b', 'superseded', '2026-11-27T10:02:00.000Z'],
      ],
    );
    expect(executions.map(({ outcome }) => outcome)).toEqual(['analysing', 'superseded', 'superseded']);
    expect(notKept).toBe(0);
  });

  it('keeps the last twenty analyses, in as many records', async () => {
    const study = { institution: 'history-3', studyId: 'H-3' };
    for (let i = 1; i <= 30; i++) {
      await leaseStudy(study, {
        manifestHash: String(i).padStart(64, '0'),
        sequencer: String(i).padStart(4, '0'),
        executionArn: `arn:x:${i}`,
        engineVersion: SERVICE_ENGINE,
        now: new Date(Date.UTC(2026, 10, 27, 10, i)),
      });
    }
    const { manifests, executions, notKept } = await historyOf('history-3', 'H-3');
    expect(executions).toHaveLength(21);
    expect(manifests.map(({ manifestHash }) => Number(manifestHash))).toEqual(
      Array.from({ length: 21 }, (_, k) => 30 - k),
    );
    expect(notKept).toBe(9);
  });

  it('of a study of before there were histories names the manifests that have a receipt', async () => {
    const centre = new Institution(workflows, 'history-4');
    const first = await centre.analysed('H-4', { seed: 61 });
    await centre.analysed('H-4', { seed: 61, ki67: 23 });
    const partition = studyPartition({ institution: 'history-4', studyId: 'H-4' });
    // As an earlier version left it: no number, no times, no record.
    const { analyses: _analyses, ...item } = (await getItem({ PK: partition, SK: 'META' })) ?? {};
    const {
      startedAt: _start,
      endedAt: _end,
      sequences: _states,
      prediction: _none,
      ...analysis
    } = item.analysis as Record<string, unknown>;
    const prediction = { model: 'her2-pcr', version: 1 };
    await putItem({ ...item, PK: partition, SK: 'META', analysis: { ...analysis, prediction } });
    await putItem({ PK: partition, SK: 'HISTORY#01', number: 99, status: 'failed' });
    const { manifests, executions } = await historyOf('history-4', 'H-4');
    expect(manifests.map(({ status, manifestHash }) => [status, manifestHash === first.manifestHash])).toEqual([
      ['complete', false],
      ['unknown', true],
    ]);
    expect(manifests[1].receipt).toMatchObject({ verdict: 'clean' });
    expect(executions).toHaveLength(1);
    const shown = await studyOf('history-4', 'H-4');
    expect(shown.prediction).toEqual(prediction);
    expect(shown.sequences).toMatchObject({ t2fs: { state: 'done' }, dwi: { state: 'done' }, dce: { state: 'done' } });
  });

  it('goes with the study', async () => {
    const centre = new Institution(workflows, 'history-5');
    const first = await centre.analysed('H-5', { seed: 61 });
    await centre.analysed('H-5', { seed: 61, ki67: 24 });
    const texts = ['H-5', first.manifestHash ?? ''];
    expect(
      (await findTraces(workflows, { texts })).filter((place) => place.includes('HISTORY#')).length,
    ).toBeGreaterThan(0);
    await callApi('history-5', 'DELETE', '/v1/studies/H-5');
    // Once more when no execution can write any more: the lease of the first was taken over.
    expect(new Set(await workflows.erased())).toEqual(new Set(['SUCCEEDED']));
    expect(await findTraces(workflows, { texts })).toEqual([]);
  });
});

describe('the sequences of a study', () => {
  /** Looks at the study while a function of the workflow is about to begin. */
  function looking(name: string, look: () => Promise<void>): void {
    const handler = workflows.handlers.get(name) as NonNullable<ReturnType<typeof workflows.handlers.get>>;
    workflows.handlers.set(name, async (event, context) => {
      await look();
      return handler(event, context);
    });
    onTestFinished(() => void workflows.handlers.set(name, handler));
  }

  it('wait, run and are done while the workflow runs, and are done, refused or missing at its end', async () => {
    const centre = new Institution(workflows, 'states-1');
    const seen = new Map<string, Set<string>>();
    const look = (at: string) => async () => {
      const { sequences = {} } = await studyOf('states-1', 'S-1');
      const states = Object.entries(sequences).map(([name, { state }]) => `${name} ${state}`);
      seen.set(at, new Set([...(seen.get(at) ?? []), ...states]));
    };
    looking('prepare-sequence', look('prepare'));
    looking('extract-filtered-features', look('extract'));
    looking('assemble-features', look('assemble'));
    const { files, manifest } = smallStudy({ studyId: 'S-1', seed: 74 });
    const { t2fs, dwi } = manifest.sequences as Record<string, object>;
    const sequences = { t2fs, dwi: { ...dwi, roi: { file: 'dwi/roi.nrrd', label: 9 } } };
    const row = await centre.submit('S-1', { files, manifest: { ...manifest, sequences } });
    expect(row.status).toBe('partial');
    expect(seen.get('prepare')).toContain('t2fs waiting');
    expect(seen.get('extract')).toContain('t2fs running');
    expect(seen.get('assemble')).toEqual(new Set(['t2fs done', 'dwi refused', 'dce missing']));
    const { sequences: last = {} } = await studyOf('states-1', 'S-1');
    expect(last.t2fs).toMatchObject({ state: 'done', at: expect.any(String) });
    expect(last.dwi).toMatchObject({ state: 'refused', reason: { code: 'label-missing' } });
    expect(last.dce).toMatchObject({ state: 'missing', reason: { code: 'sequence-missing' } });
  });

  it('are not written by an execution that another one has overtaken', async () => {
    const centre = new Institution(workflows, 'states-2');
    let isOvertaken = false;
    looking('extract-filtered-features', async () => {
      if (isOvertaken) return;
      isOvertaken = true;
      await leaseStudy(
        { institution: 'states-2', studyId: 'S-2' },
        {
          manifestHash: 'd'.repeat(64),
          sequencer: '~',
          executionArn: 'arn:x:2',
          engineVersion: SERVICE_ENGINE,
          now: new Date(),
        },
      );
    });
    await centre.upload('S-2', smallStudy({ studyId: 'S-2', seed: 75 }));
    await workflows.settled();
    const { sequences, status } = await studyOf('states-2', 'S-2');
    expect([status, sequences]).toEqual(['analysing', undefined]);
  });
});
