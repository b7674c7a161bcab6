/** Writes the types of the API for the console, from its OpenAPI document. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { openApiText } from '../cli/service/api-description.ts';
import { apiTypes } from '../packaging/api-types/api-types.ts';

/** Where they are; committed, so that a clone is type-checked without a step before. */
export const API_TYPES = fileURLToPath(new URL('../console/api/schema.generated.ts', import.meta.url));

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(API_TYPES, await apiTypes(openApiText()));
