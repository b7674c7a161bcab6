/** The options of `radscore fit` that decide how its table is read and modelled. */
import type { DeclaredColumns } from '@radscore/pipeline/evidence';
import type { TableOptions } from '../files/table-file.ts';

/** How a clinical column enters a model; without a kind, numbers are continuous and everything else is categorical. */
export interface ClinicalArgument {
  readonly name: string;
  readonly kind?: 'continuous' | 'ordered' | 'categorical';
  /** First = reference. */
  readonly levels?: string[];
}

export interface FitTableOptions extends TableOptions {
  readonly outcome: string;
  /** Values of the outcome column, if they are not clear by themselves. */
  readonly positive?: readonly string[];
  readonly negative?: readonly string[];
  readonly id?: string;
  readonly clinical?: readonly ClinicalArgument[];
  readonly features?: readonly string[];
  readonly where?: readonly { readonly column: string; readonly equals: string }[];
  readonly split?: string;
  readonly testFraction?: number;
  readonly site?: string;
  /** Column of patients, if some have several rows. */
  readonly group?: string;
  /** Not supported, and refused by name. */
  readonly weights?: string;
  readonly repeats?: string;
  readonly protocol?: string;
  /** A JSON file of words for variables, or a study protocol that declares them. */
  readonly labels?: string;
  /** Columns that are described in the patient tables and are no predictors. */
  readonly recorded?: readonly ClinicalArgument[];
  /** False for --no-filter. */
  readonly filter: boolean;
  readonly forceClinical?: boolean;
  readonly seed?: number;
  readonly permutations?: number;
  readonly bootstrap?: number;
  /** Outer folds of the nested cross-validation of the training rows; 0 leaves it out. */
  readonly nested?: number;
  /** Hold out sites in place of folds. */
  readonly leaveOneSiteOut?: boolean;
}

/** What was said of columns beyond their names: a rerun of the fit needs it. Undefined if nothing was. */
export function declaredColumns(options: FitTableOptions): DeclaredColumns | undefined {
  const { clinical = [], recorded = [], features, positive, negative } = options;
  const isDeclared = ({ kind, levels }: ClinicalArgument) => kind !== undefined || levels !== undefined;
  const declared: DeclaredColumns = {
    ...(clinical.some(isDeclared) && { clinical: [...clinical] }),
    ...(recorded.some(isDeclared) && { recorded: [...recorded] }),
    ...(features && { features: [...features] }),
    ...(positive && { positive: [...positive] }),
    ...(negative && { negative: [...negative] }),
  };
  return Object.keys(declared).length > 0 ? declared : undefined;
}
