/** Captions of the report's figures: first how to read one, then what every mark is. */
import type { OutcomeWords } from '../model/about.ts';
import type { Evaluation, SelectionTrace, SetEvaluation } from '../model/fitted-model.ts';
import { cut, type ThresholdRange, usefulSpans, usefulText } from './plots/decision-curve.ts';
import { errorName } from './plots/lasso-path.ts';
import { finalKind, IN_TEXT, levelText, setsOf } from './plots/models.ts';
import { MOST_BARS } from './plots/waterfall.ts';

export function rocCaption(evaluation: Evaluation, { event, noEvent }: OutcomeWords): string {
  const final = IN_TEXT[finalKind(evaluation.train)];
  return (
    `ROC curves. How to read: the closer a curve comes to the upper left corner, the better the model separates ${event} from ${noEvent}; ` +
    'the dotted diagonal is chance. The legend gives each area with its interval. ' +
    `The cross is the ${final} at its frozen threshold, with the intervals of sensitivity (upright) and specificity (level). ` +
    'The left panel shows the rows that the models were fitted on, and is too good.'
  );
}

export function calibrationCaption(evaluation: Evaluation, { event }: OutcomeWords): string {
  const final = IN_TEXT[finalKind(evaluation.train)];
  const few = setsOf(evaluation).some(({ set }) => smallestGroup(set) < 10);
  return (
    `Calibration. How to read: of patients who are given 70 %, 7 in 10 should have ${event}; on the dotted diagonal the percentages are right, ` +
    'below it they are too high. Lines are smoothed (lowess) observed shares of each model. ' +
    `Circles are groups of about equal size of the ${final} by predicted risk, bars their intervals${few ? '; groups of fewer than 10 patients say little by themselves' : ''}. ` +
    `Strokes along the lower axis are predictions of the ${final}.`
  );
}

export function decisionCaption(evaluation: Evaluation, { event }: OutcomeWords, shown?: ThresholdRange): string {
  const useful = setsOf(evaluation).flatMap(({ name, set }) => {
    const final = finalKind(set);
    const curve = cut(set.models[final]?.decisionCurve, shown);
    return [`${name}: the ${IN_TEXT[final]} ${usefulText(usefulSpans(curve))}.`];
  });
  return (
    `Decision curves. How to read: at a threshold of 0.3 one would treat, or spare, 10 patients for the sake of 3 with ${event}; the net benefit counts true positives ` +
    'less false positives weighed by that exchange. A model is of use where its line is above both treat all and treat none. ' +
    'The shaded band is the pointwise interval of the final model; the thick bar at the bottom marks where it is above both. ' +
    `Lines that leave the panel below go on outside it. ${useful.join(' ')}`
  );
}

export function nomogramCaption({ event }: OutcomeWords): string {
  return (
    'Nomogram. How to read: find the patient’s value on each axis, read the points above it on the first axis, add them, ' +
    `find the sum on “Total points” and read the probability of ${event} below it. Research use only.`
  );
}

export function lassoCaption(selection: SelectionTrace): string {
  return (
    'LASSO. Left: coefficients of the candidates against the penalty; coloured lines are the features of the Rad-score, grey ones the other candidates. ' +
    `Right: ${errorName(selection)} of held-out folds (dots) with one standard error (bars). ` +
    'The dashed upright line is the penalty chosen, the dotted one the largest whose error is within one standard error of the smallest. ' +
    'Numbers above the panels count the features with a coefficient at that penalty. The folds do not repeat the filter by F, so the error is too small.'
  );
}

export function correlationCaption(): string {
  return (
    'Spearman correlations of the selected features on the training rows. Numbers above the columns are those of the rows; ' +
    'orange is positive, blue negative, white none. Features that repeat each other share their coefficient.'
  );
}

export function waterfallCaption(evaluation: Evaluation, { event, noEvent }: OutcomeWords): string {
  const many = setsOf(evaluation).some(({ set }) => set.n > MOST_BARS);
  return (
    `Rad-score of each patient less the frozen threshold, in ascending order. Filled bars have ${event}, hatched ones ${noEvent}; ` +
    'bars above the line are classed as positive. With a perfect score all hatched bars would point down and all filled ones up.' +
    (many
      ? ' With this many patients each bar is the mean of neighbours, filled by the share that has the outcome.'
      : '')
  );
}

/** The level of the intervals of a table, as its heading says it. */
export function levelOf(evaluation: Evaluation): string {
  return `${levelText(evaluation.confidence)} CI`;
}

function smallestGroup(set: SetEvaluation): number {
  const groups = set.models[finalKind(set)]?.calibration.hosmerLemeshow.groups ?? [];
  return Math.min(...groups.filter(({ n }) => n > 0).map(({ n }) => n));
}
