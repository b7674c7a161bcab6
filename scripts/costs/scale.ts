/** Writes docs/scale.md from what scripts/costs/measure.ts measured. */
// usage: node scripts/costs/scale.ts
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { scaleDocument } from './document.ts';
import { readMeasured } from './measure.ts';

export const SCALE = fileURLToPath(new URL('../../docs/scale.md', import.meta.url));

if (import.meta.main) writeFileSync(SCALE, scaleDocument(readMeasured()));
