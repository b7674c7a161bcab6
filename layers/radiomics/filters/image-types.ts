/** The image types of PyRadiomics: their names, and who makes them. */
import type { Volume } from '@radscore/imaging';
import type { Roi } from '../roi/roi.ts';
import type { Axis, Setting } from '../settings/setting.ts';
import type { ImageType } from '../settings/settings.ts';
import { type FilteredImage, gatherRows, kindOf, type Making } from './filtered.ts';
import { gradientMagnitude } from './gradient.ts';
import { localBinaryPattern2d } from './lbp-2d.ts';
import { lbp3dNames, localBinaryPattern3d } from './lbp-3d.ts';
import { laplacianOfGaussian, logFits } from './log.ts';
import { exponential, logarithm, square, squareRoot } from './pointwise.ts';
import { type WaveletSettings, waveletImages, waveletNames } from './wavelet.ts';

/** One image type: the names it gives under a setting, and the images, made one by one. */
interface ImageTypeDefinition {
  readonly heavy: boolean;
  readonly names: (setting: Setting) => string[];
  readonly images: (image: Volume, roi: Roi, setting: Setting, making: Making) => void;
}

export const IMAGE_TYPE: Readonly<Record<ImageType, ImageTypeDefinition>> = {
  Original: single('original', (image, roi, _, { workspace }) => ({
    name: 'original',
    values: gatherRows(image.voxels, roi, workspace.f64(roi.voxels.length)),
    kind: kindOf(image.voxels),
  })),
  Wavelet: {
    heavy: true,
    names: (setting) => waveletNames(waveletSettings(setting)),
    images: (image, roi, setting, making) => waveletImages(image, roi, waveletSettings(setting), making),
  },
  LoG: { heavy: true, names: (setting) => setting.sigma.map(({ text }) => logName(text)), images: logImages },
  Square: single('square', (image, roi, _, { workspace }) => square(image, roi, workspace)),
  SquareRoot: single('squareroot', (image, roi, _, { workspace }) => squareRoot(image, roi, workspace)),
  Logarithm: single('logarithm', (image, roi, _, { workspace }) => logarithm(image, roi, workspace)),
  Exponential: single('exponential', (image, roi, _, { workspace }) => exponential(image, roi, workspace)),
  Gradient: single('gradient', (image, roi, setting, { workspace }) =>
    gradientMagnitude(image, roi, setting.gradientUseSpacing, workspace),
  ),
  LBP2D: {
    ...single('lbp-2D', (image, roi, setting) =>
      localBinaryPattern2d(image, roi, indexAxis(setting.force2Ddimension), setting),
    ),
    heavy: true,
  },
  LBP3D: {
    heavy: true,
    names: lbp3dNames,
    images: (image, roi, setting, { visit }) => localBinaryPattern3d(image, roi, setting).forEach(visit),
  },
};

/** PyRadiomics counts axes as numpy does, z first; an index axis has x = 0. */
export function indexAxis(numpyAxis: Axis): Axis {
  return (2 - numpyAxis) as Axis;
}

/** The index axis that force2D leaves out, or null. */
export function flatAxis(setting: Setting): Axis | null {
  return setting.force2D ? indexAxis(setting.force2Ddimension) : null;
}

function single(
  name: string,
  make: (image: Volume, roi: Roi, setting: Setting, making: Making) => FilteredImage,
): ImageTypeDefinition {
  return {
    heavy: false,
    names: () => [name],
    images: (image, roi, setting, making) => {
      if (making.isWanted(name)) making.workspace.within(() => making.visit(make(image, roi, setting, making)));
    },
  };
}

function waveletSettings(setting: Setting): WaveletSettings {
  return {
    wavelet: setting.wavelet,
    level: setting.level,
    startLevel: setting.start_level,
    flatAxis: flatAxis(setting),
  };
}

function logName(sigma: string): string {
  return `log-sigma-${sigma.replaceAll('.', '-')}-mm-3D`;
}

function logImages(image: Volume, roi: Roi, setting: Setting, making: Making): void {
  for (const { value, text } of setting.sigma) {
    const name = logName(text);
    if (!making.isWanted(name)) continue;
    if (logFits(image, value)) {
      making.workspace.within(() => making.visit(laplacianOfGaussian(image, roi, value, name, making.workspace)));
      continue;
    }
    making.warn({
      code: 'too-few-slices',
      message:
        `${name} left out: the image has ${image.size.join(' × ')} voxels of ${image.spacing.join(' × ')} mm; ` +
        'a LoG needs at least 4 along each axis, and sigma/spacing + 1',
    });
  }
}
