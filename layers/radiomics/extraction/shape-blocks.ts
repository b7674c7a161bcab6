/** The shape features that settings ask for, in two dimensions or three. */
import { InputRefused } from '@radscore/imaging';
import type { FeatureBlock, Warning } from '../features/feature-block.ts';
import { shapeFeatures } from '../features/shape.ts';
import { shape2dFeatures } from '../features/shape-2d.ts';
import { indexAxis } from '../filters/image-types.ts';
import type { Workspace } from '../memory/workspace.ts';
import type { Roi } from '../roi/roi.ts';
import { type ExtractionSettings, wantedNames } from '../settings/settings.ts';

/** The shape classes that settings give: shape2D needs force2D, or an ROI that is one slice by definition. */
export function shapeClasses({ featureClasses, setting, roi }: ExtractionSettings): ('shape' | 'shape2D')[] {
  const flat = setting.force2D || roi === 'largest-slice';
  return (['shape', 'shape2D'] as const).filter((name) => featureClasses.has(name) && (name === 'shape' || flat));
}

export function shapeBlocks(
  roi: Roi,
  settings: ExtractionSettings,
  warn: (warning: Warning) => void,
  workspace: Workspace,
): FeatureBlock[] {
  if (settings.featureClasses.has('shape2D') && !shapeClasses(settings).includes('shape2D')) {
    warn({ code: 'shape2d-left-out', message: 'shape2D left out: it needs force2D, or the ROI largest-slice' });
  }
  return shapeClasses(settings).flatMap((shape) => {
    const features = shape === 'shape' ? shapeFeatures(roi, workspace) : flatShape(roi, settings, warn);
    if (!features) return [];
    const names = wantedNames(shape, settings);
    return {
      imageType: shape,
      names: names.map((name) => `original_${shape}_${name}`),
      values: Float64Array.from(names, (name) => features[name]),
    };
  });
}

function flatShape(roi: Roi, { setting, roi: kind }: ExtractionSettings, warn: (warning: Warning) => void) {
  if (kind === 'largest-slice') return shape2dFeatures(roi, 2);
  const normal = indexAxis(setting.force2Ddimension);
  // PyRadiomics takes the extent of the wrong axis here: the numpy number of an axis, read as an index axis.
  if (roi.extent[setting.force2Ddimension] === 1) {
    warn({ code: 'shape2d-left-out', message: 'shape2D left out, as PyRadiomics does for an ROI of this extent' });
    return undefined;
  }
  if (roi.extent[normal] > 1) {
    throw new InputRefused({
      code: 'settings-invalid',
      got: `shape2D for an ROI that is ${roi.extent[normal]} voxels thick along force2Ddimension ${setting.force2Ddimension}`,
      wanted: 'an ROI of one slice',
      remedy: 'Take shape2D out of featureClass, draw the ROI on one slice, or set roi to largest-slice.',
    });
  }
  return shape2dFeatures(roi, normal);
}
