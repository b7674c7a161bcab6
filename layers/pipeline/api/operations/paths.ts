/** Parameters of paths that several operations share. */
import { z } from 'zod';
import { lineReference, modelVersion } from '../../contracts/identifiers.ts';

export const model = z.object({ name: lineReference });
export const version = model.extend({ version: modelVersion });
