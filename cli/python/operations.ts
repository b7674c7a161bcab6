/** What the engine answers to Python, by the name of the request. */
import {
  gridOf,
  type InputRefused,
  interpolate,
  type Mask,
  normalise,
  readImage,
  selectLabel,
  type Volume,
  type Voxels,
  voxelType,
} from '@radscore/imaging/node';
import {
  ENGINE_VERSION,
  type ExtractionSettings,
  type FeatureClass,
  featureNames,
  type GivenValue,
  givenParameters,
  type ImageType,
  parseSettings,
  type Setting,
  settingsFrom,
  type Warning,
  wholeImages,
} from '@radscore/radiomics';
import { nodeEngine } from '@radscore/radiomics/node';
import { extractRead } from '../features/extract-case.ts';
import { placeCase } from '../features/read-case.ts';
import type { Frame } from './frames.ts';
import { givenCase, givenSettings, volumeOf } from './given.ts';

/** A header and buffers. */
export interface Answer {
  readonly header: Readonly<Record<string, unknown>>;
  readonly buffers?: readonly Voxels[];
}

/** What the engine is, for the one who starts it. */
export function hello(): Answer['header'] {
  const { kernels, whyTwins } = nodeEngine;
  return { engine: ENGINE_VERSION, node: process.versions.node, kernels, whyTwins };
}

/** Each throws InputRefused for what it cannot take. */
export const OPERATIONS: Readonly<Record<string, (frame: Frame) => Answer>> = {
  hello: () => ({ header: hello() }),
  parameters,
  settings: (frame) => {
    givenSettings(frame);
    return { header: {} };
  },
  extract,
  names: (frame) => ({ header: { names: featureNames(givenSettings(frame)).flatMap(({ names }) => names) } }),
  features,
  region,
  resample,
  normalise: normalised,
  images,
  read,
};

/** The content of a parameter file, whole numbers and others apart as Python has them. */
function parameters({ header }: Frame): Answer {
  const text = String(header.text);
  parseSettings(text);
  return { header: { parameters: typed(givenParameters(text)) } };
}

function typed(given: GivenValue): unknown {
  if (given instanceof Map) return { '#map': Array.from(given, ([key, value]) => [key, typed(value)]) };
  if (Array.isArray(given)) return given.map(typed);
  if (typeof given !== 'object' || given === null) return given;
  const { number, float } = given as { readonly number: number; readonly float: boolean };
  return float && Number.isFinite(number) ? { '#float': number } : number;
}

/** The features of a case with what PyRadiomics reports besides them. */
function extract(frame: Frame): Answer {
  const settings = givenSettings(frame);
  const work = givenCase(frame);
  const only = frame.header.only as readonly string[] | undefined;
  const read = placeCase(work, settings.setting);
  const found = extractRead(read, settings, work.names.mask, only && new Set(only));
  const { features, diagnostics, warnings, greyLevels } = found;
  const header = { names: Object.keys(features), diagnostics, warnings, greyLevels };
  return { header, buffers: [Float64Array.from(Object.values(features))] };
}

/** Features of one class of an image as it is: nothing is resampled, normalised or cropped. */
function features(frame: Frame): Answer {
  const { featureClass, names, setting } = frame.header as unknown as {
    readonly featureClass: FeatureClass;
    readonly names: readonly string[];
    readonly setting: Partial<Setting>;
  };
  const settings = settingsFrom({
    featureClass: { [featureClass]: names },
    setting: { ...setting, minimumROIDimensions: 1, additionalInfo: false },
  });
  const read = placeCase(givenCase(frame), settings.setting);
  const { features: found, warnings, greyLevels } = extractRead(read, settings, undefined);
  return {
    header: { names: Object.keys(found), warnings, levels: greyLevels.original },
    buffers: [Float64Array.from(Object.values(found))],
  };
}

/** The box of an ROI, and its voxels if they had to be put on the grid of the image. */
function region(frame: Frame): Answer {
  const settings = unprepared(givenSettings(frame));
  const { image, mask, region: source } = placeCase(givenCase(frame), settings.setting);
  const { whole } = nodeEngine.prepareRoi(image, mask, settings);
  const isCorrected = source()?.corrected === true;
  const header = { lower: whole.lower, extent: whole.extent, count: whole.voxels.length, corrected: isCorrected };
  return { header, buffers: isCorrected ? [mask.voxels] : [] };
}

/** Image and labels on the grid that settings ask for; with `resegmentRange`, the ROI that is left. */
function resample(frame: Frame): Answer {
  const settings = givenSettings(frame);
  const work = givenCase(frame);
  const { image, mask, region: source } = placeCase(work, settings.setting);
  const prepared = nodeEngine.prepareRoi(image, mask, { ...settings, imageTypes: [] }).withImage();
  const labels = source()?.labels ?? mask;
  const onGrid = isAsked(settings.setting)
    ? { voxels: inside(prepared.roi.voxels, prepared.image) }
    : labelsOn(labels, prepared.image);
  return {
    header: { image: described(prepared.image), mask: voxelType(onGrid.voxels) },
    buffers: [prepared.image.voxels, onGrid.voxels],
  };
}

function isAsked({ resegmentRange }: Setting): boolean {
  return resegmentRange !== null;
}

/** Every label, not only the one whose box decided on the grid. */
function labelsOn(labels: Volume, grid: Volume): Volume {
  return interpolate(labels, gridOf(grid), 'sitkNearestNeighbor');
}

function inside(voxels: Int32Array, grid: Volume): Uint8Array {
  const mask = new Uint8Array(grid.voxels.length);
  for (const at of voxels) mask[at] = 1;
  return mask;
}

function normalised({ header, buffers }: Frame): Answer {
  const { scale, outliers } = header as unknown as { readonly scale: number; readonly outliers: number | null };
  const image = normalise(volumeOf(header.image, buffers), { scale, outliers: outliers ?? undefined });
  return { header: { image: described(image) }, buffers: [image.voxels] };
}

/** The images of an image type, whole. */
function images({ header, buffers }: Frame): Answer {
  const { imageType, setting, label } = header as unknown as {
    readonly imageType: ImageType;
    readonly setting: Partial<Setting>;
    readonly label: number;
  };
  const image = volumeOf(header.image, buffers);
  const { setting: all, imageTypes } = settingsFrom({ imageType: { [imageType]: setting } });
  const warnings: Warning[] = [];
  const roi = imageType === 'LBP3D' ? (selectLabel(volumeOf(header.mask, buffers), label) as Mask) : undefined;
  const merged = { ...all, ...imageTypes[0].options };
  const made = wholeImages(image, roi, imageType, merged, (warning) => void warnings.push(warning));
  return {
    header: { images: made.map(({ name, image: one }) => ({ name, ...described(one) })), warnings },
    buffers: made.map(({ image: { voxels } }) => voxels),
  };
}

/** A file as an array with its grid. */
function read(frame: Frame): Answer {
  const { image } = givenCase(frame);
  const volume = 'voxels' in image ? image : readImage(image);
  return { header: { image: described(volume) }, buffers: [volume.voxels] };
}

/** Settings of the ROI's checks alone: on the grid of the image, of which no voxel is looked at. */
function unprepared(settings: ExtractionSettings): ExtractionSettings {
  const { setting } = settings;
  return {
    ...settings,
    imageTypes: [],
    setting: { ...setting, resampledPixelSpacing: null, preCrop: false, normalize: false, resegmentRange: null },
  };
}

function described(image: Volume): Readonly<Record<string, unknown>> {
  const { size, spacing, origin, direction } = image;
  return { type: voxelType(image.voxels), size, spacing, origin, direction };
}

/** The fields of a refusal, which Python makes an exception of. */
export function refusalOf({ code, file, got, wanted, remedy }: InputRefused): Answer['header'] {
  return { refusal: { code, file, got, wanted, remedy } };
}
