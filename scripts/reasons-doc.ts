/** Writes docs/reasons.md from the catalogue of reasons. usage: node scripts/reasons-doc.ts */
import { writeFileSync } from 'node:fs';
import { reasonsDocument } from '../layers/pipeline/contracts/reasons.ts';

writeFileSync(new URL('../docs/reasons.md', import.meta.url), reasonsDocument());
