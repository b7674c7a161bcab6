/** Writes docs/features.md from the catalogue of features. */
import { writeFileSync } from 'node:fs';
import { catalogueDocument } from '../layers/radiomics/catalogue/document.ts';

writeFileSync(new URL('../docs/features.md', import.meta.url), catalogueDocument());
