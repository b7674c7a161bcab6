/** Parameters of paths that several operations share. */
import { z } from 'zod';
import { jobId, modelName, modelVersion } from '../../contracts/identifiers.ts';

export const model = z.object({ name: modelName });
export const version = model.extend({ version: modelVersion });
export const job = model.extend({ job: jobId });
