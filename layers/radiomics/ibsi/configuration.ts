import { InputRefused, type Interpolator, type Vector3 } from '@radscore/imaging';

/** Fixed bin size from a lowest value, a fixed number of bins, or intensities that are levels already. */
export type IbsiDiscretisation =
  | { readonly method: 'fixed-bin-size'; readonly width: number; readonly start: number }
  | { readonly method: 'fixed-bin-number'; readonly count: number }
  | { readonly method: 'none' };

/** Image processing as the IBSI reference manual (1.0) describes it. */
export interface IbsiConfiguration {
  readonly name: string;
  /** Textures per slice and over slices (2D, 2.5D), or in three dimensions. */
  readonly slices: boolean;
  readonly volumetric: boolean;
  /** New spacing in mm, on a grid whose centre is that of the image; null for none, 0 to keep an axis. */
  readonly spacing: Vector3 | null;
  readonly interpolator: Interpolator;
  /** Resegmentation: closed range, then standard deviations (population) from the mean. */
  readonly range: readonly [number, number] | null;
  readonly outlierSigma: number | null;
  readonly discretisation: IbsiDiscretisation;
  /** For the intensity-volume histogram. */
  readonly volumeHistogram: IbsiDiscretisation;
}

const NONE: IbsiDiscretisation = { method: 'none' };
const ct = { spacing: null, interpolator: 'sitkLinear', outlierSigma: null, volumeHistogram: NONE } as const;

/** The digital phantom and configurations A to E of the chest CT phantom. */
export const IBSI_CONFIGURATIONS: readonly IbsiConfiguration[] = [
  { ...ct, name: 'phantom', slices: true, volumetric: true, range: null, discretisation: NONE },
  {
    ...ct,
    name: 'A',
    slices: true,
    volumetric: false,
    range: [-500, 400],
    discretisation: { method: 'fixed-bin-size', width: 25, start: -500 },
  },
  {
    ...ct,
    name: 'B',
    slices: true,
    volumetric: false,
    spacing: [2, 2, 0],
    range: [-500, 400],
    discretisation: { method: 'fixed-bin-number', count: 32 },
  },
  {
    ...ct,
    name: 'C',
    slices: false,
    volumetric: true,
    spacing: [2, 2, 2],
    range: [-1000, 400],
    discretisation: { method: 'fixed-bin-size', width: 25, start: -1000 },
    volumeHistogram: { method: 'fixed-bin-size', width: 2.5, start: -1000 },
  },
  {
    ...ct,
    name: 'D',
    slices: false,
    volumetric: true,
    spacing: [2, 2, 2],
    range: null,
    outlierSigma: 3,
    discretisation: { method: 'fixed-bin-number', count: 32 },
  },
  {
    ...ct,
    name: 'E',
    slices: false,
    volumetric: true,
    spacing: [2, 2, 2],
    interpolator: 'sitkBSpline',
    range: [-1000, 400],
    outlierSigma: 3,
    discretisation: { method: 'fixed-bin-number', count: 32 },
    volumeHistogram: { method: 'fixed-bin-number', count: 1000 },
  },
];

/** @throws InputRefused `settings-invalid` for an unknown name */
export function ibsiConfiguration(name: string): IbsiConfiguration {
  const found = IBSI_CONFIGURATIONS.find((configuration) => configuration.name === name);
  if (found) return found;
  throw new InputRefused({
    code: 'settings-invalid',
    got: `the IBSI configuration "${name}"`,
    wanted: `one of ${IBSI_CONFIGURATIONS.map((c) => c.name).join(', ')}`,
    remedy: 'Name one of these.',
  });
}
