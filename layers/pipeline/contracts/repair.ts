/** Schemas of repairs that a manifest may accept, and of those that were applied. */
import type { RepairName } from '@radscore/imaging';
import { z } from 'zod';
import { filePath, sequenceName } from './identifiers.ts';

/** Ways to repair a region of interest that does not fit its image. */
export const REPAIRS = [
  'relabel',
  'flip-to-lps',
  'reorder',
  'resample-to-image',
] as const satisfies readonly RepairName[];

export const repairName = z.enum(REPAIRS);

const overlap = z.number().min(0).max(1);

/** A repair that was applied because the manifest accepts it by name. */
export const appliedRepair = z
  .object({
    sequence: sequenceName,
    name: repairName,
    file: filePath.meta({ description: 'Where the region of interest is drawn' }),
    overlapBefore: overlap.meta({ description: 'Dice overlap of the ROI where it belongs with the ROI as it stands' }),
    overlapAfter: overlap.meta({ description: 'The same with the ROI as it was repaired' }),
    says: z.string().meta({ description: 'What the repair does, in a sentence' }),
  })
  .meta({ id: 'AppliedRepair' });
export type AppliedRepair = z.infer<typeof appliedRepair>;
