/** Writes docs/clinical-variables.md from the vocabulary and the protocols. usage: node scripts/clinical/doc.ts */
import { writeFileSync } from 'node:fs';
import { clinicalDocument } from './document.ts';

writeFileSync(new URL('../../docs/clinical-variables.md', import.meta.url), clinicalDocument());
