/** Nobody without rows in a version can work out a single patient from what is published of it. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  api,
  type CohortTable,
  createLine,
  endRun,
  listAsShared,
  recordRun,
  storeCohort,
  writeJson,
} from '@radscore/pipeline';
import { type Cohort, DEFAULT_PROTOCOL, type Evaluation, fitModel } from '@radscore/statistics';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { participantsEvaluation } from '../../layers/pipeline/models/participants-evaluation.ts';
import { publishedEvaluation } from '../../layers/pipeline/models/published-evaluation.ts';
import { syntheticCohort } from '../layers/statistics/synthetic.ts';
import { hasShared, sharedPath } from '../shared.ts';
import { callApi } from './service/api-caller.ts';
import {
  type Claim,
  claimsOf,
  fromDifference,
  fromExactNumbers,
  fromReasons,
  fromRocPlot,
  fromRug,
  type PlainEvaluation,
  recovered,
} from './service/attacker.ts';
import { startWorkflows, type Workflows } from './service/in-process.ts';

const FEW_REFITS = {
  ...DEFAULT_PROTOCOL,
  clinical: { p: 0.05, force: true },
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 2, seed: 1 },
  validation: { folds: 5, repeats: 1, seed: 1 },
};
const fitted = (cohort: Cohort) => fitModel(cohort, FEW_REFITS);

describe('the attacker', () => {
  const cases = [
    { seed: 31, train: 60, test: 50, effect: 1 },
    { seed: 32, train: 60, test: 65, effect: 3 },
    { seed: 33, train: 28, test: 14, effect: 1 },
    { seed: 34, train: 60, test: 30, effect: 12 },
    { seed: 35, train: 80, test: 120, effect: 1.5 },
    { seed: 36, train: 60, test: 40, effect: 0 },
  ];

  it.each(
    cases,
  )('gets no patient from the published evaluation of $train and $test rows, effect $effect', (options) => {
    const { evaluation } = fitted(syntheticCohort(options));
    const published = plain(publishedEvaluation(evaluation));
    expect(claimsOf(published)).toEqual([]);
    expect(fromExactNumbers([JSON.stringify(published)], evaluation)).toEqual([]);
    expect(recovered(claimsOf(plain(participantsEvaluation(evaluation))))).toBeGreaterThan(0);
  });

  it('counts patients: rows of few patients make no group and no figure', () => {
    const { evaluation } = fitted(syntheticCohort(cases[0]));
    const few = publishedEvaluation(evaluation, undefined, (id) => `patient ${Number(id.slice(1)) % 4}`);
    expect(few).toMatchObject({ counts: { train: { n: null }, test: { n: null } }, validation: null });
    expect(few.test.withheld?.code).toBe('too-few-to-publish');
    const twice = publishedEvaluation(evaluation, undefined, (id) => `patient ${Number(id.slice(1)) >> 1}`);
    expect(twice.test.models.nomogram?.calibration.groups.reduce((sum, { n }) => sum + n, 0)).toBeLessThan(35);
  });

  it('is right: what it claims of a decision curve of hundredths is what the rows are', () => {
    const { evaluation } = fitted(syntheticCohort(cases[0]));
    const claims = claimsOf({
      test: { ...plain(participantsEvaluation(evaluation)).test, models: curvesOf(evaluation) },
    });
    const { events, n } = evaluation.test as NonNullable<Evaluation['test']>;
    // Every row is found once for each of the three models, or shares its hundredth with one of the other outcome.
    expect(count(claims, true)).toBeLessThanOrEqual(3 * events);
    expect(count(claims, false)).toBeLessThanOrEqual(3 * (n - events));
    expect(recovered(claims)).toBeGreaterThan(n);
  });
});

describe('everything that the token of another institution reads', () => {
  let workflows: Workflows;
  const LINE = { owner: 'centre-1', name: 'her2-pcr' };
  const whole = syntheticCohort({ seed: 41, train: 71, test: 60, effect: 1 });
  const last = 70;
  const truths: Evaluation[] = [];
  beforeAll(async () => {
    workflows = await startWorkflows();
    const settings = { shared: true, promotion: 'automatic' as const, gates: {} };
    const recipe = { split: { by: 'stratified' as const, testFraction: 0.5 }, seed: 1 };
    await createLine({ ...LINE, protocol: 'her2-pcr@1', recipe, settings }, 'centre-1', new Date());
    await listAsShared(LINE);
    await fails('RUN-A', 'got 3 rows with outcome 0; at least 5 are needed.');
    // Version 2 has one labelled study more than version 1; version 3 has six more.
    await registers('RUN-1', without(whole, [last, ...range(60, 65)]));
    await registers('RUN-2', without(whole, range(60, 65)));
    await registers('RUN-3', whole);
  });
  afterAll(() => workflows.stop());

  async function fails(runId: string, message: string) {
    const run = { ...LINE, runId, trigger: 'request' as const };
    await recordRun(run, new Date());
    await endRun(run, { status: 'failed', reason: { code: 'cohort-too-small', message } }, new Date());
  }

  async function registers(runId: string, cohort: Cohort) {
    const { model, evaluation } = fitted(cohort);
    truths.push(evaluation);
    const table = tableOf(cohort);
    const cohortKey = await storeCohort({ table, values: Float64Array.from(cohort.features.values) });
    const [modelKey, evaluationKey] = [`models/${runId}/model.json`, `models/${runId}/evaluation.json`];
    await writeJson('artefacts', modelKey, model);
    await writeJson('artefacts', evaluationKey, evaluation);
    const split = { by: 'stratified' as const, testFraction: 0.5 };
    const run = {
      ...{ ...LINE, runId, trigger: 'request', protocol: 'her2-pcr@1', institutions: ['centre-1'], split, seed: 1 },
    };
    const { settingsHash, engineVersion } = table;
    const result = { run, cohortKey, settingsHash, engineVersion, modelKey, evaluationKey };
    await workflows.handlers.get('register-model')?.(result, {} as never);
  }

  const read = async (institution: string, path: string) => {
    const answer = await callApi(institution, 'GET', `/v1/models${path}`);
    expect(answer.status, path).toBe(200);
    return answer.body;
  };

  /** Everything about the line, as an institution reads it. */
  async function seen(institution: string) {
    const versions = await Promise.all(
      [1, 2, 3].map(async (version) => {
        const of = (what: string) => read(institution, `/centre-1~her2-pcr/versions/${version}${what}`);
        const [row, evaluation, card, roc, calibration, curve, cohort] = await Promise.all(
          ['', '/evaluation', '/card', '/roc.svg', '/calibration.svg', '/decision-curve.svg', '/cohort'].map(of),
        );
        // Of a version that is too close to another one there is no model and no reference for others.
        const parts = await Promise.all(
          ['/model', '/reference'].map(async (what) => {
            const path = `/v1/models/centre-1~her2-pcr/versions/${version}${what}`;
            const { status, body } = await callApi(institution, 'GET', path);
            expect(status, what).toBe(institution === 'centre-9' && version === 2 ? 404 : 200);
            return body;
          }),
        );
        return { row, evaluation, card, roc, calibration, curve, parts: [cohort, ...parts] };
      }),
    );
    const lists = await Promise.all(
      ['', '/centre-1~her2-pcr', '/centre-1~her2-pcr/versions'].map((one) => read(institution, one)),
    );
    return { versions, lists };
  }

  /** Runs every attack. */
  async function attack(institution: string): Promise<{ claims: Claim[]; exact: string[] }> {
    const { versions, lists } = await seen(institution);
    const read = versions.map(({ evaluation }) => plain(JSON.parse(evaluation)));
    const claims = versions.flatMap(({ roc }, v) => [
      ...claimsOf(read[v]),
      ...fromRocPlot(roc, [read[v].train, read[v].test]),
    ]);
    const [one, next] = read;
    claims.push(...fromDifference(one.train, next.train), ...fromDifference(one.test, next.test));
    for (const { calibration } of versions) {
      for (let i = fromRug(calibration); i > 0; i--) claims.push({ by: 'rug', pcr: true, count: 1 });
    }
    const texts = [
      ...lists,
      ...versions.flatMap(({ row, evaluation, card, roc, calibration, curve, parts }) => [
        ...[row, evaluation, card, roc, calibration, curve, ...parts],
      ]),
    ];
    claims.push(...texts.flatMap(fromReasons));
    return { claims, exact: truths.flatMap((truth) => fromExactNumbers(texts, truth)) };
  }

  it('gives no patient, and that of a participant does: the attacker can find them', async () => {
    const other = await attack('centre-9');
    const patients = recovered(other.claims) + other.exact.length;
    console.log(`${patients} recovered patients`);
    expect(other).toEqual({ claims: [], exact: [] });

    const participant = await attack('centre-1');
    const kinds = new Set(participant.claims.map(({ by }) => by.split(' of ')[0]));
    for (const kind of ['net benefit', 'ROC plot', 'difference', 'reason']) {
      expect(
        [...kinds].some((one) => one.startsWith(kind)),
        kind,
      ).toBe(true);
    }
    expect(participant.exact.length).toBeGreaterThan(0);
  });

  it('shows the figures that cannot be turned back: areas with intervals, groups, net benefit between them', async () => {
    const [first, second, third] = (await seen('centre-9')).versions.map(({ evaluation }) =>
      api.evaluation.parse(JSON.parse(evaluation)),
    );
    for (const { audience, test } of [first, third]) {
      expect(audience).toBe('other');
      const model = test?.models.nomogram;
      expect(model?.auc.auc).toBeGreaterThan(0.5);
      expect(model?.auc.shown).toHaveLength(2);
      expect(model?.calibration.groups?.length).toBeGreaterThan(1);
      expect(model?.decisionCurve.thresholds).toHaveLength((model?.calibration.groups?.length ?? 0) - 1);
    }
    expect(second).toMatchObject({
      withheld: { code: 'too-close-to-publish' },
      counts: { train: { n: null }, test: { n: null } },
    });
    expect(third.withheld).toBeUndefined();
  });

  it('withholds the nomogram of a version that is too close to one that is shown', async () => {
    const nomogram = (institution: string, version: number) =>
      callApi(institution, 'GET', `/v1/models/centre-1~her2-pcr/versions/${version}/nomogram.svg`);
    expect((await nomogram('centre-9', 1)).status).toBe(200);
    expect((await nomogram('centre-1', 2)).status).toBe(200);
    const withheld = await nomogram('centre-9', 2);
    expect(withheld.status).toBe(404);
    expect(withheld.body).toMatch(/institutions without rows see those of the earlier version/);
  });

  it('answers others by models only whose training rows differ by nobody or by five patients', async () => {
    const path = (version: number) => `/v1/models/centre-1~her2-pcr/versions/${version}/predictions`;
    const features = Object.fromEntries(range(0, 80).map((j) => [`f${j}`, 0]));
    const ask = async (institution: string, version: number) =>
      (await callApi(institution, 'POST', path(version), { body: { features } })).json(api.predictionAnswer);
    expect(await ask('centre-9', 2)).toMatchObject({ abstained: { code: 'too-close-to-publish' } });
    for (const [institution, version] of [
      ['centre-9', 1],
      ['centre-9', 3],
      ['centre-1', 2],
    ] as const) {
      expect(await ask(institution, version)).toHaveProperty('probability');
    }
  });

  it.skipIf(!hasShared)('the script by which the leak was found prints no patient of it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'radscore-recovery-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const print = async (institution: string, version: number) => {
      const file = join(folder, `${institution}-${version}.json`);
      writeFileSync(file, await read(institution, `/centre-1~her2-pcr/versions/${version}/evaluation`));
      const script = sharedPath('cases/service/evaluation-tells-each-patient.mjs');
      return execFileSync(process.execPath, [script, file], { encoding: 'utf8' });
    };
    for (const version of [1, 2, 3]) expect(await print('centre-9', version)).not.toContain('p≈');
    expect(await print('centre-1', 1)).toContain('p≈');
  });
});

/** As it is sent, with the counts in the sets that they are of. */
function plain(value: unknown): PlainEvaluation {
  const { counts, train, test } = JSON.parse(JSON.stringify(value));
  return { train: { ...counts.train, ...train }, test: { ...counts.test, ...test } };
}

function curvesOf({ test }: Evaluation) {
  return Object.fromEntries(
    Object.entries(test?.models ?? {}).map(([kind, { decisionCurve }]) => [kind, { decisionCurve }]),
  );
}

function count(claims: readonly Claim[], pcr: boolean): number {
  return recovered(claims.filter((claim) => claim.pcr === pcr));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}

/** A cohort without some of its rows. */
function without(cohort: Cohort, dropped: readonly number[]): Cohort {
  const kept = cohort.outcome.flatMap((_, i) => (dropped.includes(i) ? [] : [i]));
  const { ids, columns, values } = cohort.features;
  return {
    ...cohort,
    features: {
      ids: kept.map((i) => ids[i]),
      columns,
      values: Float64Array.from(kept.flatMap((i) => [...values.slice(i * columns.length, (i + 1) * columns.length)])),
    },
    outcome: kept.map((i) => cohort.outcome[i]),
    clinical: cohort.clinical.map((column) => ({ ...column, values: kept.map((i) => column.values[i]) })),
    split: kept.map((i) => cohort.split?.[i] ?? 'train'),
    site: kept.map((i) => cohort.site?.[i] ?? ''),
  } as Cohort;
}

function tableOf({ features, outcome, split = [] }: Cohort): CohortTable {
  return {
    protocol: 'her2-pcr@1',
    settingsHash: 'a'.repeat(64),
    engineVersion: 'test',
    dataOrigin: 'patient',
    columns: [...features.columns],
    rows: features.ids.map((id, i) => ({
      institution: 'centre-1',
      studyId: id,
      manifestHash: `of ${id}`,
      pcr: outcome[i] === 1,
      clinical: {},
      split: split[i] === 'test' ? 'test' : 'train',
    })),
    left: [],
    noted: [],
  };
}
