/** A line of synthetic data whose versions are fitted and judged here, and the API that answers for it. */
import {
  type Cohort,
  comparePaired,
  DEFAULT_GATES,
  DEFAULT_PROTOCOL,
  delong,
  driftReference,
  fitModel,
  judge,
  labelledRows,
  mayBePromoted,
  monitor,
  nomogramPlot,
  Random,
  SCORE,
  scoreRows,
  validateModel,
} from '@radscore/statistics';
import { participantsCard, publishedCard } from '../../../../layers/pipeline/api/model-card.ts';
import { versionFor } from '../../../../layers/pipeline/api/published-version.ts';
import type { ModelVersionRow } from '../../../../layers/pipeline/models/models.ts';
import { participantsEvaluation } from '../../../../layers/pipeline/models/participants-evaluation.ts';
import { publishedEvaluation } from '../../../../layers/pipeline/models/published-evaluation.ts';
import type { Judgement } from '../../../../layers/pipeline/models/version-status.ts';
import { syntheticCohort } from '../../../layers/statistics/synthetic.ts';

const NOTICE = 'Research use only. Not a medical device.' as const;
const OWNER = 'demo-console';
const NAME = 'her2-pcr';
const HASH = '0'.repeat(64);
const PROTOCOL = {
  ...DEFAULT_PROTOCOL,
  clinical: { ...DEFAULT_PROTOCOL.clinical, force: true },
  bootstrap: { count: 0, seed: 1 },
  permutations: { count: 0, seed: 1 },
};
/** Training rows of each version; the test rows are the same for all. */
const TRAINED: Readonly<Record<number, number>> = { 3: 45, 5: 75, 6: 30, 7: 110 };
const TEST = 65;

type Fit = ReturnType<typeof fitModel> & { readonly cohort: Cohort };
type State = 'champion' | 'challenger' | 'candidate' | 'refused' | 'retired';

interface Change {
  readonly revision: number;
  readonly at: string;
  readonly action: string;
  readonly version?: number;
  readonly champion: number | null;
  readonly by: string;
  readonly reason?: string;
}

/** Fits the versions: a second or two. */
export function fittedVersions(): ReadonlyMap<number, Fit> {
  const whole = syntheticCohort({ seed: 47, train: 110, test: TEST, features: 40, effect: 1.6 });
  return new Map(
    Object.entries(TRAINED).map(([version, train]) => {
      const cohort = withTrainingRows(whole, train);
      return [Number(version), { cohort, ...fitModel(cohort, PROTOCOL) }];
    }),
  );
}

/** The first training rows of a cohort, and all of its test rows. */
function withTrainingRows(cohort: Cohort, train: number): Cohort {
  const kept = cohort.split.flatMap((side, i) => (side === 'test' || i < train ? [i] : []));
  const of = <One>(list: readonly One[]): One[] => kept.map((i) => list[i]);
  const { columns, values } = cohort.features;
  return {
    ...cohort,
    features: {
      columns,
      ids: of(cohort.features.ids),
      values: Float64Array.from(
        kept.flatMap((i) => Array.from(values.slice(i * columns.length, (i + 1) * columns.length))),
      ),
    },
    outcome: of(cohort.outcome),
    clinical: cohort.clinical.map((column) => ({ ...column, values: of(column.values) })),
    split: of(cohort.split),
    site: cohort.site && of(cohort.site),
  };
}

/** What the API says of the line now; decisions change it. */
export class FixtureLine {
  readonly #fits: ReadonlyMap<number, Fit>;
  champion: number | null = 5;
  readonly retired = new Set<number>();
  readonly changes: Change[] = [
    { revision: 1, at: '2026-06-01T08:00:00.000Z', action: 'create', champion: null, by: OWNER },
    { revision: 2, at: '2026-07-30T03:00:00.000Z', action: 'promote', version: 3, champion: 3, by: 'service' },
    { revision: 3, at: '2026-10-02T03:00:00.000Z', action: 'promote', version: 5, champion: 5, by: 'service' },
    { revision: 4, at: '2026-11-19T03:00:00.000Z', action: 'refuse', version: 6, champion: 5, by: 'service' },
  ];
  shared = false;
  /** Refuse a promotion by its gates, whatever they say. */
  refusesPromotion = false;
  isRunning = false;

  constructor(fits: ReadonlyMap<number, Fit>) {
    this.#fits = fits;
  }

  get revision(): number {
    return this.changes.at(-1)?.revision ?? 0;
  }

  change(action: string, version?: number, reason?: string): void {
    const { champion } = this;
    this.changes.push({
      revision: this.revision + 1,
      at: '2026-11-27T09:00:00.000Z',
      action,
      ...(version !== undefined && { version }),
      champion,
      by: OWNER,
      ...(reason && { reason }),
    });
  }

  line(standing: 'member' | 'guest') {
    return {
      owner: OWNER,
      name: NAME,
      protocol: 'her2-pcr@1',
      recipe: { split: { by: 'stratified', testFraction: 0.4 }, seed: 1 },
      settings: { shared: this.shared, promotion: 'manual', gates: { newEvents: null } },
      createdAt: '2026-06-01T08:00:00.000Z',
      revision: this.revision,
      standing,
      promoted: this.champion,
      challenger: this.champion === 7 ? 5 : 7,
      testLooks: 4,
      notice: NOTICE,
    };
  }

  runs() {
    const ended = Object.keys(TRAINED)
      .map(Number)
      .reverse()
      .map((version) => ({
        runId: `run-${version}`,
        owner: OWNER,
        name: NAME,
        trigger: 'schedule',
        status: 'registered',
        startedAt: this.#row(version).createdAt,
        endedAt: new Date(Date.parse(this.#row(version).createdAt) + 130_000).toISOString(),
        version,
        promoted: version === 5 || version === 3,
        institutions: [OWNER],
        gathered: { rows: TRAINED[version] + TEST, left: { 'clinical-missing': 3, 'study-partial': 9 }, noted: {} },
      }));
    const running = {
      runId: 'run-8',
      owner: OWNER,
      name: NAME,
      trigger: 'request',
      status: 'running',
      stage: 'fitting',
      startedAt: new Date(Date.now() - 40_000).toISOString(),
      institutions: [OWNER],
      gathered: { rows: 158, left: { 'study-partial': 9 }, noted: { 'outcome-contradicted': 1 } },
    };
    return this.isRunning ? [running, ...ended] : ended;
  }

  models(standing: 'member' | 'guest') {
    const { owner, name, protocol, promoted, challenger } = this.line(standing);
    const shown = { owner, name, protocol, standing, shared: this.shared, promoted, challenger };
    return { models: [{ ...shown, versions: this.#fits.size, runs: this.runs() }], notice: NOTICE };
  }

  versions(audience: 'participant' | 'other') {
    return [...this.#fits.keys()].map((version) => this.version(version, audience));
  }

  version(version: number, audience: 'participant' | 'other') {
    const judgement = this.judgement(version);
    const status = {
      ...(judgement && { judgement }),
      ...(this.retired.has(version) && { retired: { at: '2026-11-27T09:00:00.000Z', by: OWNER, reason: 'Replaced' } }),
    };
    const state: State = this.retired.has(version)
      ? 'retired'
      : this.champion === version
        ? 'champion'
        : judgement && !judgement.passed
          ? 'refused'
          : version === 7 || version === 5
            ? 'challenger'
            : 'candidate';
    return { ...versionFor(this.#row(version), { state, status }, audience), notice: NOTICE };
  }

  /** What the gates of the statistics layer say; the slope's is left out, which few of such small cohorts pass. */
  judgement(version: number): Judgement | undefined {
    const against = { 5: 3, 6: 5, 7: 5 }[version];
    const settings = version === 6 ? DEFAULT_GATES : LENIENT;
    const { model, evaluation, cohort } = this.#fit(version);
    const champion = against === undefined ? undefined : this.#fit(against);
    const gates = judge(
      {
        candidate: { model, evaluation },
        ...(champion && {
          champion: {
            name: `version ${against}`,
            scored: scoreRows(champion.model, labelledRows(cohort, champion.model, 'test')),
          },
          history: { newEvents: 12 },
        }),
      },
      settings,
    );
    return { at: this.#row(version).createdAt, passed: mayBePromoted(gates), ...(against && { against }), gates };
  }

  evaluation(version: number, audience: 'participant' | 'other') {
    const { evaluation } = this.#fit(version);
    const shown = audience === 'participant' ? participantsEvaluation(evaluation) : publishedEvaluation(evaluation);
    return { audience, ...shown, notice: NOTICE };
  }

  card(version: number, audience: 'participant' | 'other') {
    const { model, evaluation } = this.#fit(version);
    const row = this.#row(version);
    const shown =
      audience === 'participant'
        ? participantsCard(row, model, evaluation)
        : publishedCard(row, model, publishedEvaluation(evaluation));
    return { ...shown, notice: NOTICE };
  }

  comparison(first: number, second: number) {
    const [one, other] = [this.#fit(first), this.#fit(second)].map((fit) => fit.evaluation.test);
    if (!one || !other) throw new Error('got no test rows; wanted some');
    const scores = [one, other].map(({ scores: of }) => of.nomogram ?? of.radScore ?? []);
    const paired = comparePaired(delong(scores, one.outcomes), 0, 1, 0.95);
    const versions = [first, second].map((version) => {
      const auc = this.#fit(version).evaluation.test?.models;
      const area = (auc?.nomogram ?? auc?.radScore)?.auc;
      return { version, auc: area?.auc ?? null, ci: area?.shown ?? [null, null], unanswered: 0 };
    });
    return {
      owner: OWNER,
      name: NAME,
      rows: one.n,
      events: one.events,
      confidence: 0.95,
      versions,
      difference: { auc: paired.difference, ci: paired.interval, p: paired.p },
      testLooks: 4,
      notice: NOTICE,
    };
  }

  nomogram(version: number): string {
    return nomogramPlot(this.#fit(version).model) ?? '';
  }

  /** Eight months of synthetic studies: the first feature of the model drifts from the sixth on. */
  monitoring(drifts: boolean) {
    const { model, cohort } = this.#fit(this.champion ?? 5);
    const reference = driftReference(model, labelledRows(cohort, model, 'train'));
    const random = new Random(7);
    const months = Array.from({ length: 8 }, (_, k) => `2026-${String(k + 4).padStart(2, '0')}`);
    const names = reference.variables.map(({ name }) => name);
    const studies = months.flatMap((month, k) =>
      Array.from({ length: 14 }, () => ({
        institution: OWNER,
        month,
        values: Object.fromEntries(
          reference.variables.map(({ name, mean, sd }) => {
            const shift = drifts && k > 4 && name === names[0] ? 2.2 : 0;
            return [name, mean + sd * (random.normal() + shift)];
          }),
        ),
      })),
    );
    const outcomes = studies.map(({ month, values }) => ({
      month,
      linearPredictor: values[SCORE],
      outcome: (random.uniform() < 1 / (1 + Math.exp(-values[SCORE])) ? 1 : 0) as 0 | 1,
    }));
    const monitoring = monitor({ reference, studies, outcomes });
    return {
      owner: OWNER,
      name: NAME,
      version: this.champion ?? 5,
      institution: OWNER,
      studies: studies.length,
      notRead: 0,
      abstained: 2,
      monitoring,
      costs: {
        months: [...months].reverse().map((month) => ({
          month,
          studies: 14,
          usd: 0.0084,
          perStudy: 0.0006,
          priceDates: ['2026-11-27'],
          measured: 'local' as const,
        })),
      },
      notice: NOTICE,
    };
  }

  validation(version: number) {
    const { model, cohort } = this.#fit(version);
    const { validation } = validateModel(model, labelledRows(cohort, model, 'test'));
    return {
      owner: OWNER,
      name: NAME,
      version,
      institution: OWNER,
      studies: TEST,
      notRead: 0,
      validation,
      notice: NOTICE,
    };
  }

  cohort(version: number) {
    const { cohort } = this.#fit(version);
    const events = (side: string): number =>
      cohort.outcome.filter((y, i) => y === 1 && cohort.split[i] === side).length;
    const rows = cohort.split.map((split, i) => ({
      institution: i % 4 === 0 ? 'demo-other' : OWNER,
      ...(i % 4 !== 0 && { studyId: `BB-${String(i + 1).padStart(4, '0')}` }),
      in: true,
      split,
      pcr: cohort.outcome[i] === 1,
    }));
    const left = Array.from({ length: 12 }, (_, k) => ({
      institution: OWNER,
      studyId: `BB-9${String(k).padStart(3, '0')}`,
      in: false,
      reason: { code: k < 9 ? 'study-partial' : 'clinical-missing', message: 'got a study without all sequences.' },
    }));
    const side = (name: 'train' | 'test') => ({ n: name === 'train' ? TRAINED[version] : TEST, events: events(name) });
    return {
      owner: OWNER,
      name: NAME,
      version,
      audience: 'participant',
      counts: {
        train: side('train'),
        test: side('test'),
        left: { 'study-partial': 9, 'clinical-missing': 3 },
        noted: {},
        erased: 0,
      },
      byInstitution: [{ institution: OWNER, train: side('train'), test: side('test'), left: { 'study-partial': 9 } }],
      rows: [...rows, ...left],
      notice: NOTICE,
    };
  }

  #fit(version: number): Fit {
    const fit = this.#fits.get(version);
    if (!fit) throw new Error(`got version ${version}; wanted one of the fixture`);
    return fit;
  }

  #row(version: number): ModelVersionRow {
    const { model, evaluation } = this.#fit(version);
    const { train, test, counts, validation, confidence } = evaluation;
    const final = model.nomogram ? 'nomogram' : 'radScore';
    const area = (set: typeof train | null) => {
      const auc = set?.models[final]?.auc;
      return {
        auc: auc?.auc ?? null,
        ci: [auc?.shown?.[0] ?? null, auc?.shown?.[1] ?? null] as [number | null, number | null],
      };
    };
    return {
      owner: OWNER,
      name: NAME,
      version,
      runId: `run-${version}`,
      trigger: version === 6 ? 'request' : 'schedule',
      createdAt: `${{ 3: '2026-07-30', 5: '2026-10-02', 6: '2026-11-19', 7: '2026-11-26' }[version]}T03:00:00.000Z`,
      protocol: 'her2-pcr@1',
      dataOrigin: 'synthetic',
      institutions: [OWNER],
      participants: [OWNER],
      split: { by: 'stratified', testFraction: 0.4 },
      seed: 1,
      settingsHash: HASH,
      engineVersion: '1.4.0',
      programVersion: '0.1.0',
      cohortKey: `cohorts/${HASH}.json`,
      modelKey: `models/${version}.json`,
      modelSha256: HASH,
      evaluationKey: `evaluations/${version}.json`,
      selected: model.features.map(({ name }) => name),
      rows: { train: counts.train.n, test: counts.test.n },
      events: { train: counts.train.events, test: counts.test.events },
      confidence,
      ...(validation && {
        validation: {
          auc: validation.auc,
          ci: [validation.interval?.[0] ?? null, validation.interval?.[1] ?? null] as [number | null, number | null],
          method: validation.method,
          folds: validation.folds,
          repeats: validation.repeats,
          permutedAuc: validation.permuted?.auc ?? null,
        },
      }),
      test: area(test),
      apparent: area(train),
      disclosure: { least: { train: 12, test: 12 } },
    } as ModelVersionRow;
  }
}

const LENIENT = {
  ...DEFAULT_GATES,
  eventsPerCoefficient: null,
  aucInValidation: null,
  calibrationSlope: { low: 0.1, high: 3, confidence: 0.9, whenNotMeasured: 'pass' as const },
  calibrationInTheLarge: { most: 1.5, confidence: 0.9 },
  netBenefit: null,
  notWorseThanChampion: { margin: 0.2, confidence: 0.95, leastShare: 0.9 },
};
