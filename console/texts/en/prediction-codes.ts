/** English: what is said of the codes of a prediction: warnings of an answer, and abstentions. */

/** What is said of a code: what it is, and what to do. */
export interface CodeText {
  readonly title: string;
  readonly remedy: string;
}

export const predictionWarnings: Readonly<Record<string, CodeText>> = {
  'out-of-distribution': {
    title: 'A feature lies far from those of the training rows.',
    remedy: 'Look at the outline and the image of this sequence before you rely on the answer.',
  },
  'clinical-missing': {
    title: 'A clinical value is missing: the Rad-score answers alone.',
    remedy: 'Enter it, and the nomogram answers.',
  },
  'clinical-unknown': {
    title: 'A clinical value is none that the model knows: the Rad-score answers alone.',
    remedy: 'Correct it, and the nomogram answers.',
  },
  'clinical-out-of-range': {
    title: 'A clinical value lies outside those of the training rows.',
    remedy: 'Check the value and its unit.',
  },
  'clinical-undeclared': {
    title: 'A clinical value is not used: the protocol does not know it.',
    remedy: 'Nothing has to be done. The answer does not depend on it.',
  },
  imputed: {
    title: 'A value is missing; the typical one of the training rows stands in.',
    remedy: 'Enter or measure it for an answer of this patient alone.',
  },
  'site-unseen': {
    title: 'The model has no training rows of this site.',
    remedy: 'Values are taken as they are. A version that was trained with studies of the site would be better.',
  },
  'in-training': {
    title: 'The model was trained on this patient: the answer is too good.',
    remedy: 'Use a version that was not trained on it.',
  },
  'synthetic-model': {
    title: 'The model was fitted on synthetic data.',
    remedy: 'Its answer shows how the service works, and says nothing about a patient.',
  },
  'submodel-answered': {
    title: 'A sequence is missing: a model of the others answers.',
    remedy: 'Add the sequence for the answer of the whole model.',
  },
  'missing-sequence': {
    title: 'A sequence is missing or was refused.',
    remedy: 'See the study for what would bring it back.',
  },
  'engine-mismatch': {
    title: 'Features and model are of different engines.',
    remedy: 'Upload the manifest again, or use a version that was trained with this engine.',
  },
  'phase-chosen': {
    title: 'Of several phases one was read.',
    remedy: 'If it is the wrong one, name the phase in the manifest.',
  },
  'clinical-given': {
    title: 'The answer is for other clinical values than those stored.',
    remedy: 'Store them if they are right.',
  },
};

export const predictionAbstentions: Readonly<Record<string, CodeText>> = {
  'outside-cohort': {
    title: 'A value lies far outside those that the model was trained on. A guess would not be honest.',
    remedy: 'Check the unit of the value, the sequence that was taken, and the outline. Corrected values are answered.',
  },
  'site-unseen': {
    title: 'The model answers only for sites that it was trained on.',
    remedy: 'Train a version with studies of this site.',
  },
  'invalid-value': {
    title: 'A value that the model needs is missing or is no number.',
    remedy: 'Correct the value that is named, and ask again.',
  },
  'not-computable': {
    title: 'The formula of the model gives no number for these values.',
    remedy: 'Check units and settings of the features.',
  },
  'features-missing': {
    title: 'Features that the model needs have no value. A guess would not be honest.',
    remedy: 'Add what the sequence lacks: its images, or an outline of the tumour. The other sequences are kept.',
  },
  'submodel-missing': {
    title: 'A sequence is missing, and no model of the others was fitted. A guess would not be honest.',
    remedy: 'Add the sequence with an outline of the tumour. The other sequences are kept.',
  },
  'submodel-refused': {
    title: 'A sequence is missing, and the model of the others did not pass its gates.',
    remedy: 'Add the sequence with an outline of the tumour. The other sequences are kept.',
  },
  'protocol-mismatch': {
    title: 'The version was trained under another protocol than that of the study.',
    remedy: 'Choose a version of the same protocol.',
  },
  'settings-mismatch': {
    title: 'The features were extracted with other settings than those of the version.',
    remedy: 'Upload the manifest again, or choose a version of the same settings.',
  },
  'data-origin-mismatch': {
    title: 'What was fitted on synthetic data never answers for a patient, nor the other way round.',
    remedy: 'Choose a version that was fitted on such studies.',
  },
  'too-close-to-publish': {
    title: 'This version is for its own institutions only.',
    remedy: 'Choose another version of the line.',
  },
  'interval-across-threshold': {
    title: 'The interval contains the threshold, and a certain answer was asked for.',
    remedy: 'Ask without that condition to see the probability.',
  },
};
