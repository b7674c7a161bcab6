/** Erasure under faults: killed between any two writes, throttled, and at the same time as analyses and other erasures. */

import { AsyncLocalStorage } from 'node:async_hooks';
import {
  eraseRows,
  eraseStudy,
  findStudy,
  loadCohort,
  readJson,
  type StudyKey,
  withdrawStudy,
} from '@radscore/pipeline';
import { Random } from '@radscore/statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLine } from '../../layers/pipeline/lines/lines.ts';
import { storeCohort } from '../../layers/pipeline/models/cohorts.ts';
import { registerVersion } from '../../layers/pipeline/models/models.ts';
import { getItem } from '../../layers/pipeline/storage/dynamodb-table.ts';
import { writeJson } from '../../layers/pipeline/storage/objects.ts';
import { findExtraction, loadBlocks, storeExtraction } from '../../layers/pipeline/studies/features.ts';
import { holdBlocks, releaseBlocks } from '../../layers/pipeline/studies/holders.ts';
import { storeAnalysedStudy } from './service/analysed-study.ts';
import { callApi } from './service/api-caller.ts';
import { injectFault } from './service/faults.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';
import { Institution } from './service/institution.ts';
import { findTraces } from './service/traces.ts';

let workflows: Workflows;
beforeAll(async () => {
  workflows = await startWorkflows();
});
afterAll(() => workflows.stop());

/**
 * Repeats some work until it ends, killed each time after a drawn number of writes; returns how often it was killed. Small
 * numbers are as frequent as large ones: marks of blocks are many writes without which there is no progress.
 */
async function killedUntilDone(random: Random, work: () => Promise<unknown>): Promise<number> {
  for (let kills = 0; ; kills++) {
    const last = Math.floor(2 ** (6 * random.uniform())) - 1;
    const when = random.uniform() < 0.5 ? ('before' as const) : ('after' as const);
    let writes = 0;
    let isDead = false;
    const remove = injectFault({
      error: 'Killed',
      strikes: ({ isWrite }) => {
        // What a dead sandbox sends after its end does not arrive.
        if (isDead) return 'before';
        if (!isWrite || writes++ < last) return undefined;
        isDead = true;
        return when;
      },
    });
    try {
      await work();
      return kills;
    } catch (error) {
      if ((error as Error).name !== 'Killed') throw error;
    } finally {
      remove();
      // Writes that were on their way.
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }
}

describe('an erasure that is killed', () => {
  it.each([1, 2, 3])('ends when it is repeated, whatever it had done (draw %i)', async (seed) => {
    const random = new Random(seed);
    const study: StudyKey = { institution: `killed-${seed}`, studyId: `KILLED-${seed}` };
    await storeAnalysedStudy(study, { pcr: true, seed: 100 + seed });
    await storeAnalysedStudy(study, { pcr: false, seed: 200 + seed, upload: 2 });
    for (let i = 0; i < 30; i++)
      await workflows.put(`institutions/${study.institution}/studies/${study.studyId}/f${i}`, 'x');
    await withdrawStudy(study, new Date());
    const later = new Date(Date.now() + 12 * 3600 * 1000);
    expect(await killedUntilDone(random, () => eraseStudy(study, later))).toBeGreaterThan(2);
    expect(await findTraces(workflows, { texts: [study.studyId] })).toEqual([]);
    const blocks = (await workflows.items()).filter(({ PK }) => (PK as { S: string }).S.startsWith('FEATURES#'));
    expect(blocks).toEqual([]);
  });

  it('takes the row out of cohort and evaluation once, and marks the version once', async () => {
    const institution = 'killed-rows';
    const rows = Array.from({ length: 6 }, (_, i) => ({
      institution,
      studyId: `KR-${i}`,
      pcr: i % 2 === 0,
      clinical: { ki67: 20 },
      split: 'train' as const,
    }));
    const left = [{ institution, studyId: 'KR-LEFT', reason: { code: 'x', message: 'GET /v1/studies/KR-LEFT' } }];
    const table = {
      protocol: 'her2-pcr@1',
      settingsHash: 's',
      engineVersion: 'e',
      dataOrigin: 'synthetic' as const,
      columns: ['a', 'b'],
      rows,
      left,
      noted: [],
    };
    const cohortKey = await storeCohort({ table, values: Float64Array.from({ length: 12 }, (_, i) => i) });
    const ids = rows.map(({ studyId }) => `${institution}/${studyId}`);
    const evaluationKey = 'models/killed/RUN/evaluation.json';
    const scores = { radScore: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6] };
    const curve = { predicted: scores.radScore.map((s) => 1 / (1 + Math.exp(-s))), observed: [1, 2, 3, 4, 5, 6] };
    const set = { n: 6, ids, outcomes: [1, 0, 1, 0, 1, 0], scores, models: { radScore: { calibration: { curve } } } };
    const account = { abstained: { count: 1, rows: [{ id: `${institution}/KR-2`, code: 'c', message: 'm' }] } };
    await writeJson('artefacts', evaluationKey, {
      train: set,
      test: null,
      table: account,
      validation: { predictions: [1, 2, 3, 4, 5, 6] },
      selection: { lasso: { folds: [0, 1, 2, 0, 1, 2] } },
      warnings: [{ code: 'w', message: `row ${institution}/KR-2 and row ${institution}/KR-20` }],
    });
    const interval = { auc: 0.5, ci: [0, 1] as [number, number] };
    await registerVersion({
      owner: institution,
      name: 'killed',
      runId: 'RUN',
      trigger: 'request',
      createdAt: new Date().toISOString(),
      protocol: 'her2-pcr@1',
      institutions: [institution],
      split: { by: 'stratified', testFraction: 0 },
      seed: 1,
      settingsHash: 's',
      engineVersion: 'e',
      cohortKey,
      modelKey: 'models/killed/RUN/model.json',
      modelSha256: '0',
      evaluationKey,
      selected: [],
      rows: { train: 6, test: 0 },
      apparent: interval,
    });
    const recipe = { split: { by: 'stratified' as const, testFraction: 0 }, seed: 1 };
    const settings = { shared: false, promotion: 'automatic' as const, gates: {} };
    await createLine(
      { owner: institution, name: 'killed', protocol: 'her2-pcr@1', recipe, settings },
      institution,
      new Date(),
    );

    const random = new Random(4);
    for (const studyId of ['KR-2', 'KR-LEFT', 'KR-5']) {
      await killedUntilDone(random, () => eraseRows({ institution, studyId }, new Date()));
      await eraseRows({ institution, studyId }, new Date());
    }
    const cohort = await loadCohort(cohortKey);
    expect(cohort.table.rows.map(({ studyId }) => studyId)).toEqual(['KR-0', 'KR-1', 'KR-3', 'KR-4']);
    expect([...cohort.values]).toEqual([0, 1, 2, 3, 6, 7, 8, 9]);
    expect([cohort.table.left, cohort.table.erased?.length]).toEqual([[], 3]);
    expect(await readJson('artefacts', evaluationKey)).toMatchObject({
      train: {
        ids: [ids[0], ids[1], ids[3], ids[4]],
        outcomes: [1, 0, 0, 1],
        scores: { radScore: [0.1, 0.2, 0.4, 0.5] },
        models: { radScore: { calibration: { curve: { observed: [1, 2, 4, 5] } } } },
      },
      table: { abstained: { count: 1, rows: [] } },
      validation: { predictions: [1, 2, 4, 5] },
      selection: { lasso: { folds: [0, 1, 0, 1] } },
      warnings: [{ message: `row a withdrawn study and row ${institution}/KR-20` }],
    });
    expect(await getItem({ PK: `MODEL#${institution}#killed`, SK: 'STATUS#000001' })).toMatchObject({
      marks: { 'withdrawn-row': { count: 2 } },
    });
    // No values of an attempt that was given up.
    expect([...(await workflows.objects('artefacts')).keys()].filter((key) => key.startsWith(cohortKey))).toHaveLength(
      2,
    );
  });

  it('and two erasures of rows of one cohort at once lose neither', async () => {
    const institution = 'two-at-once';
    const rows = Array.from({ length: 9 }, (_, i) => ({
      institution,
      studyId: `TW-${i}`,
      pcr: true,
      clinical: {},
      split: 'train' as const,
    }));
    const table = {
      protocol: 'her2-pcr@1',
      settingsHash: 's',
      engineVersion: 'e',
      dataOrigin: 'synthetic' as const,
      columns: ['a'],
      rows,
      left: [],
      noted: [],
    };
    const key = await storeCohort({ table, values: Float64Array.from({ length: 9 }, (_, i) => i) });
    await Promise.all([1, 4, 7, 8].map((i) => eraseRows({ institution, studyId: `TW-${i}` }, new Date())));
    const cohort = await loadCohort(key);
    expect(cohort.table.rows.map(({ studyId }) => studyId)).toEqual(['TW-0', 'TW-2', 'TW-3', 'TW-5', 'TW-6']);
    expect([...cohort.values]).toEqual([0, 2, 3, 5, 6]);
  });
});

describe('an erasure that is throttled', () => {
  it('is retried by its state machine until it is through', async () => {
    const centre = new Institution(workflows, 'throttled');
    await centre.analysed('SLOW-1', { seed: 905 });
    const random = new Random(5);
    const remove = injectFault({
      error: 'ProvisionedThroughputExceededException',
      strikes: ({ n }) => (n > 40 && random.uniform() < 0.01 ? 'before' : undefined),
    });
    try {
      expect((await callApi('throttled', 'DELETE', '/v1/studies/SLOW-1')).status).toBe(202);
      expect(new Set(await workflows.erased())).toEqual(new Set(['SUCCEEDED']));
    } finally {
      remove();
    }
    expect(await findTraces(workflows, { texts: ['SLOW-1'] })).toEqual([]);
  });

  it('and one whose execution never started is started by the next review', async () => {
    const study = { institution: 'lost-1', studyId: 'LOST-1' };
    await storeAnalysedStudy(study, { pcr: true, seed: 301 });
    await withdrawStudy(study, new Date()); // The API function dies before it starts the erasure.
    expect(await findStudy(study)).toBeUndefined();
    await workflows.clock.advance(20 * 60 * 1000);
    expect(await workflows.review()).toBe('SUCCEEDED');
    await workflows.erased();
    expect(await findTraces(workflows, { texts: ['LOST-1'] })).toEqual([]);
  });
});

describe('blocks that one study gives up while an analysis of the same images begins', () => {
  const block = { imageType: 'original', names: ['a'], values: Float64Array.of(1) };
  const extraction = () => ({ engineVersion: 'e', warnings: [], blocks: [block] });

  /** What PrepareSequence and the extractors do, one step after another. */
  function analysis(content: string, study: StudyKey) {
    let found: Awaited<ReturnType<typeof findExtraction>>;
    return [
      () => holdBlocks(study, content),
      async () => {
        found = await findExtraction(content);
      },
      async () => {
        if (!found) await storeExtraction(content, extraction());
      },
    ];
  }

  /** Whose calls are not those of the release. */
  const ofAnalysis = new AsyncLocalStorage<boolean>();

  it('are there for the analysis at the end, in whatever order the two take their steps', async () => {
    const [old, young] = ['old', 'young'].map((studyId) => ({ institution: 'race', studyId }));
    let orders = 0;
    const lost: string[] = [];
    // The release makes eight calls; the three steps of the analysis each begin before one of them, or after all.
    for (let a = 0; a <= 8; a++) {
      for (let b = a; b <= 8; b++) {
        for (let c = b; c <= 8; c++) {
          const content = `race-${a}-${b}-${c}`;
          await holdBlocks(old, content);
          await storeExtraction(content, extraction());
          const steps = analysis(content, young);
          const turns = [a, b, c];
          let before = 0;
          let queue: Promise<unknown> = Promise.resolve();
          const remove = injectFault({
            error: 'never',
            async strikes({ isOfTable }) {
              if (!isOfTable || ofAnalysis.getStore()) return undefined;
              const at = before++;
              queue = queue.then(async () => {
                for (; turns.length > 0 && turns[0] <= at; turns.shift()) {
                  await ofAnalysis.run(true, steps.shift() as () => Promise<unknown>);
                }
              });
              await queue;
              return undefined;
            },
          });
          await releaseBlocks(old, content);
          remove();
          for (const step of steps) await step();
          if (!(await loadBlocks(content)).has('original')) lost.push(content);
          orders++;
        }
      }
    }
    expect(lost).toEqual([]);
    expect(orders).toBe(165);
  });
});
