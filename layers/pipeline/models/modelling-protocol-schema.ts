/** The schema of a modelling protocol's file. */
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '@radscore/statistics';
import { z } from 'zod';

const share = z.number().gt(0).lt(1);
const count = z.number().int().min(0);
const seed = z.number().int().min(0).max(4_294_967_295);
const missing = z.enum(['error', 'median']);

/** A modelling protocol as a file holds it. What each value means is said at `ModellingProtocol`. */
const modellingProtocol: z.ZodType<ModellingProtocol> = z
  .object({
    id: z.string().min(1),
    outcomeDefinition: z.string(),
    missing: z.object({ features: missing, clinical: missing }).strict(),
    harmonisation: z
      .object({
        reference: z.string().nullable().default(null),
        parametric: z.boolean().default(true),
        meanOnly: z.boolean().default(false),
        unseenSite: z.enum(['reference', 'abstain']).default('reference'),
      })
      .strict()
      .nullable(),
    robustness: z.object({ icc: share }).strict().nullable(),
    nearDuplicates: z.object({ spearman: share }).strict().nullable(),
    anova: z
      .object({
        p: z.number().gt(0).max(1),
        most: z.number().int().min(1),
        least: count,
      })
      .strict(),
    prefilter: z.enum(['anova', 'mrmr']).optional(),
    lasso: z
      .object({
        alphas: z.number().int().min(2),
        ratio: share,
        folds: z.number().int().min(2),
        rule: z.enum(['min', '1se']),
        loss: z.enum(['squared', 'logistic']).optional(),
        l1Ratio: z.number().gt(0).max(1).optional(),
      })
      .strict(),
    mostFeatures: z.number().int().min(1),
    likelihood: z.enum(['maximum', 'firth']).optional(),
    multiplicity: z.enum(['holm', 'benjamini-hochberg']).optional(),
    clinical: z.object({ p: z.number().gt(0).max(1), force: z.boolean() }).strict(),
    nomogram: z.object({ points: z.number().gt(0) }).strict(),
    threshold: z.union([z.enum(['youden', 'top-left']), z.object({ sensitivity: z.number().gt(0).max(1) }).strict()]),
    confidence: share,
    calibration: z.object({ groups: z.number().int().min(2) }).strict(),
    decisionCurve: z
      .object({ from: share, to: share, step: share, shown: z.object({ from: share, to: share }).strict() })
      .strict(),
    validation: z.object({ folds: count, repeats: count, seed }).strict(),
    outsideCohort: z
      .object({ z: z.number().gt(0), margin: z.number().min(0), clinicalMargin: z.number().min(0) })
      .strict()
      .nullable(),
    bootstrap: z.object({ count, seed }).strict(),
    permutations: z.object({ count, seed }).strict(),
  })
  .strict();

/** A protocol file does not fit: the places, and what is wrong there. */
export class ModellingProtocolInvalid extends Error {
  override readonly name = 'ModellingProtocolInvalid';
  readonly issues: readonly { readonly path: string; readonly message: string }[];

  constructor(issues: ModellingProtocolInvalid['issues']) {
    const places = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message));
    super(`got a modelling protocol with ${places.join('; ')}; wanted the fields of her2-pcr@1. Correct the file.`);
    this.issues = issues;
  }
}

/**
 * A protocol that says how it differs from `her2-pcr@1`: what it leaves out, also within a step, is as there. It has a
 * name of its own, which its models bear.
 *
 * @throws ModellingProtocolInvalid
 */
export function modellingProtocolOf(changes: unknown): ModellingProtocol {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) {
    throw new ModellingProtocolInvalid([{ path: '', message: 'no object' }]);
  }
  if (!('id' in changes) || changes.id === DEFAULT_PROTOCOL.id) {
    throw new ModellingProtocolInvalid([{ path: 'id', message: `wanted a name other than ${DEFAULT_PROTOCOL.id}` }]);
  }
  const isStep = (value: unknown) => typeof value === 'object' && value !== null;
  const defaults: Readonly<Record<string, unknown>> = { ...DEFAULT_PROTOCOL };
  const merged = Object.entries(changes).map(([step, value]) => [
    step,
    isStep(value) && isStep(defaults[step]) ? { ...(defaults[step] as object), ...value } : value,
  ]);
  const parsed = modellingProtocol.safeParse({ ...defaults, ...Object.fromEntries(merged) });
  if (parsed.success) return parsed.data;
  throw new ModellingProtocolInvalid(
    parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message })),
  );
}
