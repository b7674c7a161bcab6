/** State ListOutdatedStudies: which studies are to be analysed again. */
import { reExtraction } from '@radscore/pipeline';
import { listOutdatedStudies } from '@radscore/pipeline/extraction';
import { task } from '../task.ts';

/** Those of one institution, or of all, as a list in the artefact bucket. */
export const handler = task(reExtraction, listOutdatedStudies);
