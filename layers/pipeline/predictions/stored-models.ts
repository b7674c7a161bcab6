/** Fitted models as a warm function keeps them: what lies under a key of a version is never written again. */
import type { Evaluation, FittedModel } from '@radscore/statistics';
import { type LineKey, lineText } from '../contracts/identifiers.ts';
import { patientName } from '../models/cohort-table.ts';
import { loadCohortTable } from '../models/cohorts.ts';
import { type ModelVersionRow, requireVersion } from '../models/models.ts';
import { environment } from '../storage/clients.ts';
import { readJson } from '../storage/objects.ts';

/** Models of this many versions and submodels stay in memory; the one that was used longest ago goes first. */
const KEPT = 32;

/**
 * Reads models and the ids of their training rows, each once. A function makes one and hands it to every request: the next
 * one finds what an earlier one read. Requests that come together share one reading.
 */
export class StoredModels {
  readonly #kept = new Map<string, Promise<unknown>>();

  model(modelKey: string): Promise<FittedModel> {
    return this.#once(modelKey, async () => (await readJson(environment('ARTEFACT_BUCKET'), modelKey)) as FittedModel);
  }

  /** A version's row, which is written once. @throws ModelNotFound */
  version(line: LineKey, version: number): Promise<ModelVersionRow> {
    return this.#once(`${lineText(line)}@${version}`, () => requireVersion(line, version));
  }

  /** Ids of the rows that a version was fitted on, `institution/study`. Of the evaluation, which is large, they alone are kept. */
  trainingIds(evaluationKey: string): Promise<ReadonlySet<string>> {
    return this.#once(evaluationKey, async () => {
      const { train } = (await readJson(environment('ARTEFACT_BUCKET'), evaluationKey)) as Evaluation;
      return new Set(train.ids);
    });
  }

  /** Patients of the rows that a version was fitted on, by the names that cohorts give them. */
  trainingPatients(cohortKey: string): Promise<ReadonlySet<string>> {
    return this.#once(cohortKey, async () => {
      const { rows } = await loadCohortTable(cohortKey);
      return new Set(rows.filter(({ split }) => split === 'train').map(patientName));
    });
  }

  #once<Value>(key: string, read: () => Promise<Value>): Promise<Value> {
    const found = this.#kept.get(key) as Promise<Value> | undefined;
    const value = found ?? read();
    this.#kept.delete(key);
    this.#kept.set(key, value);
    // What could not be read is not kept: the next request tries again.
    if (!found) value.catch(() => this.#kept.delete(key));
    for (const [oldest] of this.#kept) {
      if (this.#kept.size <= KEPT) break;
      this.#kept.delete(oldest);
    }
    return value;
  }
}
