/** What is to be said of phases: what orders them, and which of them were broken off. */
import type { ImageNote } from './dicom-volume.ts';
import type { ImageSeries } from './image-series.ts';
import { LAST_RESORTS } from './phase-clocks.ts';

/** Phases whose times were removed are ordered by numbers. */
export function orderingNotes(phases: readonly ImageSeries[]): ImageNote[] {
  const numbers = new Set(phases.flatMap(({ orderedBy = '' }) => (LAST_RESORTS.has(orderedBy) ? [orderedBy] : [])));
  if (numbers.size === 0) return [];
  return [
    {
      code: 'phases-ordered',
      message: `got phases without times; they were ordered by ${[...numbers].join(' and ')}. Keep times through de-identification (113107), shifted if needed.`,
    },
  ];
}

/** Phases that were broken off are named, and not read. */
export function incompleteNotes(phases: readonly ImageSeries[]): ImageNote[] {
  return phases.flatMap(({ phase, incompleteOf, frames }) =>
    incompleteOf === undefined
      ? []
      : [
          {
            code: 'phase-incomplete',
            message: `phase ${phase} has ${frames.length} of ${incompleteOf} slices and was not read.`,
          },
        ],
  );
}
