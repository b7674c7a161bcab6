/** Gates of numbers of rows: events per coefficient, and new events since the champion was fitted. */
import type { LogisticFit } from '../regression/logistic.ts';
import type { Candidate, GateInput } from './candidate.ts';
import { type GateResult, measured, notMeasured, shown } from './gate-result.ts';
import type { GateSettings } from './settings.ts';

/** Coefficients that data taught: without the intercept, and without terms that others determine. */
function learnedTerms({ terms, aliased }: LogisticFit): number {
  return terms.length - 1 - aliased.length;
}

/**
 * Rows of the rarer outcome per coefficient of the final model. The nomogram's own weights of Rad-score and clinical
 * terms are not counted again.
 */
export function judgeEventsPerCoefficient(
  { model }: Candidate,
  { least }: NonNullable<GateSettings['eventsPerCoefficient']>,
): GateResult {
  const { n, events } = model.training;
  const rarer = Math.min(events, n - events);
  const features = learnedTerms(model.radScore);
  const clinical = model.clinical ? learnedTerms(model.clinical.fit) : 0;
  const coefficients = features + clinical;
  const ratio = rarer / coefficients;
  const clinicalText = clinical > 0 ? ` (${features} of features, ${clinical} clinical)` : '';
  return measured('events-per-coefficient', ratio >= least, {
    got: `${shown(ratio, 2)}: ${rarer} rows of the rarer outcome for ${coefficients} coefficients${clinicalText}`,
    wanted: `at least ${least}`,
    figures: { rarer, coefficients, ratio, least },
    message:
      ratio >= least
        ? `There are ${shown(ratio, 2)} training rows of the rarer outcome for each coefficient.`
        : `${rarer} training rows of the rarer outcome are too few for ${coefficients} coefficients.`,
  });
}

/** Events that came since the champion was fitted: a version that knows next to nothing new is no reason to change. */
export function judgeNewEvents(
  { champion, history }: GateInput,
  { least, whenNotMeasured }: NonNullable<GateSettings['newEvents']>,
): GateResult {
  const wanted = `at least ${least} new rows with the event since the champion was fitted`;
  if (!champion) {
    const message = 'There is no champion yet: every event is new.';
    return notMeasured('new-events', 'pass', { got: 'no champion', wanted, message });
  }
  if (history?.championMarked) {
    const message = 'The champion was fitted on data that were corrected or withdrawn: no new events are asked for.';
    return notMeasured('new-events', 'pass', { got: 'a champion that is marked', wanted, message });
  }
  const newEvents = history?.newEvents ?? null;
  if (newEvents === null) {
    const message = 'How many events are new is not known.';
    return notMeasured('new-events', whenNotMeasured, { got: 'no count', wanted, message });
  }
  return measured('new-events', newEvents >= least, {
    got: String(newEvents),
    wanted,
    figures: { newEvents, least },
    message:
      newEvents >= least
        ? `${newEvents} events are new since the champion was fitted.`
        : `Only ${newEvents} events are new since the champion was fitted.`,
  });
}
