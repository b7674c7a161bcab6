/** The model that a page of one file carries, and how it gets into the page. */
import type { ScoringModel } from '../scoring/scored-model.ts';

/** What a page of one file scores with, and says of it. */
export interface CarriedModel {
  readonly model: ScoringModel;
  /** SHA-256 of the fitted model's JSON: which model this is, wherever it came from. */
  readonly sha256: string;
  /** The version of the service; undefined for the folder of a fit, which has none. */
  readonly version?: { readonly owner: string; readonly name: string; readonly version: number };
  /** Name of the folder of a fit. */
  readonly folder?: string;
  readonly isSynthetic: boolean;
}

const PLACE = '<script type="application/json" id="model"></script>';

/** The element that the model is put into; empty in the page as it is built. */
export const EMPTY_MODEL = PLACE;

/**
 * The page with a model in it. Data are no script: the page's policy, which names its scripts by their hashes, holds as it is.
 *
 * @throws Error for a page without the place for a model
 */
export function withModel(page: string, carried: CarriedModel): string {
  const parts = page.split(PLACE);
  if (parts.length !== 2) throw new Error('got a page without the place for a model; wanted the page for scoring');
  const json = JSON.stringify(carried).replaceAll('<', '\\u003c');
  return parts.join(PLACE.replace('></', `>${json}</`));
}

/** The model of the page that runs; undefined if it carries none. */
export function carriedModel(): CarriedModel | undefined {
  const text = document.getElementById('model')?.textContent?.trim();
  return text ? (JSON.parse(text) as CarriedModel) : undefined;
}
