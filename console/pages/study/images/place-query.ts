/** Slice and phase of each image in the address: `slice=t2fs.17_dce.31&phase=dce.2`, counted from 1 as the page does. */
import type { NamedPlace } from '../../../components/slice-viewer/viewer-state.ts';

type Places = Readonly<Record<string, NamedPlace>>;

/** The places that an address names; what is no such place is passed over. */
export function placesOfQuery(query: URLSearchParams): Places {
  const places: Record<string, { slice?: number; phase?: number }> = {};
  for (const part of ['slice', 'phase'] as const) {
    for (const [, key, number] of (query.get(part) ?? '').matchAll(/(?:^|_)([a-z0-9]+)\.([1-9]\d*)(?=_|$)/g)) {
      places[key] = { ...places[key], [part]: Number(number) - 1 };
    }
  }
  return places;
}

/** The values of the query for these places; undefined takes one out. */
export function queryOfPlaces(places: Places): Readonly<Record<'slice' | 'phase', string | undefined>> {
  const of = (part: 'slice' | 'phase'): string | undefined =>
    Object.entries(places)
      .flatMap(([key, place]) => (place[part] === undefined ? [] : [`${key}.${place[part] + 1}`]))
      .join('_') || undefined;
  return { slice: of('slice'), phase: of('phase') };
}
