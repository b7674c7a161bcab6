/** Bodies of feature exports: what table is asked for, and how its job stands. */
import { z } from 'zod';
import { EXPORT_STATUSES } from '../../contracts/choices.ts';
import { jobId } from '../../contracts/identifiers.ts';
import { reason } from '../../contracts/workflow.ts';
import { notice } from './notice.ts';
import { cohortQuery } from './studies.ts';

export const createFeatureExport = cohortQuery
  .strict()
  .meta({ id: 'CreateFeatureExport', example: { protocol: 'her2-pcr@1', cohort: 'labelled' } });

export const exportKeyHeader = z.object({
  'idempotency-key': z.string().min(1).max(128).optional().meta({
    description: 'Requests with the same key and body are one export, no matter how often they are made',
    example: 'nightly-2026-11-27',
  }),
});

export const featureExport = z
  .object({
    jobId,
    protocol: z.string(),
    cohort: cohortQuery.shape.cohort.unwrap(),
    origin: cohortQuery.shape.origin.unwrap(),
    status: z.enum(EXPORT_STATUSES),
    createdAt: z.string(),
    expiresAt: z.string().meta({ description: 'The table is deleted then' }),
    progress: z
      .object({
        seen: z.number().int().meta({ description: 'Studies that were read' }),
        of: z.number().int().meta({ description: 'Studies of the institution, as far as they are counted' }),
        rows: z.number().int(),
        bytes: z.number().int().meta({ description: 'Of the table, as far as it is written' }),
        left: z.record(z.string(), z.number().int()).meta({
          description:
            'Studies that are not rows, by reason code (as docs/reasons.md lists them); those without an outcome are not counted if cohort is labelled',
        }),
      })
      .optional(),
    table: z.string().optional().meta({
      description:
        'Where to get the table as CSV, within an hour. It answers 404 or 403 once a study of the institution is withdrawn: ask for another then',
    }),
    reason: reason.optional().meta({ description: 'Why the export failed' }),
    notice,
  })
  .meta({ id: 'FeatureExport' });
