/** Writes docs/dicom-regions.md: how regions in DICOM files are read. usage: node scripts/dicom/regions-doc.ts */
import { writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { contourTypeRows, WITHOUT_TYPE } from '../../layers/imaging/dicom/regions/contour-geometric-types.ts';
import { LARGEST_ROUNDING, TWO_DECIMALS_MM } from '../../layers/imaging/dicom/regions/place-frames.ts';
import { OFF_PLANE, OFF_PLANE_ROUNDED } from '../../layers/imaging/dicom/regions/structure-set.ts';
import { COARSEST_FRACTION, COARSEST_POSITION } from '../../layers/imaging/dicom/series/rounding.ts';
import { LARGEST_STEP_ROUNDING, SPACING_TOLERANCE } from '../../layers/imaging/dicom/series/slice-places.ts';
import { GRID_TOLERANCE_MM } from '../../layers/imaging/volume/geometry.ts';

/** `docs/dicom-regions.md`. */
export function regionsDocument(): string {
  const [position, fraction] = [COARSEST_POSITION / 2, COARSEST_FRACTION / 2];
  return [
    '# Regions in DICOM files',
    '',
    'Written by `node scripts/dicom/regions-doc.ts`; do not edit. A test keeps it current.',
    '',
    '## Contours of an RTSTRUCT',
    '',
    `What each value of ContourGeometricType (3006,0042; PS3.3 C.8.8.6) means. A contour without one is read as ${WITHOUT_TYPE}; any`,
    'other value is refused, for its ROI alone.',
    '',
    '| type | what it is | what is done with it |',
    '| --- | --- | --- |',
    ...contourTypeRows(),
    '',
    'A closed contour of fewer than three points, of points that coincide or lie on one line (within half a unit of their last',
    'digit, at most 0.005 mm), or that goes there and back on a line, bounds no area: it is passed over and counted in the note',
    '`contours-without-area`. A ROI in which nothing bounds an area is refused as `roi-too-small`, by its number.',
    '',
    '## Which region is meant',
    '',
    '`--label N`, the column `Label` of a batch, and `"roi": { "label": N }` in manifest.json (`--sequence dce=image:roi:N`) name a',
    'ROI number or segment number; 0 is one. Where none is named it is 1, or the only region of the file. Segments without a voxel',
    'and ROIs without an area are no candidates, as labels without a voxel are none in a label image. What is wrong with another',
    'region (beyond the image, between its slices, empty, damaged, one number for two ROIs) does not concern the one that is read;',
    '`radscore inspect` without a manifest notes it, and refuses only if no region of the file fits.',
    '',
    '## How far a region may lie off its image',
    '',
    '| what | accepted in silence | accepted with a note | why |',
    '| --- | --- | --- | --- |',
    `| pixels of a SEG off the voxels, at the corners of each frame | ${GRID_TOLERANCE_MM} mm | ${TWO_DECIMALS_MM} mm, or what half a unit of the last digit explains: of positions (at most ${position} mm along each axis), of direction cosines and PixelSpacing (at most ${fraction}); never more than ${LARGEST_ROUNDING} of a voxel along an axis | positions at two decimals are off by up to 0.0087 mm; up to a quarter of a voxel it is clear which is meant |`,
    `| contours off the plane of a slice | ${OFF_PLANE} of the distance between slices | ${OFF_PLANE_ROUNDED} of it, if half a unit of the last digit of the points explains it (at most ${position} mm along each axis) | planning systems do not contour between slices |`,
    `| a label image on an image whose slice positions are rounded | ${GRID_TOLERANCE_MM} mm | twice what half a unit of the last digit of these positions explains, and a quarter of a voxel | the mask may lie on the true grid |`,
    '',
    'Beyond that a SEG or RTSTRUCT is refused as `geometry-mismatch`. If its frames or contours make a grid of their own that lies',
    'within the image, the repair `resample-to-image` is offered, to be accepted by name in manifest.json, as for label images.',
    '',
    '## Slices whose positions are rounded',
    '',
    `Slices are even if their distances differ by at most ${100 * SPACING_TOLERANCE} %. If not, but one line of equal distances passes every position within half a`,
    `unit of its last digit (at most ${position} mm along each axis, and ${LARGEST_STEP_ROUNDING} of the distance), they are read at that distance, with the note`,
    '`slice-positions-rounded`: SpacingBetweenSlices (0018,0088) if it is such a distance, else that of least squares. Zeros at the end',
    'of a number are no digits. Positions that no such line explains are refused: as `slice-gap` where slices are missing, else as',
    '`geometry-invalid`.',
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(new URL('../../docs/dicom-regions.md', import.meta.url), regionsDocument());
}
