/** The signature that a page of one file carries, and how it gets into the page. */
import type { ReadSignature } from '@radscore/pipeline/signatures';

export interface CarriedSignature extends ReadSignature {
  /** SHA-256 of the signature file. */
  readonly sha256: string;
  /** `rad-score`: the nomogram is left out. */
  readonly part: 'all' | 'rad-score';
}

const PLACE = '<script type="application/json" id="signature"></script>';

/** The element that the signature is put into; empty in the page as it is built. */
export const EMPTY_SIGNATURE = PLACE;

/**
 * The page with a signature in it. Data are no script: the page's policy holds as it is.
 *
 * @throws Error for a page without the place for one
 */
export function withSignature(page: string, carried: CarriedSignature): string {
  const parts = page.split(PLACE);
  if (parts.length !== 2)
    throw new Error('got a page without the place for a signature; wanted the page of a signature');
  const json = JSON.stringify(carried).replaceAll('<', '\\u003c');
  return parts.join(PLACE.replace('></', `>${json}</`));
}

/** The signature of the page that runs; undefined if it carries none. */
export function carriedSignature(): CarriedSignature | undefined {
  const text = document.getElementById('signature')?.textContent?.trim();
  return text ? (JSON.parse(text) as CarriedSignature) : undefined;
}
