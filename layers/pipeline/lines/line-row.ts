/** The row of a model line: its recipe, its settings, and which of its versions answers. */
import { z } from 'zod';
import { institutionId, modelName, ownerId } from '../contracts/identifiers.ts';
import { importedSplit } from '../contracts/imported-signature.ts';
import { modellingChanges } from '../contracts/modelling-changes.ts';
import { split } from '../contracts/workflow.ts';
import { gateSettings } from './gate-settings.ts';

/** How versions of a line are made. It never changes: versions of another recipe are versions of another line. */
export const recipe = z
  .object({
    split: z.union([split, importedSplit]),
    institutions: z
      .array(institutionId)
      .optional()
      .meta({ description: 'Whose labelled studies are pooled; without it all members of the owner' }),
    seed: z.number().int().min(0).max(4_294_967_295),
    modelling: modellingChanges.optional(),
  })
  .meta({ id: 'Recipe', description: 'How the versions of a line are made; it is the same for all of them' });
export type Recipe = z.infer<typeof recipe>;

/** What is done to a line, as its audit names it. */
export const LINE_ACTIONS = [
  'create',
  'challenge',
  'promote',
  'refuse',
  'roll-back',
  'retire',
  'suspend',
  'configure',
  'delete',
] as const;

/** One change of a line: what, by whom, why, and what then answered. */
export const lineChange = z
  .object({
    revision: z.number().int(),
    at: z.string(),
    action: z.enum(LINE_ACTIONS),
    version: z.number().int().optional(),
    champion: z.number().int().nullable().meta({ description: 'The promoted version after the change' }),
    by: z.string().meta({ description: 'Institution whose member asked, or `service`' }),
    reason: z.string().optional(),
    runId: z.string().optional(),
  })
  .meta({ id: 'LineChange', description: 'A record of the audit trail' });
export type LineChange = z.infer<typeof lineChange>;

/** What members of the owner may set. */
export const lineSettings = z
  .object({
    shared: z.boolean().default(false).meta({ description: 'Whether every institution may use the line' }),
    promotion: z
      .enum(['automatic', 'manual'])
      .default('automatic')
      .meta({ description: 'Whether a version that passes all gates answers at once, or waits for a person' }),
    gates: gateSettings.default({}),
  })
  .strict()
  .meta({ id: 'LineSettings', example: { shared: false, promotion: 'manual', gates: { newEvents: null } } });
export type LineSettings = z.infer<typeof lineSettings>;

export const lineRow = z.object({
  owner: ownerId,
  name: modelName,
  protocol: z.string(),
  recipe,
  settings: lineSettings,
  createdAt: z.string(),
  /** Counts writes; each is conditional on the one before. */
  revision: z.number().int(),
  champion: z.number().int().optional(),
  challenger: z.number().int().optional(),
  /** Versions that were champion before, the latest last: where a rollback goes. */
  earlier: z.array(z.number().int()),
  /** Copied to the audit trail before the next change replaces it. */
  lastChange: lineChange,
  deletedAt: z.string().optional(),
});
export type LineRow = z.infer<typeof lineRow>;
