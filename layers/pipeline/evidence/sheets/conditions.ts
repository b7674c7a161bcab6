/** The five conditions of METRICS, answered by artefacts; without an answer an item stays in the score. */

import { ARTEFACTS, type Evidence, type Pointer } from '../artefacts/evidence.ts';
import type { ChecklistItem } from '../checklists/checklist.ts';
import { isHandcrafted } from '../facts/features.ts';

export interface Condition {
  readonly number: number;
  readonly name: NonNullable<ChecklistItem['condition']>;
  /** Null if neither is shown: the item stays, as if the answer were yes. */
  readonly answer: 'yes' | 'no' | null;
  /** The answer of METRICS' own form if nobody gives one. */
  readonly byDefault: 'yes' | 'no';
  readonly because: string;
  readonly pointers: readonly Pointer[];
}

/**
 * An item leaves the score only if an artefact, or the author in `study.json`, says that its condition does not hold:
 * what nobody knows must not raise a score.
 */
export function conditionsOf(evidence: Evidence): readonly Condition[] {
  const columns = evidence.point('candidate features', evidence.report, '/selection/columns');
  const format = evidence.point('format of the model', evidence.model, '/format');
  const kind = evidence.value(ARTEFACTS.study, '/segmentation');
  const segmented = evidence.point('kind of segmentation, stated', ARTEFACTS.study, '/segmentation');
  const handcrafted = isHandcrafted(evidence);
  const given = (one: Pointer | undefined) => (one ? [one] : []);
  return [
    {
      number: 1,
      name: 'segmentation',
      answer: handcrafted ? 'yes' : null,
      byDefault: handcrafted ? 'yes' : 'no',
      because: handcrafted ? 'The features are measured in a region.' : 'Nothing shows regions.',
      pointers: given(columns),
    },
    {
      number: 2,
      name: 'automatic',
      answer: kind === undefined ? null : kind === 'automatic' ? 'yes' : 'no',
      byDefault: 'no',
      because:
        kind === undefined ? 'Nothing shows how regions were drawn.' : `Regions were drawn ${HOW[String(kind)]}.`,
      pointers: given(segmented),
    },
    {
      number: 3,
      name: 'handcrafted',
      answer: handcrafted ? 'yes' : null,
      byDefault: handcrafted ? 'yes' : 'no',
      because: handcrafted ? 'The columns are named as hand-crafted features.' : 'No column is named as a feature.',
      pointers: given(columns),
    },
    {
      number: 4,
      name: 'tabular',
      answer: 'yes',
      byDefault: 'yes',
      because: 'The model is fitted on a table.',
      pointers: given(columns),
    },
    {
      number: 5,
      name: 'end-to-end',
      answer: 'no',
      byDefault: 'no',
      because: 'The model is a regression on a table of features; no network reads images.',
      pointers: given(format),
    },
  ];
}

const HOW: Readonly<Record<string, string>> = {
  manual: 'by hand',
  'semi-automatic': 'by hand with a program',
  automatic: 'by a program',
};
