/** State ExtractFeatures, the light image group. */
import { extractionWork } from '@radscore/pipeline';
import { extractGroup } from '@radscore/pipeline/extraction';
import { task } from '../task.ts';

/** The light image group: original image, shape and point-wise filters. */
export const handler = task(extractionWork, extractGroup);
