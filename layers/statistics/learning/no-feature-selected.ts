/** The one refusal that carries what a fit found on its way. */
import type { SelectionTrace } from '../model/fitted-model.ts';

/** The LASSO kept nothing: there is no Rad-score. `selection` holds every intermediate that led there. */
export class NoFeatureSelected extends Error {
  override readonly name = 'NoFeatureSelected';
  readonly candidates: number;
  readonly alpha: number;
  readonly #trace: () => SelectionTrace;
  #selection: SelectionTrace | undefined;

  /** @param trace called when the intermediates are asked for: a fit on permuted outcomes refuses often, and nobody does */
  constructor(
    { candidates, alpha, columns }: { readonly candidates: number; readonly alpha: number; readonly columns: number },
    trace: () => SelectionTrace,
  ) {
    super(
      candidates === 0
        ? noneLeft(columns, trace())
        : `the LASSO kept 0 of ${candidates} candidate features at alpha ${alpha}; at least 1 is needed. ` +
            'The features do not predict the outcome in these rows: add cases or features.',
    );
    this.candidates = candidates;
    this.alpha = alpha;
    this.#trace = trace;
  }

  get selection(): SelectionTrace {
    this.#selection ??= this.#trace();
    return this.#selection;
  }
}

function noneLeft(columns: number, { constant, unstable }: SelectionTrace): string {
  return `no feature of ${columns} is left for the LASSO (${constant.length} constant in the training rows, ${unstable.length} unstable between segmentations); at least 1 is needed. Check the table.`;
}
