/** The digital phantom of the IBSI. */
import { IDENTITY_DIRECTION, type Mask, type Volume } from '@radscore/imaging';
import { PHANTOM_INTENSITIES, PHANTOM_MASK, PHANTOM_SIZE, PHANTOM_SPACING } from './phantom.generated.ts';

/** The digital phantom of IBSI-1. */
export function digitalPhantom(): { image: Volume; mask: Mask } {
  const grid = {
    size: PHANTOM_SIZE,
    spacing: PHANTOM_SPACING,
    origin: [0, 0, 0],
    direction: IDENTITY_DIRECTION,
  } as const;
  return {
    image: { ...grid, voxels: Float64Array.from(PHANTOM_INTENSITIES) },
    mask: { ...grid, voxels: Uint8Array.from(PHANTOM_MASK) },
  };
}
