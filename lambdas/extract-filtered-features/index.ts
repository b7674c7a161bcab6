/** State ExtractFilteredFeatures, the heavy image group, from a container. */
import { extractionWork } from '@radscore/pipeline';
import { extractGroup } from '@radscore/pipeline/extraction';
import { task } from '../task.ts';

/** The heavy image group: wavelet, LoG and LBP. Runs in a container, which bundles what it needs. */
export const handler = task(extractionWork, extractGroup);
