/** What a version that was imported from a signature file has in place of a cohort. */
import { z } from 'zod';

/** Name that an imported version has in place of a study protocol. */
export const IMPORTED = 'imported';

export const importedSignature = z
  .object({
    signature: z.string().meta({ description: 'Its name in the file' }),
    title: z.string(),
    doi: z.string().nullable(),
    citation: z.string().nullable(),
    coefficients: z.enum(['published', 'made up']),
    sha256: z.string().meta({ description: 'Of the file' }),
    measuredBy: z.string().nullable().meta({
      description:
        'The study protocol by whose settings all its features are measured; null: it scores values at hand only',
    }),
    assumed: z
      .array(z.object({ path: z.string(), value: z.union([z.number(), z.string()]) }))
      .meta({ description: 'What the publication does not state, and was assumed' }),
    open: z.number().int().meta({ description: 'What it still leaves open; no score needs it' }),
  })
  .meta({ id: 'ImportedSignature', description: 'A published signature: no training cohort, nothing validated here' });
export type ImportedSignature = z.infer<typeof importedSignature>;

/** In place of a split, of a line whose versions are imported: it has no rows. */
export const importedSplit = z.object({ by: z.literal(IMPORTED) }).meta({
  id: 'NoSplit',
  description: 'Of a line whose versions are imported from signature files: there are no rows',
});
