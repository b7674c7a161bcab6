/** State ExtractFeatures, for a sequence with heavy filters (wavelet, LoG, LBP), from a container. */
import { extractionWork } from '@radscore/pipeline';
import { extractPrepared } from '@radscore/pipeline/extraction';
import { task } from '../task.ts';

/** All features of a prepared sequence: the container bundles what it needs. */
export const handler = task(extractionWork, extractPrepared);
