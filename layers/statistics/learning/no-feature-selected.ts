/** The one refusal that carries what a fit found on its way. */
import type { SelectionTrace } from '../model/fitted-model.ts';

/** The LASSO kept nothing: there is no Rad-score. `selection` holds every intermediate that led there. */
export class NoFeatureSelected extends Error {
  override readonly name = 'NoFeatureSelected';
  readonly candidates: number;
  readonly alpha: number;
  readonly selection: SelectionTrace;

  constructor(selection: SelectionTrace) {
    const { candidates, unstable, constant, columns } = selection;
    super(
      candidates.length === 0
        ? `no feature of ${columns.length} is left for the LASSO (${constant.length} constant in the training rows, ${unstable.length} unstable between segmentations); at least 1 is needed. Check the table.`
        : `the LASSO kept 0 of ${candidates.length} candidate features at alpha ${selection.lasso.alpha}; at least 1 is needed. ` +
            'The features do not predict the outcome in these rows: add cases or features.',
    );
    this.candidates = candidates.length;
    this.alpha = selection.lasso.alpha;
    this.selection = selection;
  }
}
