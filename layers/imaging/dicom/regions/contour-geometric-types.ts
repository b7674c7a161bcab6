/** What each ContourGeometricType (3006,0042) of an RTSTRUCT means for a region: the one place that says so. */

/** How contours of one type are treated. */
export interface ContourTreatment {
  /** Whether the contour bounds an area. What does not is passed over, with a note. */
  readonly encloses: boolean;
  readonly meaning: string;
  readonly treatment: string;
  /** True for values that the standard does not have, but writers use. */
  readonly isNonStandard?: boolean;
}

const EVEN_ODD =
  'A voxel is inside if its centre lies inside an odd number of the contours of its slice, or on one of them';

/** The values of PS3.3 C.8.8.6 (table C.8-42), and those of writers that stray from it. Any other value is refused. */
export const CONTOUR_GEOMETRIC_TYPES: Readonly<Record<string, ContourTreatment>> = {
  CLOSED_PLANAR: {
    encloses: true,
    meaning: 'closed polygon of coplanar points',
    treatment: `${EVEN_ODD}: a contour within another is a hole, as is what a keyhole leaves out. Contours that overlap in part are noted, and a copy of a contour in its slice is taken once.`,
  },
  CLOSEDPLANAR_XOR: {
    encloses: true,
    meaning: 'closed polygon of coplanar points, to be combined with the others of its slice by exclusive or',
    treatment: `${EVEN_ODD}: that is the exclusive or. Overlaps and copies are meant and not noted.`,
  },
  POINT: {
    encloses: false,
    meaning: 'single point, a marker',
    treatment: 'Passed over, and counted in a note.',
  },
  OPEN_PLANAR: {
    encloses: false,
    meaning: 'open line of coplanar points',
    treatment: 'Passed over, and counted in a note, even if its ends meet: it says that it is open.',
  },
  OPEN_NONPLANAR: {
    encloses: false,
    meaning: 'open line of points that lie in no plane',
    treatment: 'Passed over, and counted in a note.',
  },
  CLOSEDPLANAR: {
    encloses: true,
    isNonStandard: true,
    meaning: 'CLOSED_PLANAR without its underscore',
    treatment: 'As CLOSED_PLANAR.',
  },
  INTERPOLATED_PLANAR: {
    encloses: true,
    isNonStandard: true,
    meaning: 'closed polygon that a planning system interpolated between drawn ones',
    treatment: 'As CLOSED_PLANAR.',
  },
};

/** What a contour is if it does not say so: the attribute is required, and closed contours are what regions consist of. */
export const WITHOUT_TYPE = 'CLOSED_PLANAR';

/** The rows of `docs/dicom-regions.md`. */
export function contourTypeRows(): string[] {
  return Object.entries(CONTOUR_GEOMETRIC_TYPES).map(([type, { meaning, treatment, isNonStandard }]) => {
    return `| \`${type}\`${isNonStandard ? ' (not in the standard)' : ''} | ${meaning} | ${treatment} |`;
  });
}
