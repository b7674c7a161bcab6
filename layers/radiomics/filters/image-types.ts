import type { Volume } from '@radscore/imaging';
import type { Warning } from '../features/feature-block.ts';
import type { Roi } from '../roi/roi.ts';
import type { Axis, Setting } from '../settings/setting.ts';
import type { ImageType } from '../settings/settings.ts';
import { type FilteredImage, gather, kindOf } from './filtered.ts';
import { gradientMagnitude } from './gradient.ts';
import { localBinaryPattern2d } from './lbp-2d.ts';
import { lbp3dNames, localBinaryPattern3d } from './lbp-3d.ts';
import { laplacianOfGaussian, logFits } from './log.ts';
import { exponential, logarithm, square, squareRoot } from './pointwise.ts';
import { type WaveletSettings, waveletImages, waveletNames } from './wavelet.ts';

/** One image type: the names it gives under a setting, and the images, made one by one as they are asked for. */
interface ImageTypeDefinition {
  readonly heavy: boolean;
  readonly names: (setting: Setting) => string[];
  readonly images: (
    image: Volume,
    roi: Roi,
    setting: Setting,
    warn: (warning: Warning) => void,
    /** Images that are not wanted need not be made. */
    isWanted: (name: string) => boolean,
  ) => Iterable<FilteredImage>;
}

export const IMAGE_TYPE: Readonly<Record<ImageType, ImageTypeDefinition>> = {
  Original: single('original', (image, roi) => ({
    name: 'original',
    values: gather(image.voxels, roi.voxels),
    kind: kindOf(image.voxels),
  })),
  Wavelet: {
    heavy: true,
    names: (setting) => waveletNames(waveletSettings(setting)),
    images: (image, roi, setting, _, isWanted) => waveletImages(image, roi, waveletSettings(setting), isWanted),
  },
  LoG: { heavy: true, names: (setting) => setting.sigma.map(({ text }) => logName(text)), images: logImages },
  Square: single('square', square),
  SquareRoot: single('squareroot', squareRoot),
  Logarithm: single('logarithm', logarithm),
  Exponential: single('exponential', exponential),
  Gradient: single('gradient', (image, roi, setting) => gradientMagnitude(image, roi, setting.gradientUseSpacing)),
  LBP2D: {
    ...single('lbp-2D', (image, roi, setting) =>
      localBinaryPattern2d(image, roi, indexAxis(setting.force2Ddimension), setting),
    ),
    heavy: true,
  },
  LBP3D: { heavy: true, names: lbp3dNames, images: localBinaryPattern3d },
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
  image: (image: Volume, roi: Roi, setting: Setting) => FilteredImage,
): ImageTypeDefinition {
  return {
    heavy: false,
    names: () => [name],
    images: function* (volume, roi, setting, _, isWanted) {
      if (isWanted(name)) yield image(volume, roi, setting);
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

function* logImages(
  image: Volume,
  roi: Roi,
  setting: Setting,
  warn: (warning: Warning) => void,
  isWanted: (name: string) => boolean,
): Iterable<FilteredImage> {
  for (const { value, text } of setting.sigma) {
    if (!isWanted(logName(text))) continue;
    if (logFits(image, value)) {
      yield laplacianOfGaussian(image, roi, value, logName(text));
      continue;
    }
    warn({
      code: 'too-few-slices',
      message:
        `${logName(text)} left out: the image has ${image.size.join(' × ')} voxels of ${image.spacing.join(' × ')} mm; ` +
        'a LoG needs at least 4 along each axis, and sigma/spacing + 1',
    });
  }
}
