/** Writes the generated sections of docs/local-cloud.md. usage: node scripts/local-cloud-doc.ts */
import { readFileSync, writeFileSync } from 'node:fs';
import { withSections } from '../local/describe.ts';

const page = new URL('../docs/local-cloud.md', import.meta.url);
writeFileSync(page, withSections(readFileSync(page, 'utf8')));
