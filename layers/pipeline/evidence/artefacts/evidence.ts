/** Artefacts of a model as evidence: JSON documents by file name, and pointers into them (RFC 6901). */

/** A place in an artefact and what stands there. */
export interface Pointer {
  /** What the value is, in a few words. */
  readonly says: string;
  /** Path of the file in the bundle. */
  readonly file: string;
  /** JSON pointer (RFC 6901); empty for the file as a whole. */
  readonly path: string;
  /** A number, a text or a truth value as it stands there; of lists and objects what they hold, in words. */
  readonly value: string | number | boolean;
}

/** The file names of artefacts, in a bundle as in a sheet. */
export const ARTEFACTS = {
  report: 'fit/report.json',
  model: 'fit/model.json',
  version: 'version/version.json',
  evaluation: 'version/evaluation.json',
  versionModel: 'version/model.json',
  settings: 'features/settings.json',
  images: 'features/images.json',
  engine: 'engine.json',
  validation: 'validation/validation.json',
  study: 'study.json',
} as const;

/** The documents of one model. Nothing is computed here: a value that no document holds does not exist. */
export class Evidence {
  readonly #documents: ReadonlyMap<string, unknown>;
  readonly #files: ReadonlySet<string>;
  /** The document with the figures: report.json of a fit, or the evaluation of a version. */
  readonly report: string;
  /** The frozen model. */
  readonly model: string;

  /** @param files other files that lie next to the documents, such as plots */
  constructor(documents: ReadonlyMap<string, unknown>, files: Iterable<string> = []) {
    this.#documents = documents;
    this.#files = new Set(files);
    const isFit = documents.has(ARTEFACTS.report);
    this.report = isFit ? ARTEFACTS.report : ARTEFACTS.evaluation;
    this.model = isFit ? ARTEFACTS.model : ARTEFACTS.versionModel;
  }

  /** What stands at a place; undefined if nothing does, or null. */
  value(file: string, path: string): unknown {
    return valueAt(this.#documents.get(file), path) ?? undefined;
  }

  /** A pointer to a place that holds something; an empty list or object holds nothing. */
  point(says: string, file: string, path: string): Pointer | undefined {
    const value = this.value(file, path);
    const shown = inWords(value);
    return shown === undefined ? undefined : { says, file, path, value: shown };
  }

  /** The same, and a pointer to an explicit null as well: a setting that says none. */
  pointOrNone(says: string, file: string, path: string): Pointer | undefined {
    const isNone = valueAt(this.#documents.get(file), path) === null;
    return isNone ? { says, file, path, value: 'none' } : this.point(says, file, path);
  }

  /** A pointer to a file as a whole. */
  file(says: string, file: string): Pointer | undefined {
    if (!this.#documents.has(file) && !this.#files.has(file)) return undefined;
    return { says, file, path: '', value: 'present' };
  }

  /** The kind of model that answers: the nomogram if there is one. */
  get final(): 'nomogram' | 'radScore' {
    return this.value(this.model, '/nomogram') === undefined ? 'radScore' : 'nomogram';
  }

  /** Names of the candidate columns. */
  get columns(): readonly string[] {
    const columns = this.value(this.report, '/selection/columns');
    return Array.isArray(columns) ? columns.map(String) : [];
  }
}

/** The value at a JSON pointer; undefined if there is none. */
export function valueAt(document: unknown, path: string): unknown {
  if (path === '') return document;
  let value = document;
  for (const part of path.slice(1).split('/')) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

const MOST_LISTED = 6;

function inWords(value: unknown): Pointer['value'] | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (Array.isArray(value)) {
    if (value.length === 0) return undefined;
    const areScalars = value.every((one) => typeof one !== 'object' || one === null);
    return areScalars && value.length <= MOST_LISTED ? value.map(String).join(', ') : `${value.length} entries`;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const entries = Object.entries(value);
  if (entries.length === 0) return undefined;
  const areScalars = entries.every(([, one]) => typeof one !== 'object' || one === null);
  return areScalars && entries.length <= MOST_LISTED
    ? entries.map(([name, one]) => `${name} ${String(one)}`).join(', ')
    : entries
        .map(([name]) => name)
        .slice(0, MOST_LISTED)
        .join(', ') + (entries.length > MOST_LISTED ? ', …' : '');
}
