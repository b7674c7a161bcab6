/** Draws the three image sequences of a synthetic patient, with the tumour's region of interest. */
import { IDENTITY_DIRECTION, type Mask, type Vector3, type Volume, voxelCount } from '@radscore/imaging';
import type { SequenceName } from '@radscore/pipeline';
import { Random } from '@radscore/statistics';
import { drawGland, type Gland, paintBreast } from './breast.ts';
import type { Centre, Patient } from './cohort.ts';
import { acquire, randomField } from './texture.ts';
import { drawTumour, insideOf, reachOf, type Tumour } from './tumour.ts';

/** One sequence of a synthetic study. */
export interface Phantom {
  readonly image: Volume<Int16Array>;
  readonly roi: Mask;
  /** Of a dynamic sequence: every phase in order of time; `image` is the one at which the tumour is brightest. */
  readonly phases: readonly Volume<Int16Array>[];
}

interface Sequence {
  readonly size: Vector3;
  /** Intensity of each tissue; of `dwi` the apparent diffusion coefficient in 10⁻⁶ mm²/s. */
  readonly fat: number;
  readonly gland: number;
  readonly tumour: number;
  /** The tumour's texture at latent 0: standard deviation, and correlation length in mm. */
  readonly contrast: number;
  readonly correlationLength: number;
  /** The property that the latent multiplies. */
  readonly latent: 'contrast' | 'correlationLength';
  /** Of a dynamic sequence: the tumour's intensity at each phase, relative to its peak. */
  readonly enhancement?: readonly number[];
}

/** A latent of one standard deviation multiplies its property by e to this power. */
const LATENT_EFFECT = 0.35;

const SEQUENCES: Readonly<Record<SequenceName, Sequence>> = {
  t2fs: {
    size: [192, 192, 24],
    fat: 90,
    gland: 320,
    tumour: 520,
    contrast: 80,
    correlationLength: 1.6,
    latent: 'correlationLength',
  },
  dwi: {
    size: [96, 96, 24],
    fat: 350,
    gland: 1800,
    tumour: 1050,
    contrast: 130,
    correlationLength: 2.5,
    latent: 'contrast',
  },
  dce: {
    size: [192, 192, 24],
    fat: 150,
    gland: 380,
    tumour: 950,
    contrast: 120,
    correlationLength: 1.6,
    latent: 'correlationLength',
    // Before the contrast agent, at the peak, and as it washes out.
    enhancement: [0.4, 1, 0.85],
  },
};

/** How a centre's scanner differs: gain of the intensities, noise (standard deviation) and spacing (mm) alone. */
interface Acquisition {
  readonly gain: number;
  readonly noise: number;
  readonly spacing: Vector3;
}

const ACQUISITIONS: Readonly<Record<Centre, Readonly<Record<SequenceName, Acquisition>>>> = {
  'demo-centre-1': {
    t2fs: { gain: 1, noise: 30, spacing: [0.9, 0.9, 3] },
    dwi: { gain: 1, noise: 60, spacing: [1.8, 1.8, 3] },
    dce: { gain: 1, noise: 45, spacing: [0.9, 0.9, 3] },
  },
  'demo-centre-2': {
    t2fs: { gain: 1.08, noise: 34, spacing: [0.85, 0.85, 3.2] },
    dwi: { gain: 1, noise: 66, spacing: [1.7, 1.7, 3.2] },
    dce: { gain: 0.94, noise: 48, spacing: [0.85, 0.85, 3.2] },
  },
};

export const PHANTOM_SEQUENCES: readonly SequenceName[] = ['t2fs', 'dwi', 'dce'];

/** What all sequences of a patient show. */
export interface Anatomy {
  readonly gland: Gland;
  readonly tumour: Tumour;
}

export function drawAnatomy(patient: Patient, seed: number): Anatomy {
  const random = new Random(seed, streamOf(patient));
  return { tumour: drawTumour(patient.clinical.morphology, random), gland: drawGland(random) };
}

/**
 * Image and ROI of one sequence: a breast-like background, a tumour whose shape follows the morphology and whose
 * texture follows the latent, and noise over all. The same patient and seed give the same voxels.
 */
export function makePhantom(
  patient: Patient,
  seed: number,
  sequence: SequenceName,
  { gland, tumour }: Anatomy = drawAnatomy(patient, seed),
): Phantom {
  const acquisition = ACQUISITIONS[patient.institution][sequence];
  const { size } = SEQUENCES[sequence];
  const { spacing } = acquisition;
  const random = new Random(seed, streamOf(patient) + 1 + PHANTOM_SEQUENCES.indexOf(sequence));
  const signal = new Float32Array(voxelCount(size));
  const grid = { size, spacing, origin: originOf(size, spacing), direction: IDENTITY_DIRECTION };
  paintBreast(signal, grid, gland, SEQUENCES[sequence]);
  const roi = paintTumour(signal, grid, tumour, SEQUENCES[sequence], patient.textures[sequence], random);
  const { gain, noise } = acquisition;
  if (gain !== 1) for (let i = 0; i < signal.length; i++) signal[i] *= gain;
  const phase = (enhancement: number): Volume<Int16Array> => ({
    ...grid,
    voxels: acquire(signal, { sd: noise, factor: enhancement, roi }, random),
  });
  // The peak is drawn first: how many other phases there are does not change a voxel of it.
  const image = phase(1);
  const phases = (SEQUENCES[sequence].enhancement ?? [1]).map((relative) => (relative === 1 ? image : phase(relative)));
  return { image, phases, roi: { ...grid, voxels: roi } };
}

/** First of a patient's random streams: one for the anatomy, one per sequence. Stream 0 is the cohort's. */
function streamOf({ index }: Patient): number {
  return 1 + index * (1 + PHANTOM_SEQUENCES.length);
}

type Grid = Omit<Volume, 'voxels'>;

/** The world's origin is the centre of the image. */
function originOf(size: Vector3, spacing: Vector3): Vector3 {
  return [(-(size[0] - 1) * spacing[0]) / 2, (-(size[1] - 1) * spacing[1]) / 2, (-(size[2] - 1) * spacing[2]) / 2];
}

/** Replaces the tissue inside the tumour; returns the ROI. */
function paintTumour(
  signal: Float32Array,
  { size, spacing, origin }: Grid,
  tumour: Tumour,
  tissue: Sequence,
  latent: number,
  random: Random,
): Uint8Array {
  const factor = Math.exp(LATENT_EFFECT * latent);
  const contrast = tissue.contrast * (tissue.latent === 'contrast' ? factor : 1);
  const correlationLength = tissue.correlationLength * (tissue.latent === 'correlationLength' ? factor : 1);

  const reach = reachOf(tumour);
  const toIndex = (axis: number, side: number): number =>
    (tumour.centre[axis] + side * reach[axis] - origin[axis]) / spacing[axis];
  const lower = [0, 1, 2].map((axis) => Math.max(Math.floor(toIndex(axis, -1)), 0));
  const upper = [0, 1, 2].map((axis) => Math.min(Math.ceil(toIndex(axis, 1)), size[axis] - 1));
  const extent: Vector3 = [upper[0] - lower[0] + 1, upper[1] - lower[1] + 1, upper[2] - lower[2] + 1];
  const field = randomField(extent, correlationLength, spacing, random);

  const roi = new Uint8Array(signal.length);
  const isInside = insideOf(tumour);
  let at = 0;
  for (let z = lower[2]; z <= upper[2]; z++) {
    const dz = origin[2] + z * spacing[2] - tumour.centre[2];
    for (let y = lower[1]; y <= upper[1]; y++) {
      const dy = origin[1] + y * spacing[1] - tumour.centre[1];
      for (let x = lower[0]; x <= upper[0]; x++, at++) {
        const dx = origin[0] + x * spacing[0] - tumour.centre[0];
        if (!isInside(dx, dy, dz)) continue;
        const voxel = x + size[0] * (y + size[1] * z);
        signal[voxel] = tissue.tumour + contrast * field[at];
        roi[voxel] = 1;
      }
    }
  }
  return roi;
}
