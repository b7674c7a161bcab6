/** The shape of a synthetic tumour: an ellipsoid with lobes, as its morphology says. */
import type { Random } from '@radscore/statistics';
import type { Morphology } from './cohort.ts';

/** Shape and place of a tumour, in millimetres from the centre of the image: the same in every sequence of a patient. */
export interface Tumour {
  readonly centre: readonly [number, number, number];
  readonly semiAxes: readonly [number, number, number];
  /** Rotation about z, radians. */
  readonly rotation: number;
  /** Relative height of the lobes on the surface, and the phase of each. */
  readonly lobes: readonly { readonly height: number; readonly phase: number }[];
}

/** Elongation in the plane and height of the lobes: what radiologists call the shape. */
const SHAPES = {
  regular: { elongation: 1.15, height: 0.02 },
  irregular: { elongation: 1.3, height: 0.1 },
  'non-mass': { elongation: 1.8, height: 0.07 },
} as const;

const LOBES = [2, 3, 5, 7];

/** Draws a tumour whose largest slice covers at least 550 mm². */
export function drawTumour(morphology: Morphology, random: Random): Tumour {
  const { elongation, height } = SHAPES[morphology];
  const radius = uniform(random, 13.5, 17);
  const stretch = Math.sqrt(elongation * uniform(random, 0.95, 1.05));
  return {
    centre: [uniform(random, -14, 14), uniform(random, -12, 8), uniform(random, -7, 7)],
    semiAxes: [radius * stretch, radius / stretch, radius * uniform(random, 0.8, 1)],
    rotation: uniform(random, 0, Math.PI),
    lobes: LOBES.map(() => ({
      height: height * uniform(random, 0.7, 1.3),
      phase: uniform(random, 0, 2 * Math.PI),
    })),
  };
}

/** Largest distance (mm) of the surface from the centre along x, y and z. */
export function reachOf({ semiAxes, lobes }: Tumour): readonly [number, number, number] {
  const inPlane = Math.max(semiAxes[0], semiAxes[1]) * (1 + lobes.reduce((sum, { height }) => sum + height, 0));
  return [inPlane, inPlane, semiAxes[2]];
}

/** Whether points (mm from the tumour's centre) are inside. */
export function insideOf({ semiAxes, rotation, lobes }: Tumour): (x: number, y: number, z: number) => boolean {
  const cos = Math.cos(rotation);
  const sin = Math.sin(rotation);
  // Between these the lobes decide; the margin is more than what rounding can do.
  const height = lobes.reduce((sum, lobe) => sum + lobe.height, 0) + 1e-6;
  const [innermost, outermost] = [(1 - height) ** 2, (1 + height) ** 2];
  return (x, y, z) => {
    const u = (cos * x + sin * y) / semiAxes[0];
    const v = (cos * y - sin * x) / semiAxes[1];
    const w = z / semiAxes[2];
    const radius = u * u + v * v;
    const level = 1 - w * w;
    if (level >= 0 && radius < innermost * level) return true;
    if (radius > outermost * Math.max(level, 0)) return false;
    const angle = Math.atan2(v, u);
    let surface = 1;
    // The phase turns with height, or else the tumour would be a prism of lobes.
    for (let k = 0; k < lobes.length; k++) {
      surface += lobes[k].height * Math.sin(LOBES[k] * angle + lobes[k].phase + 2 * w);
    }
    return radius <= surface * surface * level;
  };
}

function uniform(random: Random, low: number, high: number): number {
  return low + (high - low) * random.uniform();
}
