/** An institution that uploads studies to the in-process service. */
import {
  exportFeatureTable,
  findStudy,
  planCohort,
  protocolById,
  requireObject,
  type StudyRow,
} from '@radscore/pipeline';
import { ENGINE_VERSION, protocolSettingsHash } from '@radscore/pipeline/extraction';
import { expect } from 'vitest';
import type { PlannedCohort } from '../../../layers/pipeline/gathering/plan-cohort.ts';
import type { Workflows } from './in-process.ts';
import { type SmallStudyOptions, smallStudy } from './small-study.ts';

/** Files of a study and the text or value of its manifest. */
export interface Upload {
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly manifest: unknown;
}

/** An institution that uploads studies, and what the service has of them. A test has one of its own. */
export class Institution {
  readonly name: string;
  readonly #workflows: Workflows;

  constructor(workflows: Workflows, name: string) {
    this.#workflows = workflows;
    this.name = name;
  }

  async rowOf(studyId: string): Promise<StudyRow> {
    const row = await findStudy({ institution: this.name, studyId });
    if (!row) throw new Error(`got no row of ${studyId}`);
    return row;
  }

  /** Uploads a study, its manifest last. */
  async upload(studyId: string, { files, manifest }: Upload): Promise<void> {
    const prefix = `institutions/${this.name}/studies/${studyId}/`;
    for (const [path, bytes] of files) await this.#workflows.put(prefix + path, bytes);
    const text = typeof manifest === 'string' ? manifest : JSON.stringify(manifest);
    await this.#workflows.put(`${prefix}manifest.json`, text);
  }

  /** Uploads a study and returns its row when nothing runs any more. */
  async submit(studyId: string, study: Upload): Promise<StudyRow> {
    await this.upload(studyId, study);
    await this.#workflows.settled();
    return this.rowOf(studyId);
  }

  /** A complete study, by default with an outcome in its manifest; always of the same images, which are computed once. */
  async analysed(studyId: string, options: Partial<SmallStudyOptions> = {}): Promise<StudyRow> {
    const row = await this.submit(studyId, smallStudy({ studyId, seed: 61, pcr: true, ki67: 10, ...options }));
    expect(row.status).toBe('complete');
    return row;
  }

  cohort(): Promise<PlannedCohort> {
    const { id } = protocolById('her2-pcr@1');
    const terms = { id, settingsHash: protocolSettingsHash(protocolById(id)), engineVersion: ENGINE_VERSION };
    return planCohort([this.name], terms, async (patients) => patients.map(() => 'train' as const));
  }

  /** Why a study is no row of the cohort; `undefined` if it is not among those that were left out either. */
  async leftCode(studyId: string): Promise<string | undefined> {
    const { table } = await this.cohort();
    expect(table.rows.map((row) => row.studyId)).not.toContain(studyId);
    return table.left.find((left) => left.studyId === studyId)?.reason.code;
  }

  /** The table of all complete studies, as CSV. */
  async exported(): Promise<string> {
    const { key } = await exportFeatureTable(this.name, 'her2-pcr@1', 'all');
    return new TextDecoder().decode(await requireObject('artefacts', key));
  }
}
