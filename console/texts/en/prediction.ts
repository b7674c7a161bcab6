/** English: the prediction of a study, and the parts of an answer wherever they are shown. */

import { predictionAbstentions, predictionWarnings } from './prediction-codes.ts';

export const predictionPage = {
  title: 'Prediction',
  ofStudy: (studyId: string) => `${studyId}, prediction`,
  actions: { report: 'Report, 2 pages' },

  answer: {
    heading: (event: string) =>
      event === 'pCR' ? 'Probability of complete response (pCR)' : `Probability of ${event}`,
    fewer: (share: string) => `< ${share}`,
    more: (share: string) => `> ${share}`,
    likely: 'Likely responder',
    unlikely: 'Likely non-responder',
    near: 'Near the threshold',
    aboveOther: 'Above the threshold',
    belowOther: 'Below the threshold',
    saysAbove: (threshold: string) =>
      `Above the threshold of ${threshold} that was fixed in training. The whole interval lies above it.`,
    saysBelow: (threshold: string) =>
      `Below the threshold of ${threshold} that was fixed in training. The whole interval lies below it.`,
    saysNear: (threshold: string) =>
      `The interval contains the threshold of ${threshold} that was fixed in training: the model cannot tell the sides apart.`,
    caveat: "The interval is the model's own uncertainty. It does not cover another scanner or another outline.",
    none: 'No answer',
    abstains: 'The model abstains',
    resolves: 'What would give an answer',
    abstainedFallback: {
      title: 'The model has no answer for this study.',
      remedy: 'The sentence of the service below names what is missing.',
    },
    abstentions: predictionAbstentions,
    distance: (of: string, value: string, most: string) =>
      `${of} lies ${value} standard deviations from the training mean; the model allows ${most}.`,
    distanceWidths: (of: string, value: string, most: string) =>
      `${of} lies at least ${value} widths of the training range beyond it; the model allows ${most}.`,
  },

  bar: {
    title: (probability: string, low: string, high: string) => `Probability ${probability}, interval ${low} to ${high}`,
    description: (threshold: string) => `On a scale from 0 to 100 %. Threshold of the model ${threshold}.`,
    threshold: (share: string) => `threshold ${share}`,
    interval: (level: string) => `${level} interval`,
    bothEnds: (low: string, high: string) => `${low} to ${high}`,
    tableCaption: 'Probability, interval and threshold',
    row: 'What',
    value: 'Value',
    probability: 'Probability',
    thresholdRow: 'Threshold',
  },

  dots: {
    title: (count: number) => `${count} of 100`,
    none: 'No probability',
    noneMore: 'No dot is filled, because there is no answer.',
    exact: (count: number) =>
      `Of 100 patients with these values, ${count} would be expected to have no tumour left at surgery.`,
    fewer: 'Of 100 patients with these values, fewer than 1 would be expected to have no tumour left at surgery.',
    more: 'Of 100 patients with these values, more than 99 would be expected to have no tumour left at surgery.',
    exactOther: (count: number, event: string) =>
      `Of 100 patients with these values, ${count} would be expected to have ${event}.`,
    fewerOther: (event: string) =>
      `Of 100 patients with these values, fewer than 1 would be expected to have ${event}.`,
    moreOther: (event: string) => `Of 100 patients with these values, more than 99 would be expected to have ${event}.`,
  },

  nomogram: {
    heading: 'How the points add up',
    of: (line: string, version: number) => `Nomogram of ${line}, version ${version}`,
    title: 'Nomogram with the points of this patient',
    description: (parts: string, total: string, probability: string) =>
      `${parts}. Together ${total} points, a probability of ${probability}.`,
    part: (variable: string, value: string, points: string) => `${variable} of ${value} gives ${points} points`,
    scrolls: 'The drawing below scrolls sideways.',
    caption: 'Points of this patient',
    variable: 'Variable',
    value: 'Value',
    points: 'Points',
    totalPoints: 'Total points',
    probability: 'Probability',
    radScore: 'Rad-score',
    together: 'Together',
    ofPoints: (points: string) => `${points} points`,
    offAxis: (points: string) => `${points} points, beyond the axis`,
    noDrawing: 'The drawing needs the model itself, which cannot be had now. The points are those of the answer.',
    notUsed: 'The Rad-score answers alone, so there are no points to add.',
    notUsedMore: 'The nomogram needs every clinical value of the model.',
  },

  contributions: {
    heading: (score: string) => `What makes up the Rad-score of ${score}`,
    lead: (intercept: string, sum: string) =>
      `Intercept ${intercept}, then the features, together ${sum}. To the right: towards response. A contribution says what the model did, not what the biology is.`,
    title: 'What each feature adds to the Rad-score',
    caption: 'What each feature adds to the Rad-score',
    feature: 'Feature',
    meaning: 'What it measures',
    value: 'Value',
    z: 'Standard deviations from the training mean',
    contribution: 'Adds',
    intercept: 'Intercept',
    sum: 'Rad-score',
    onSequence: (sequence: string, meaning: string) => `${sequence}: ${meaning}`,
    noMeaning: 'A feature that the catalogue does not describe',
  },

  whatIf: {
    heading: 'What if',
    lead: 'Computed on this page. Nothing is saved.',
    measured: (value: string) => `measured: ${value}`,
    notMeasured: 'not measured',
    choose: 'Not measured',
    same: 'The same as with the measured values',
    more: (points: number) =>
      points === 1
        ? '1 point more than with the measured values'
        : `${points} points more than with the measured values`,
    less: (points: number) =>
      points === 1
        ? '1 point less than with the measured values'
        : `${points} points less than with the measured values`,
    hardly: 'Less than half a point from the measured values',
    interval: (low: string, high: string) => `(${low} to ${high})`,
    back: 'Back to the measured values',
    abstains: 'The model would abstain: this value lies far outside those that it was trained on.',
    radScoreAnswers: 'Without all clinical values the Rad-score answers alone.',
    unlike: 'What-if is not offered here.',
    unlikeMore:
      'This page does not reach the answer of the service with the model at hand, so a what-if would be of something else.',
    noVariables: 'This model has no clinical variable to change.',
    side: { above: 'Above the threshold', below: 'Below the threshold', near: 'Near the threshold' },
  },

  place: {
    heading: 'Among the training cohort',
    title: 'Place among the training cohort',
    description: (here: string, withEvent: number, without: number) =>
      `This patient at ${here}. ${withEvent} patients with and ${without} without pCR.`,
    descriptionGroups: (here: string, n: number) =>
      `This patient at ${here}, among ${n} patients in groups of five or more.`,
    withEvent: (count: number) => `${count} with pCR`,
    without: (count: number) => `${count} without`,
    patients: (count: number) => `about ${count} patients`,
    here: 'this patient',
    sentence: (share: string) => `${share} of the training rows have a lower probability.`,
    groupsNote: 'Groups of five patients or more: single rows are for institutions with rows in this version.',
    caption: 'Training rows by probability',
    from: 'Probability',
    count: 'Patients',
    countWith: 'With pCR',
    countWithout: 'Without',
    interval: (low: string, high: string) => `${low} to ${high}`,
    withheld: 'The training cohort is not shown.',
    ofOther: 'A model of some of the sequences answered: its training rows are not those of the version.',
  },

  model: {
    heading: 'How good is this model?',
    version: 'Version',
    named: (line: string, version: number) => `${line} ${version}`,
    promoted: 'promoted',
    notPromoted: 'not promoted',
    trainedOn: 'Trained on',
    testedOn: 'Tested on',
    patients: (count: string) => `${count} patients`,
    area: 'AUC',
    areaOf: (auc: string, low: string, high: string) => `${auc} (${low} to ${high})`,
    onTest: 'of the test rows',
    onValidation: 'by cross-validation',
    onTraining: 'of the training rows: too good',
    chance: 'Chance alone',
    chanceOf: (auc: string) => `${auc} (outcomes permuted)`,
    answered: 'Answered by',
    submodel: (sequences: string) => `the model of ${sequences}`,
    choose: 'Answer of version',
    promotedNow: (version: number) => `${version}, promoted`,
    noFacts: 'The facts of the version cannot be had now.',
  },

  warnings: {
    heading: 'What to know',
    one: 'One thing to know',
    texts: predictionWarnings,
    fallback: { title: 'Something to know', remedy: '' },
    more: (count: number) => (count === 1 ? 'and one more of this kind' : `and ${count} more of this kind`),
  },

  clinical: {
    heading: 'Clinical values are missing',
    lead: 'With them the nomogram answers, in place of the Rad-score alone.',
    save: 'Save and ask again',
    saving: 'The values are being saved.',
    choose: 'Choose',
    noScope: (scope: string) => `Entering values needs the scope ${scope}.`,
    notANumber: 'Enter a number.',
    nothing: 'Enter at least one value.',
  },

  states: {
    analysing: 'The study is being analysed.',
    analysingMore: (when: string) =>
      `The analysis began ${when}. The prediction stands here as soon as it ends; this page asks every 4 seconds.`,
    waiting: 'The study waits for its files.',
    waitingMore: 'Upload its manifest last: that starts the analysis, and the prediction follows.',
    refused: 'The study was refused: there is nothing to predict from.',
    quarantined: 'The study is in quarantine: nothing was computed.',
    failed: 'The analysis failed. Nothing is lost.',
    failedMore: 'The service had a problem of its own. Upload the manifest again to repeat the analysis.',
    toStudy: 'See the study and what repairs it',
    noModel: 'No model answers for this protocol yet.',
    noModelMore: (protocol: string) =>
      `A version of a line of ${protocol} has to be promoted first. The study is kept, and its answer stands here then.`,
    noLineWanted: 'By the settings of your institution no model answers for this protocol.',
    noLineWantedMore: 'An administrator of your institution can choose a line.',
    toModels: 'See the models',
    notFound: 'There is no such study.',
    notFoundMore: 'It may have been withdrawn, or the address is mistyped.',
    toStudies: 'All studies',
    noVersion: 'There is no such version.',
    noVersionMore: (version: string) => `The line has no version ${version} that answers.`,
    promotedInstead: 'Show the promoted version',
    kept: (when: string) => `Shown as of ${when}.`,
    needs: (scope: string) => `Needs the scope ${scope}.`,
  },

  report: {
    engine: 'Engine',
    settings: 'Settings',
    manifest: 'Manifest',
    line: (study: string, version: string, engine: string) => `${study} · ${version} · engine ${engine}`,
    settingsLine: (hash: string, time: string) => `settings ${hash} · ${time}`,
  },
};
