/** The nomogram that a page of one file carries, and how it gets into the page. */
import type { DrawableNomogram } from '@radscore/statistics';

const PLACE = '<script type="application/json" id="nomogram"></script>';

/** The element that the nomogram is put into; empty in the page as it is built. */
export const EMPTY_NOMOGRAM = PLACE;

/**
 * The page with a nomogram in it, and its title as the page's. Data are no script: the page's policy, which names its
 * scripts by their hashes, holds as it is.
 *
 * @throws Error for a page without the place for a nomogram
 */
export function withNomogram(page: string, nomogram: DrawableNomogram): string {
  const parts = page.split(PLACE);
  if (parts.length !== 2) throw new Error('got a page without the place for a nomogram; wanted the page of nomograms');
  const json = JSON.stringify(nomogram).replaceAll('<', '\\u003c');
  return parts.join(PLACE.replace('></', () => `>${json}</`));
}

/** The nomogram of the page that runs; undefined if it carries none. */
export function carriedNomogram(): DrawableNomogram | undefined {
  const text = document.getElementById('nomogram')?.textContent?.trim();
  return text ? (JSON.parse(text) as DrawableNomogram) : undefined;
}
