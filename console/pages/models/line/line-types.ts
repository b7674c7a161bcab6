/** What the pages of a line show, by the names of the API's document. */
import type { Schemas } from '../../../api/client.ts';

export type Line = Schemas['ModelLine'];
export type LineSummary = Schemas['ModelSummary'];
export type Run = LineSummary['runs'][number];
export type Version = Schemas['ModelVersionSummary'];
export type GateResult = Schemas['GateResult'];
export type Change = Schemas['LineChange'];
export type Evaluation = Schemas['Evaluation'];
export type JudgedModel = Schemas['JudgedModel'];
export type Card = Schemas['ModelCard'];
export type Comparison = Schemas['VersionComparison'];

/** How the address names a line: by its name alone if it is the institution's own, else `owner~name`. */
export function referenceOf({ owner, name }: { readonly owner: string; readonly name: string }, own: string): string {
  return owner === own ? name : `${owner}~${name}`;
}

/** The address of a page of a line. */
export function addressOf(reference: string, ...parts: readonly (string | number)[]): string {
  return ['/models', reference, ...parts].map((part) => String(part)).join('/');
}
