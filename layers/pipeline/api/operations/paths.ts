/** Parameters of paths that several operations share. */
import { z } from 'zod';
import { jobId, lineReference, modelVersion } from '../../contracts/identifiers.ts';

export const model = z.object({ name: lineReference });
export const version = model.extend({ version: modelVersion });
export const job = model.extend({ job: jobId });
