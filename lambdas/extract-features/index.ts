/** State ExtractFeatures, for a sequence without heavy filters, from a zip. */
import { extractionWork } from '@radscore/pipeline';
import { extractPrepared } from '@radscore/pipeline/extraction';
import { task } from '../task.ts';

/** All features of a prepared sequence. */
export const handler = task(extractionWork, extractPrepared);
