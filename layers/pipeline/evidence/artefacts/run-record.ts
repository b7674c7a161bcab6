/** How a fit was run, read from its own report: what a rerun needs, and where each seed stands. */
import { z } from 'zod';

const words = z.array(z.string());
const clinicalColumn = z
  .object({
    name: z.string(),
    kind: z.enum(['continuous', 'ordered', 'categorical']).optional(),
    levels: words.optional(),
  })
  .strict();

/** What a user said of columns beyond their names; absent if nothing was. */
export const declaredColumns = z
  .object({
    clinical: z.array(clinicalColumn).optional(),
    recorded: z.array(clinicalColumn).optional(),
    features: words.optional(),
    positive: words.optional(),
    negative: words.optional(),
  })
  .strict();
export type DeclaredColumns = z.infer<typeof declaredColumns>;

const split = z.union([
  z.object({ by: z.literal('column'), column: z.string() }),
  z.object({ by: z.literal('stratified'), testFraction: z.number(), seed: z.number().int() }),
]);

const seeded = z.looseObject({ count: z.number().int(), seed: z.number().int() });
const protocol = z.looseObject({
  id: z.string(),
  nearDuplicates: z.unknown(),
  clinical: z.looseObject({ force: z.boolean() }),
  validation: z.looseObject({
    folds: z.number().int(),
    seed: z.number().int(),
    by: z.enum(['fold', 'site']).optional(),
  }),
  bootstrap: seeded,
  permutations: seeded,
});

/** The parts of `report.json` that say how it came about. */
const reportOfFit = z.looseObject({
  format: z.literal('radscore-report/1'),
  result: z.literal('fitted'),
  about: z.looseObject({ version: z.string(), variables: z.record(z.string(), z.unknown()).optional() }),
  source: z.looseObject({
    table: z.string().min(1),
    sha256: z.string(),
    content: z.string(),
    found: z.looseObject({ format: z.enum(['text', 'xlsx', 'parquet']) }),
    outcome: z.string(),
    id: z.string().nullable(),
    clinical: words,
    recorded: words.optional(),
    where: z.array(z.object({ column: z.string(), equals: z.string() })),
    split,
    site: z.string().nullable(),
    group: z.string().optional(),
    repeats: z.looseObject({ table: z.string(), sha256: z.string() }).nullable(),
    features: z.looseObject({ named: z.boolean() }),
    declared: declaredColumns.optional(),
  }),
  protocol,
  selection: z.looseObject({ columns: words }),
});

export const runRecord = z
  .object({
    format: z.literal('radscore-run/1'),
    command: z.literal('radscore fit'),
    program: z.string(),
    table: z
      .object({
        name: z.string(),
        sha256: z.string(),
        content: z.string(),
        found: z.looseObject({ format: z.enum(['text', 'xlsx', 'parquet']) }),
      })
      .strict(),
    repeats: z.object({ name: z.string(), sha256: z.string() }).strict().nullable(),
    columns: z
      .object({
        outcome: z.string(),
        positive: words.optional(),
        negative: words.optional(),
        id: z.string().nullable(),
        clinical: z.array(clinicalColumn),
        recorded: z.array(clinicalColumn),
        features: words.optional(),
        where: z.array(z.object({ column: z.string(), equals: z.string() })),
        site: z.string().nullable(),
        group: z.string().nullable(),
      })
      .strict(),
    split,
    seeds: z
      .object({
        split: z.number().int().nullable(),
        validation: z.number().int(),
        bootstrap: z.number().int(),
        permutations: z.number().int(),
      })
      .strict(),
    words: z.record(z.string(), z.unknown()).optional(),
    protocol,
  })
  .strict();
export type RunRecord = z.infer<typeof runRecord>;

/**
 * How a fit was run.
 *
 * @param report the content of `report.json`
 * @throws z.ZodError for what is no report of a fit that ended in a model
 */
export function runOf(report: unknown): RunRecord {
  const { about, source, protocol: steps, selection } = reportOfFit.parse(report);
  const { declared = {} } = source;
  const named = (names: readonly string[]) => names.map((name) => ({ name }));
  const features = declared.features ?? (source.features.named ? selection.columns : undefined);
  return {
    format: 'radscore-run/1',
    command: 'radscore fit',
    program: about.version,
    table: { name: source.table, sha256: source.sha256, content: source.content, found: source.found },
    repeats: source.repeats && { name: source.repeats.table, sha256: source.repeats.sha256 },
    columns: {
      outcome: source.outcome,
      ...(declared.positive && { positive: declared.positive }),
      ...(declared.negative && { negative: declared.negative }),
      id: source.id,
      clinical: declared.clinical ?? named(source.clinical),
      recorded: declared.recorded ?? named(source.recorded ?? []),
      ...(features && { features }),
      where: source.where,
      site: source.site,
      group: source.group ?? null,
    },
    split: source.split,
    seeds: {
      split: source.split.by === 'stratified' ? source.split.seed : null,
      validation: steps.validation.seed,
      bootstrap: steps.bootstrap.seed,
      permutations: steps.permutations.seed,
    },
    ...(about.variables && { words: about.variables }),
    protocol: steps,
  };
}
