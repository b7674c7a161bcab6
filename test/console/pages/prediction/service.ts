/** An API of fixtures for the views of a prediction: one institution, a study in each state. */
import type { Schemas } from '../../../../console/api/client.ts';
import type { Fixture, Fixtures } from '../../harness.ts';
import { type AnsweredPatient, answerOfService, NOTICE, VERSION } from './answered.ts';

type Study = Schemas['Study'];

const LINE = 'demo-prediction~her2-pcr';
const PROBLEM = (status: number, code: string, title: string): Fixture => ({ status, body: { status, code, title } });

/** A study whose answer the service computes from the patient and these clinical values. */
export function analysedStudy(studyId: string, more: Partial<Study> = {}): Study {
  return {
    studyId,
    status: 'complete',
    receivedAt: '2026-11-26T11:30:00.000Z',
    updatedAt: '2026-11-26T11:41:00.000Z',
    protocol: 'her2-pcr@1',
    dataOrigin: 'synthetic',
    manifestHash: 'a7'.repeat(32),
    settingsHash: VERSION.settingsHash,
    engineVersion: VERSION.engineVersion,
    features: 3375,
    clinical: { ki67: 35, morphology: 'irregular' },
    prediction: { owner: VERSION.owner, model: VERSION.name, version: VERSION.version },
    warnings: [
      {
        code: 'phase-chosen',
        sequence: 'dce',
        message: 'got 5 phases and none named; phase 2, the brightest in the region, was read.',
      },
    ],
    ...more,
  };
}

export interface FixtureService {
  /** By whose model everything is answered; another one may take its place. */
  patient: AnsweredPatient;
  readonly fixtures: Fixtures;
  /** Studies by name; what PUT clinical stores is there afterwards. */
  readonly studies: Map<string, Study>;
  /** Paths that do not answer now. */
  readonly unreachable: Set<string>;
  /** Answers by path in place of the usual ones. */
  readonly instead: Map<string, Fixture>;
}

/** @param patient whose model answers for all studies, with the clinical values of each */
export function fixtureService(patient: AnsweredPatient, studies: readonly Study[]): FixtureService {
  const stored = new Map(studies.map((study) => [study.studyId, study]));
  const instead = new Map<string, Fixture>();
  const unreachable = new Set<string>();
  const row = { owner: VERSION.owner, name: VERSION.name, version: VERSION.version };

  const service: FixtureService = {
    patient,
    fixtures: (request) => fixtures(request),
    studies: stored,
    unreachable,
    instead,
  };
  const predicted = (studyId: string): Fixture => {
    const study = stored.get(studyId);
    if (!study) return PROBLEM(404, 'study-not-found', 'No such study');
    const answer = answerOfService(service.patient, study.clinical ?? {});
    return { body: { ...answer, studyId, manifestHash: study.manifestHash } };
  };

  const fixtures: Fixtures = ({ method, url, body }) => {
    const path = decodeURIComponent(url.pathname);
    const key = `${method} ${path}`;
    if (unreachable.has('*') || unreachable.has(key)) return 'unreachable';
    const other = instead.get(key);
    if (other) return other;
    const [, , kind, id, ...rest] = path.split('/');
    if (kind === 'settings') return { body: { institution: 'demo-prediction', answers: {}, notice: NOTICE } };
    if (kind === 'studies' && method === 'PUT' && rest[0] === 'clinical') {
      const study = stored.get(id);
      if (study) {
        const { clinical } = body as { clinical: Record<string, number | string> };
        stored.set(id, { ...study, clinical: { ...study.clinical, ...clinical } });
      }
      return { body: { studyId: id, variables: [], notes: [], notice: NOTICE } };
    }
    if (kind === 'studies') {
      const study = stored.get(id);
      return study ? { body: { ...study, notice: NOTICE } } : PROBLEM(404, 'study-not-found', 'No such study');
    }
    if (kind !== 'models') return undefined;
    if (id === undefined) {
      return {
        body: {
          models: [{ ...row, protocol: 'her2-pcr@1', standing: 'member', promoted: 5, challenger: null }],
          notice: NOTICE,
        },
      };
    }
    if (id !== LINE) return PROBLEM(404, 'model-not-found', 'No such model');
    if (method === 'POST' && rest.at(-1) === 'predictions') {
      const isOther = rest[0] === 'versions' && rest[1] !== '5' && rest[1] !== '4';
      if (isOther) return PROBLEM(404, 'version-not-found', 'No such version');
      return predicted((body as { studyId: string }).studyId);
    }
    if (rest.length === 0)
      return { body: { ...row, protocol: 'her2-pcr@1', standing: 'member', promoted: 5, challenger: 4 } };
    if (rest.at(-1) === 'model') {
      return {
        body: { ...row, audience: 'participant', model: service.patient.model, submodels: [], protocol: 'her2-pcr@1' },
      };
    }
    if (rest.at(-1) === 'reference') return { body: referenceOf(service.patient) };
    return { body: versionOf(service.patient) };
  };
  return service;
}

/** As a participant has it: a value and an outcome for each training row. */
export function referenceOf({ rows, radScores }: AnsweredPatient): object {
  const distribution = (of: AnsweredPatient['rows']): object => ({
    quantiles: [null, null, null, null, null],
    rows: of,
  });
  const score = { probability: distribution(rows), radScore: distribution(radScores) };
  return { audience: 'participant', n: rows.length, features: {}, selected: {}, score, notice: NOTICE };
}

function versionOf({ model }: AnsweredPatient): object {
  return {
    owner: VERSION.owner,
    name: VERSION.name,
    version: VERSION.version,
    audience: 'participant',
    state: 'champion',
    status: {},
    selected: model.features.map(({ name }) => name),
    rows: { train: 118, test: 40 },
    test: { auc: 0.76, ci: [0.64, 0.88] },
    apparent: { auc: 0.93, ci: [0.88, 0.97] },
    permutedTestAuc: 0.51,
    settingsHash: VERSION.settingsHash,
    engineVersion: VERSION.engineVersion,
    notice: NOTICE,
  };
}
