/** Operations on feature exports: tables of any number of studies, made in the background. */
import { z } from 'zod';
import { jobId } from '../../contracts/identifiers.ts';
import * as api from '../schemas/index.ts';
import type { Operation } from './operation.ts';

export const exportOperations = {
  'POST /v1/feature-exports': {
    id: 'createFeatureExport',
    tag: 'studies',
    summary: "Make the institution's feature table in the background",
    description:
      'For any number of studies. The table has the columns and rows of GET /v1/features. A study that is withdrawn meanwhile is not in it: the export begins again.',
    scope: 'studies:read',
    body: api.createFeatureExport,
    headers: api.exportKeyHeader,
    problems: { 404: 'No such protocol' },
    success: { 202: { description: 'The export, which has begun', schema: api.featureExport } },
  },
  'GET /v1/feature-exports/{id}': {
    id: 'getFeatureExport',
    tag: 'studies',
    summary: 'How a feature export stands',
    description: 'Progress; when it is complete, counts and a URL of the table. Tables are deleted after a day.',
    scope: 'studies:read',
    path: z.object({ id: jobId }),
    success: { 200: { description: 'The export', schema: api.featureExport } },
  },
} satisfies Readonly<Record<string, Operation>>;
