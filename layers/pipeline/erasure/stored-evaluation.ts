/** A stored evaluation without single rows: ids, outcomes, scores, folds and predictions of withdrawn studies. */

/** A row that was taken out, by the hash of its study. */
export interface ErasedRow {
  readonly study: string;
  readonly at: string;
  /** Whether the version was fitted on it; otherwise it was judged by it. */
  readonly fitted: boolean;
}

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rows that were ever taken out of a stored evaluation. */
export function erasedRowsOf(evaluation: unknown): readonly ErasedRow[] {
  return isObject(evaluation) && Array.isArray(evaluation.erased) ? (evaluation.erased as ErasedRow[]) : [];
}

/** Ids of the rows that an evaluation names. */
export function rowsNamed(evaluation: unknown): string[] {
  if (!isObject(evaluation)) return [];
  const { train, test, table } = evaluation as { train?: unknown; test?: unknown; table?: unknown };
  const listed = [train, test].flatMap((set) => (isObject(set) && Array.isArray(set.ids) ? (set.ids as string[]) : []));
  return [...new Set([...listed, ...accounted(table).map(({ id }) => id)])];
}

/** Rows that an account of the table names: left out, or judged far outside the training rows. */
function accounted(table: unknown): { readonly id: string }[] {
  if (!isObject(table)) return [];
  return [table.abstained, table.outsideCohort].flatMap((part) =>
    isObject(part) && Array.isArray(part.rows) ? (part.rows as { id: string }[]) : [],
  );
}

/**
 * An evaluation without some rows; `undefined` if it names none of them. What is of single rows loses theirs; areas,
 * counts and curves over all rows stay what they were: they say how the version did, and none of them is of one row.
 *
 * @param rows hashes of the studies, by the id of their rows
 */
export function withoutRows(evaluation: unknown, rows: ReadonlyMap<string, string>, now: Date): Json | undefined {
  const named = rowsNamed(evaluation).filter((id) => rows.has(id));
  if (named.length === 0 || !isObject(evaluation)) return undefined;
  const { train, test, table, validation, selection } = evaluation;
  const training = idsOf(train);
  const keepsTraining = (_: unknown, i: number): boolean => !rows.has(training[i]);
  const ofTraining = (values: unknown): unknown =>
    Array.isArray(values) && values.length === training.length ? values.filter(keepsTraining) : values;
  const lasso = isObject(selection) && isObject(selection.lasso) ? selection.lasso : undefined;
  const changed: Json = {
    ...evaluation,
    train: setWithout(train, rows),
    test: setWithout(test, rows),
    ...(isObject(table) && { table: accountWithout(table, rows) }),
    ...(isObject(validation) && { validation: { ...validation, predictions: ofTraining(validation.predictions) } }),
    ...(isObject(selection) &&
      lasso && { selection: { ...selection, lasso: { ...lasso, folds: ofTraining(lasso.folds) } } }),
    erased: [
      ...erasedRowsOf(evaluation),
      ...named.map((id) => ({
        study: rows.get(id) as string,
        at: now.toISOString(),
        fitted: training.includes(id),
      })),
    ],
  };
  // Warnings are sentences, and may name a row.
  return withoutNames(changed, new Set(named)) as Json;
}

function idsOf(set: unknown): readonly string[] {
  return isObject(set) && Array.isArray(set.ids) ? (set.ids as string[]) : [];
}

function setWithout(set: unknown, rows: ReadonlyMap<string, string>): unknown {
  if (!isObject(set)) return set;
  const ids = idsOf(set);
  const keeps = (_: unknown, i: number): boolean => !rows.has(ids[i]);
  const gone = ids.flatMap((id, i) => (rows.has(id) ? [i] : []));
  const scores = (isObject(set.scores) ? set.scores : {}) as Readonly<Record<string, number[]>>;
  const models = (isObject(set.models) ? set.models : {}) as Readonly<Record<string, Json>>;
  return {
    ...set,
    ids: ids.filter(keeps),
    outcomes: (set.outcomes as number[]).filter(keeps),
    scores: Object.fromEntries(Object.entries(scores).map(([kind, values]) => [kind, values.filter(keeps)])),
    models: Object.fromEntries(
      Object.entries(models).map(([kind, model]) => [
        kind,
        modelWithout(
          model,
          gone.map((i) => scores[kind]?.[i]),
        ),
      ]),
    ),
  };
}

/** The calibration curve has a corner at each patient's prediction: that of a row goes. */
function modelWithout(model: Json, scores: readonly (number | undefined)[]): Json {
  const { calibration } = model;
  if (!isObject(calibration) || !isObject(calibration.curve)) return model;
  const { predicted, observed } = calibration.curve as { predicted: number[]; observed: number[] };
  // Twice within a rounding error is the same prediction, by whatever formula it was computed.
  const probabilities = scores.flatMap((score) => (score === undefined ? [] : [1 / (1 + Math.exp(-score))]));
  const keeps = (_: unknown, i: number): boolean =>
    !probabilities.some((probability) => Math.abs(predicted[i] - probability) < 1e-9);
  const curve = { predicted: predicted.filter(keeps), observed: observed.filter(keeps) };
  return { ...model, calibration: { ...calibration, curve } };
}

function accountWithout(table: Json, rows: ReadonlyMap<string, string>): Json {
  const part = (value: unknown): unknown =>
    isObject(value) && Array.isArray(value.rows)
      ? { ...value, rows: (value.rows as { id: string }[]).filter(({ id }) => !rows.has(id)) }
      : value;
  return { ...table, abstained: part(table.abstained), outsideCohort: part(table.outsideCohort) };
}

/** The same value with every mention of a row in its texts replaced. */
function withoutNames(value: unknown, names: ReadonlySet<string>): unknown {
  if (typeof value === 'string') {
    let text = value;
    for (const name of names) text = text.replaceAll(mention(name), 'a withdrawn study');
    return text;
  }
  if (Array.isArray(value)) return value.map((one) => withoutNames(one, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutNames(one, names)]));
}

/** An id and no longer one that begins or ends with it. Ids hold letters, digits, `-`, `_` and one `/` only. */
function mention(name: string): RegExp {
  return new RegExp(`(?<![\\w/-])${name}(?![\\w-])`, 'g');
}
