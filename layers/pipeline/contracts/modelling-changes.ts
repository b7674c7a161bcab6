/** Changes to the modelling protocol: their schema, and the protocol that they make. */
import { DEFAULT_PROTOCOL, type ModellingProtocol } from '@radscore/statistics/modelling-protocol';
import { z } from 'zod';
import { FIXED, MODELLING_ID, modellingProtocol, NULLABLE, SINGLE } from './modelling.ts';

/** A modelling protocol may change every field of `her2-pcr@1`; what a change leaves out, also within a step, is as there. */
const changes = z
  .object({
    id: MODELLING_ID,
    ...z.object(SINGLE).partial().shape,
    missing: FIXED.missing.partial().optional(),
    harmonisation: NULLABLE.harmonisation.partial().nullable().optional(),
    robustness: NULLABLE.robustness.nullable().optional(),
    nearDuplicates: NULLABLE.nearDuplicates.partial().nullable().optional(),
    anova: FIXED.anova.partial().optional(),
    lasso: FIXED.lasso.partial().optional(),
    clinical: FIXED.clinical.partial().optional(),
    nomogram: FIXED.nomogram.partial().optional(),
    calibration: FIXED.calibration.partial().optional(),
    decisionCurve: FIXED.decisionCurve.partial().optional(),
    validation: FIXED.validation.partial().optional(),
    outsideCohort: NULLABLE.outsideCohort.partial().nullable().optional(),
    bootstrap: FIXED.bootstrap.partial().optional(),
    permutations: FIXED.permutations.partial().optional(),
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

/** How a modelling protocol differs from `her2-pcr@1`, as a file of `radscore fit --protocol` holds it. */
export const modellingChanges = changes
  .superRefine((value, context) => {
    try {
      modellingProtocolOf(value);
    } catch (error) {
      if (!(error instanceof ModellingProtocolInvalid)) throw error;
      for (const { path, message } of error.issues) {
        context.addIssue({ code: 'custom', path: path === '' ? [] : path.split('.'), message });
      }
    }
  })
  .meta({
    id: 'ModellingChanges',
    description:
      'How the modelling differs from that of `her2-pcr@1`, as the file of `radscore fit --protocol`. What is left out, also within a step, is as there; ' +
      'GET /v1/protocols/{id} lists every field with its value and meaning.',
  });
export type ModellingChanges = z.infer<typeof modellingChanges>;
