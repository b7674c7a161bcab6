/** The parameters of the IBSI profile, and those of its five published configurations. */
import { InputRefused, type Interpolator, type Vector3 } from '@radscore/imaging';

/** Fixed bin size from a lowest value, a fixed number of bins, or intensities that are levels already. */
export type IbsiDiscretisation =
  /** `start` null: the lower end of the resegmentation range, else the lowest intensity of the ROI. */
  | { readonly method: 'fixed-bin-size'; readonly width: number; readonly start: number | null }
  | { readonly method: 'fixed-bin-number'; readonly count: number }
  | { readonly method: 'none' };

/** How textures are gathered: by slice (`2D`), over slices (`2.5D`), over the volume (`3D`). */
export const IBSI_AGGREGATIONS = ['2D', '2.5D', '3D'] as const;
export type IbsiAggregation = (typeof IBSI_AGGREGATIONS)[number];

/** Image processing as the IBSI reference manual (1.0) describes it. */
export interface IbsiConfiguration {
  readonly name: string;
  /** Textures per slice, over slices, or in three dimensions. */
  readonly aggregation: readonly IbsiAggregation[];
  /** New spacing in mm, on a grid whose centre is that of the image; null for none, 0 to keep an axis. */
  readonly spacing: Vector3 | null;
  readonly interpolator: Interpolator;
  /** Interpolated intensities become whole numbers again, as those of CT are. */
  readonly rounding: boolean;
  /** Resegmentation: closed range, then standard deviations (population) from the mean. */
  readonly range: readonly [number, number] | null;
  readonly outlierSigma: number | null;
  readonly discretisation: IbsiDiscretisation;
  /** For the intensity-volume histogram. */
  readonly volumeHistogram: IbsiDiscretisation;
}

const NONE: IbsiDiscretisation = { method: 'none' };
const ct = {
  spacing: null,
  interpolator: 'sitkLinear',
  rounding: true,
  outlierSigma: null,
  volumeHistogram: NONE,
} as const;

/**
 * What holds where nothing is said. IBSI prescribes no processing; these are this project's choices: the image as it is,
 * 32 bins, and 1000 for the intensity-volume histogram, as the manual recommends for arbitrary units.
 */
export const DEFAULT_IBSI_CONFIGURATION: IbsiConfiguration = {
  ...ct,
  name: 'default',
  aggregation: IBSI_AGGREGATIONS,
  rounding: false,
  range: null,
  discretisation: { method: 'fixed-bin-number', count: 32 },
  volumeHistogram: { method: 'fixed-bin-number', count: 1000 },
};

/** The digital phantom and configurations A to E of the chest CT phantom. */
export const IBSI_CONFIGURATIONS: readonly IbsiConfiguration[] = [
  { ...ct, name: 'phantom', aggregation: IBSI_AGGREGATIONS, range: null, discretisation: NONE },
  {
    ...ct,
    name: 'A',
    aggregation: ['2D', '2.5D'],
    range: [-500, 400],
    discretisation: { method: 'fixed-bin-size', width: 25, start: -500 },
  },
  {
    ...ct,
    name: 'B',
    aggregation: ['2D', '2.5D'],
    spacing: [2, 2, 0],
    range: [-500, 400],
    discretisation: { method: 'fixed-bin-number', count: 32 },
  },
  {
    ...ct,
    name: 'C',
    aggregation: ['3D'],
    spacing: [2, 2, 2],
    range: [-1000, 400],
    discretisation: { method: 'fixed-bin-size', width: 25, start: -1000 },
    volumeHistogram: { method: 'fixed-bin-size', width: 2.5, start: -1000 },
  },
  {
    ...ct,
    name: 'D',
    aggregation: ['3D'],
    spacing: [2, 2, 2],
    range: null,
    outlierSigma: 3,
    discretisation: { method: 'fixed-bin-number', count: 32 },
  },
  {
    ...ct,
    name: 'E',
    aggregation: ['3D'],
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
    got: `the IBSI configuration "${name.slice(0, 64)}"`,
    wanted: `one of ${IBSI_CONFIGURATIONS.map((c) => c.name).join(', ')}`,
    remedy: 'Name one of these.',
  });
}
