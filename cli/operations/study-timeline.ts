/** How long a study was in each of its states, by the times of the service and by what a client has seen. */
import type { Study } from '../service/client.ts';

/** A state with its length; `by` is whose clock measured it. */
export interface TimedState {
  readonly state: string;
  readonly seconds: number;
  readonly by: 'command' | 'service';
}

/** Moments of this machine, in milliseconds, that frame an analysis. */
export interface SeenMoments {
  readonly started: number;
  readonly uploaded: number;
  /** When the study was first seen in analysis, or ended. */
  readonly analysing: number;
  readonly ended: number;
}

/**
 * The upload and the wait for the analysis by this machine; the analysis and each of its sequences by the times that the
 * study's row states, which are all of one clock. What the row does not state is left out.
 */
export function timelineOf(study: Study, seen: SeenMoments): TimedState[] {
  const { startedAt, endedAt, sequences = {} } = study;
  const since = (at: string): number => seconds(Date.parse(at) - Date.parse(String(startedAt)));
  const states: TimedState[] = [
    { state: 'upload', seconds: seconds(seen.uploaded - seen.started), by: 'command' },
    { state: 'wait for the analysis', seconds: seconds(seen.analysing - seen.uploaded), by: 'command' },
  ];
  if (startedAt === undefined) return states;
  for (const [sequence, state] of Object.entries(sequences)) {
    if (state?.at === undefined) continue;
    states.push({ state: `${sequence} ${state.state} after`, seconds: since(state.at), by: 'service' });
  }
  if (endedAt !== undefined) states.push({ state: 'analysis', seconds: since(endedAt), by: 'service' });
  return states;
}

function seconds(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds)) / 1000;
}
