/** For whom an answer about a model is: an institution whose studies are its rows, or another one. */

import type { Standing } from '../lines/lines.ts';

/** `participant`: sees the whole evaluation. `other`: sees what cannot be inverted (decision 27). */
export type Audience = 'participant' | 'other';

/** What of a version or run decides who takes part in it. */
export interface TakenPartIn {
  /** Institutions with rows; absent from what earlier programs stored, which names those that were pooled. */
  readonly participants?: readonly string[];
  readonly institutions?: readonly string[];
}

/** A caller as a participant or as another institution. @param standing how the caller stands to the line */
export function viewerOf(of: TakenPartIn, institution: string, standing: Standing = 'guest'): Audience {
  const taking = of.participants ?? of.institutions ?? [];
  return standing === 'member' || taking.includes(institution) ? 'participant' : 'other';
}
