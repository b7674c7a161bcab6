/** The catalogue of reasons: every code with which a study, a sequence or a request is refused. */

/** What a reason is about: a study that is refused or in quarantine, a note on an accepted one, or a model. */
export type ReasonKind = 'refusal' | 'quarantine' | 'fault' | 'note' | 'abstention' | 'training' | 'publication';

/** One reason code: part of the product's contract, like the names of errors. */
export interface ReasonEntry {
  readonly code: string;
  readonly kind: ReasonKind;
  readonly meaning: string;
  readonly remedy: string;
}

const of = (
  kind: ReasonKind,
  rows: Readonly<Record<string, readonly [meaning: string, remedy: string]>>,
): ReasonEntry[] => Object.entries(rows).map(([code, [meaning, remedy]]) => ({ code, kind, meaning, remedy }));

/** Every reason code that images, their examination, admission, extraction, prediction and training give. */
export const REASONS: readonly ReasonEntry[] = [
  ...of('refusal', {
    'manifest-misplaced': [
      'The manifest lies under another key than that of a study.',
      'Upload it to the folder of the study.',
    ],
    'manifest-missing': ['The manifest whose upload started the analysis is gone.', 'Upload it again, last.'],
    'manifest-invalid': ['The manifest does not fit its schema.', 'Write it again with `radscore manifest`.'],
    'unknown-protocol': [
      'The manifest names a protocol that does not exist.',
      'Name one of those that the message lists.',
    ],
    'file-not-listed': [
      'An image of a sequence is not among the files of the manifest.',
      'List every file of the study.',
    ],
    'patient-in-demonstration': [
      'An institution whose name begins with demo- holds synthetic studies only, and the manifest does not say that this is one.',
      'Upload it to your own institution; say "origin": "synthetic" of a synthetic one.',
    ],
    'files-missing': ['Files that the manifest lists have not arrived.', 'Upload them, and the manifest again.'],
    'too-many-files': ['The folder of the study holds too many files.', 'Remove what does not belong to the study.'],
    'size-mismatch': [
      'A file is not as long as the manifest says.',
      'Upload the file again, or write the manifest again.',
    ],
    'checksum-mismatch': [
      'A file has another SHA-256 than the manifest says.',
      'Upload the file again, or write the manifest again.',
    ],
    unreadable: ['A file is damaged, or not what it seems to be.', 'Export or upload it again.'],
    truncated: ['A file ends before what it declares.', 'Export or upload it again.'],
    'unsupported-format': [
      'A file is of a kind that is not read, or cannot be checked.',
      'Export it as DICOM, NIfTI, NRRD or MetaImage.',
    ],
    'archive-unsupported': [
      'An archive is encrypted, in parts, compressed by another method than Deflate, or holds links or other archives.',
      'Make it again with `zip -r` or `radscore submit --archive`, or send the files themselves.',
    ],
    'archive-invalid': [
      'A member of an archive has a path that leads elsewhere, or the path of another member.',
      'Make the archive again from the folder of one image.',
    ],
    'too-large': [
      'A file declares or holds more than is read.',
      'Crop the image; export it again if its header is damaged.',
    ],
    'file-missing': ['A header names a file that is not there.', 'Add the file, or save the image in one file.'],
    'mask-missing': ['A sequence has no region of interest.', 'Add a SEG, RTSTRUCT, NIfTI or NRRD with the ROI.'],
    'label-missing': [
      'The region of interest has no voxel of the label.',
      'Name one of the labels that the message lists.',
    ],
    'geometry-invalid': [
      'Spacing, axes or positions make no regular grid.',
      'Export the series again, without a gantry tilt.',
    ],
    'geometry-mismatch': [
      'Image and region of interest do not lie on one grid.',
      'Resample the mask, or accept the repair that is offered.',
    ],
    'slice-gap': ['A slice inside the series is missing.', 'Add the missing slices.'],
    'too-few-slices': [
      'There are fewer slices than the computation needs.',
      'Send the whole series, or leave that filter out.',
    ],
    'image-repeated': [
      'One image is declared as two sequences.',
      'Name an image of its own for each, or leave one sequence out.',
    ],
    'several-patients': [
      'The images of a folder are of several patients.',
      'Give each patient a folder of their own, and send one folder at a time.',
    ],
    'several-studies': [
      'The images of a folder are of several studies.',
      'Give each study a folder of its own, and send one folder at a time.',
    ],
    'series-ambiguous': ['Several volumes could be meant.', 'Name the one that is meant.'],
    'roi-outside-image': ['The region of interest lies outside the image.', 'Draw it on this image.'],
    'roi-too-small': ['The region of interest has too few voxels.', 'Check the ROI and its label.'],
    'not-finite': ['Some voxels are NaN or infinite.', 'Export the image again.'],
    'settings-invalid': ['A setting has a value that it cannot have.', 'Correct the setting that the message names.'],
    'sequence-missing': ['The manifest has no such sequence.', 'Add it; without it the study is partial.'],
    'study-withdrawn': [
      'The study was withdrawn: it is erased, and its id is not used again.',
      'Upload another study under another id.',
    ],
    superseded: ['A newer manifest of the study was admitted meanwhile.', 'Nothing: its own execution answers.'],
  }),
  ...of('quarantine', {
    identifiable: [
      'Something in the study may identify the patient.',
      'Correct what the receipt names; upload the study again.',
    ],
    'identity.attribute': ['A DICOM attribute that the profile removes has a value.', 'Remove or empty the attribute.'],
    'identity.dates': [
      'A date or time was left as it was, in an attribute or a path.',
      'Remove or shift it, and declare it (113106 or 113107).',
    ],
    'identity.private': ['There are private elements.', 'Remove them; declare 113111 for those that hold physics.'],
    'identity.burned-in': [
      'Text is burned into the pixels, or lies in an overlay.',
      'Remove it from the pixels; remove overlays.',
    ],
    'identity.not-declared': [
      'No attribute says that the identity was removed.',
      'Use a tool that records it in (0012,0062) to (0012,0064).',
    ],
    'identity.file': [
      'A text of a file, or its path, could identify a person.',
      'Empty the field that is named, or rename or remove the file.',
    ],
    'identity.clinical': ['A column of a table could identify a person.', 'Remove the column.'],
  }),
  ...of('fault', {
    'out-of-time': ['A computation reached its time limit.', 'Crop the image, or ask for a larger limit.'],
    'out-of-memory': ['A computation reached its memory limit.', 'Crop the image, or ask for a larger limit.'],
    'internal-error': ['The service failed.', 'Report it to the operator, whose log has the details.'],
    'service-unreachable': [
      'A service of AWS was busy or could not be reached, for longer than a computation waits for it.',
      'Nothing: the study waits, and is tried again; `retryAt` says when.',
    ],
    'analysis-stopped': [
      'The operator of the service stopped the analysis.',
      'Ask the operator, or upload manifest.json again.',
    ],
  }),
  ...of('note', {
    'index-left-out': [
      'A DICOMDIR lies beside the images; it is an index, repeats identities and is not sent.',
      'Nothing; do not upload it by other means.',
    ],
    'adc-fitted': ['No ADC map was sent; it was fitted.', 'Nothing, or send the map.'],
    'phase-chosen': [
      'There are several phases; the brightest was read, or the one whose images the region refers to.',
      'Nothing, or name the phase in the manifest.',
    ],
    'region-of-other-phase': [
      'The region refers to the images of another phase than the one that was read.',
      'Check the phase in the manifest, or leave it out to read the one that the region refers to.',
    ],
    'phases-ordered': [
      'Phases without times were ordered by their acquisition or series numbers.',
      'Keep the times; they may be shifted (113107).',
    ],
    'phase-order-contradicted': [
      'The numbers of the phases and their times give two orders; the numbers count.',
      'Check the series, and name the phase in the manifest.',
    ],
    'phase-incomplete': ['A phase was broken off and is not read.', 'Nothing, or send its missing slices.'],
    'volumes-left-out': [
      'The files also hold volumes of another contrast, which were not read.',
      'Nothing, or select another volume in the manifest.',
    ],
    'volume-selected': ['The manifest selects another volume than the protocol means.', 'Leave the selection out.'],
    'file-irregular': [
      'Files depart from PS3.10, without its prefix or with bytes behind the data set, and were read as other programs read them.',
      'Nothing, or write them again with dcmconv.',
    ],
    'files-left-out': [
      'Files that systems, discs and viewers leave beside images were not read.',
      'Nothing; they need not be sent.',
    ],
    'objects-passed-over': ['Objects that hold no slices of a volume were passed over.', 'Nothing.'],
    'adc-unit': [
      'The unit of an ADC map was inferred from the size of its values; they were scaled if needed.',
      'Nothing, or send the map in 10⁻⁶ mm²/s.',
    ],
    'sequence-contradicted': [
      'An image looks like another sequence.',
      'Correct the manifest if it names the wrong one.',
    ],
    'lossy-compression': [
      'The image went through lossy compression, which changes features.',
      'Send the series without it, if it still exists.',
    ],
    'slice-positions-rounded': [
      'The positions of the slices are rounded; they were read at the equal distances that explain them.',
      'Nothing, or send the series with all digits of its positions.',
    ],
    'region-positions-rounded': [
      'A region lies off the voxels of its image by no more than its digits explain, and was taken to lie on them.',
      'Nothing.',
    ],
    'contours-without-area': [
      'Contours of a structure set bound no area (points, lines) and were passed over.',
      'Nothing, or draw them as closed contours if they are part of the region.',
    ],
    'contours-overlap': [
      'Contours of one slice overlap in part; what lies in two of them counts as outside.',
      'Check the contours, and join them if the overlap is part of the region.',
    ],
    'regions-empty': [
      'No region was named; the only one with something inside was taken.',
      'Nothing, or name the region.',
    ],
    'roi-repaired': ['A region of interest was repaired as the manifest accepts.', 'Nothing.'],
    'in-training': [
      'The model was trained on this study: its probability is too good.',
      'Use a version that was not trained on it.',
    ],
    'engine-mismatch': [
      'The features were computed with another engine than the others, or than those of the model.',
      'Upload the manifest again; the new engine analyses it.',
    ],
    'outcome-contradicted': [
      'The outcome that came through the API is another than that of the manifest; the former counts.',
      'Send the outcome again, or correct the manifest.',
    ],
    'outcome-of-earlier-manifest': [
      'The outcome came through the API when the study had another manifest, and the present one does not confirm it; it counts.',
      'Send the outcome again if the images are of the same patient, or correct it.',
    ],
    'clinical-contradicted': [
      'A clinical value that came through the API is another than that of the manifest; the former counts.',
      'Send the value again, send null to take it back, or correct the manifest.',
    ],
    'clinical-of-earlier-manifest': [
      'A clinical value came through the API when the study had another manifest; it counts.',
      'Send the value again if the images are of the same patient, or correct it.',
    ],
    'clinical-other-protocol': [
      'A clinical value came through the API by another protocol, and the protocol of the manifest does not take it; it does not count.',
      'Send a value that the protocol takes, or null.',
    ],
    'clinical-unusual': [
      'A clinical value is rare, as a share in place of a percentage would be; it counts.',
      'Check the value and its unit.',
    ],
    'clinical-given': [
      'The answer is for clinical values that came with the request, in place of those of the study.',
      'Nothing, or store them with PUT /v1/studies/{id}/clinical.',
    ],
    'clinical-undeclared': [
      'Values at hand name a clinical variable that the protocol of the model does not declare; it is not used.',
      'Use the name that the message proposes.',
    ],
    'out-of-distribution': [
      'A value lies more than three standard deviations from the mean that it is standardised by.',
      'Check the unit, the sequence and the settings of the features.',
    ],
    'clinical-out-of-range': [
      'A clinical value lies outside those that the model was made from.',
      'Check the value and its unit.',
    ],
    'made-up': ['The coefficients of an imported signature are made up: an example.', 'Use the file of a publication.'],
    assumed: [
      'A value that the publication of an imported signature does not state was assumed.',
      'Ask the authors; import the file again with what they state.',
    ],
    'cutoff-unknown': [
      'The publication of an imported signature does not state its cut-off: there is no class.',
      'Ask the authors, or read the score as a number.',
    ],
    'synthetic-model': [
      'The model was fitted on synthetic data: its answer says nothing about a patient.',
      'Use a model that was fitted on patients.',
    ],
    'missing-sequence': ['A prediction was made without a sequence.', 'Add the sequence.'],
    'submodel-answered': [
      'A sequence is missing: the submodel of the others answered, whose own AUC the message gives.',
      'Add the sequence, or read the answer with the AUC of the submodel.',
    ],

    'mask-grid': [
      'The region is stored on a grid that is not the image’s; the message says on which it was measured.',
      'Check that mask and image belong together.',
    ],
    'few-grey-levels': ['The region has so few grey levels that textures say little.', 'Check bin width and ROI.'],
    'far-below-needed-size': [
      'A model was fitted on less than half of the rows that Riley’s criteria ask for, by its own C statistic and candidates.',
      'Reduce the candidates by what was known before the outcomes, add patients, or call the model exploratory.',
    ],
    'value-undefined': ['A feature is not defined for this region.', 'Nothing.'],
    'shape2d-left-out': ['Two-dimensional shape is not defined for these settings.', 'Nothing.'],
  }),
  ...of('abstention', {
    'no-line-wanted': [
      'The settings of the institution say that no line answers studies of the protocol.',
      'Change them with PUT /v1/settings.',
    ],
    'line-unavailable': [
      'The line that the settings of the institution name is gone or not shared any more.',
      'Name another with PUT /v1/settings.',
    ],
    'version-retired': ['The version was retired and never answers again.', 'Ask the promoted version.'],
    'version-withdrawn': [
      'The version was fitted on a study that is withdrawn.',
      'Ask the promoted version; the line is trained again without the study.',
    ],
    'no-promoted-model': ['No version of the model is promoted.', 'Train it.'],
    'study-awaiting-upload': ['No manifest of the study has been uploaded.', 'Upload the study, its manifest last.'],
    'study-analysing': [
      'The newest manifest is being analysed; nothing of an earlier one is served.',
      'Ask again when the study is complete or partial.',
    ],
    'study-failed': [
      'The newest manifest could not be analysed; nothing of an earlier one is served.',
      'Correct what the reason of the study names, and upload the manifest again.',
    ],
    'study-quarantined': [
      'The study is in quarantine because of its newest manifest; nothing of an earlier one is served.',
      'Repair what the receipt names, and upload the study again.',
    ],
    'study-mixed': [
      'The study was analysed by an earlier version, which did not keep its manifests apart.',
      'Upload the manifest again.',
    ],
    'protocol-mismatch': [
      'The study was analysed with another protocol than the model or the cohort.',
      'Train a model under the protocol of the study, or analyse the study with the other one.',
    ],
    'data-origin-mismatch': [
      'Synthetic studies and those of patients are kept apart: no model of the one answers for the other, and no cohort has both.',
      'Use a model, or a cohort, of the origin of the study.',
    ],
    'not-computable': [
      'A value is so extreme that the formula of the model gives no number.',
      'Check units and settings of the values.',
    ],
    'signature-invalid': [
      'A signature file is not read, contradicts itself, or names features that its settings do not give.',
      'Correct the lines that the message names.',
    ],
    'signature-open': [
      'What is asked needs a value that the publication of a signature leaves open.',
      'Complete the file, or state what you assume for it.',
    ],
    'crate-metadata-missing': [
      'A folder or archive is no bundle of evidence: it has no ro-crate-metadata.json.',
      'Give the bundle that `radscore evidence --bundle` wrote.',
    ],
    'crate-metadata-invalid': [
      'The metadata of a bundle of evidence are not those of an RO-Crate with hashes of its files.',
      'Ask for the bundle again, or make it again.',
    ],
    'crate-path': [
      'A bundle of evidence names a part outside itself, or by no plain path.',
      'Do not trust it; ask for the bundle again.',
    ],
    'crate-file-missing': [
      'A bundle of evidence lacks a file that its metadata describe.',
      'Ask for the whole bundle.',
    ],
    'crate-file-extra': [
      'A bundle of evidence holds a file that its metadata do not describe, or too many.',
      'Remove the file, or ask for the bundle again.',
    ],
    'crate-wrong-hash': [
      'A file of a bundle of evidence is not the one that its metadata describe.',
      'Ask for the bundle again; the message names the file.',
    ],
    'crate-signature-invalid': [
      'The signature of a bundle of evidence is not one of its metadata: something was changed after it was signed.',
      'Do not trust it; ask its author for the bundle.',
    ],
    'crate-signature-missing': [
      'A bundle of evidence that should be signed is not.',
      'Ask for the signed bundle, or verify without a key.',
    ],
    'crate-other-key': [
      'A bundle of evidence is signed by another key than the one that was given.',
      'Check whose key it is before you trust it.',
    ],
    'crate-key-invalid': ['A key is none of Ed25519 in PEM.', 'Make one: openssl genpkey -algorithm ed25519.'],
    'imported-version': [
      'The version is a published signature, imported from its file: it has no cohort, no evaluation and no interval.',
      'Read its answer as SignaturePrediction; ask a version that was fitted here for the rest.',
    ],
    'features-missing': ['Features that the model needs have no value.', 'See the gaps of the study.'],
    'settings-mismatch': [
      'The features were computed with other settings than those of the model.',
      'Analyse the study with the protocol of the model.',
    ],
    'site-unseen': [
      'The version harmonises sites, and has no training rows of this one.',
      'Train with studies of the site, or name the site of the values.',
    ],
    'outside-cohort': [
      'A feature or clinical value lies far outside the rows that the model was trained on; the answer states how far.',
      'Check units, sequence and settings.',
    ],
    'submodel-missing': [
      'A sequence that the model needs is missing, and the version has no submodel of the others.',
      'Add the sequence, or ask another version.',
    ],
    'submodel-refused': [
      'A sequence that the model needs is missing, and the submodel of the others did not pass its gates.',
      'Add the sequence, or ask another version.',
    ],
    'interval-across-threshold': [
      'Certainty was asked for, and the interval of the probability holds the threshold.',
      'Ask without `certain` for the probability and its interval.',
    ],
  }),
  ...of('training', {
    'cohort-too-small': ['There are too few rows.', 'Record more outcomes.'],
    'single-class': ['All outcomes are the same.', 'Record outcomes of both kinds.'],
    'single-batch': ['All rows are of one centre.', 'Pool another, or leave harmonisation out.'],
    'no-feature-selected': ['No feature separates responders from non-responders.', 'Nothing: this is a result.'],
    'invalid-value': ['A value cannot be used.', 'Correct what the message names.'],
    'invalid-table': ['A table cannot be used.', 'Correct what the message names.'],
    'consortium-unconfirmed': [
      'No token has claimed for a while that the institutions of the recipe agreed to pool.',
      'A member whose token has the consortium claim makes any request to the API.',
    ],
    'not-enough-new-outcomes': [
      'Too few outcomes are new since the last version.',
      'Nothing: the schedule asks again.',
    ],
    'not-in-split': [
      'The split names other institutions, or the study was on the other side before its manifest named the patient.',
      'Name the institution in the split, or the right patient in the manifest.',
    ],
    'withdrawn-row': [
      'A study that the version was fitted on was withdrawn since.',
      'Use the next version: the line is fitted again without it.',
    ],
    'corrected-outcome': [
      'An outcome that the version was fitted on was corrected since.',
      'Use the next version: the line is fitted again with the outcome that counts now.',
    ],
    'corrected-clinical': [
      'A clinical value that the version was fitted on was corrected through the API since.',
      'Use the next version: the line is fitted again with the values that count now.',
    ],
    'study-partial': ['The study lacks a sequence.', 'Send the missing sequence.'],
    'study-changed': [
      'The manifest of a study named a patient or a site while its table was being made, which has no column for it.',
      'Ask for the table again.',
    ],
    'features-differ': [
      'Studies of one table have features under different names: they were computed by different engines or settings.',
      'Upload the manifests again, so that one engine computes all of them.',
    ],
    'export-interrupted': [
      'Studies of the institution were withdrawn while their table was being made, during each attempt.',
      'Ask for the table again.',
    ],
    'outcome-definition': [
      "The outcome is not defined as the protocol's; it is kept, and does not count.",
      "Send the outcome by the protocol's definition.",
    ],
    'outcome-unattributed': [
      'An earlier version did not keep whether a manifest or the API brought the outcome.',
      'Send the outcome again, or upload a manifest that has it.',
    ],
    'clinical-missing': [
      'A clinical variable has no value.',
      'Add it to the manifest, or send it with PUT /v1/studies/{id}/clinical.',
    ],
    'repeat-not-used': [
      'A second segmentation is of a study that is no row of the cohort, or one of several of a study.',
      'Upload the study that it repeats with its outcome, or nothing.',
    ],
    'study-repeats': ['The study is a second segmentation of another one.', 'Nothing: it is no row of a table.'],
    'site-too-small': ['A site has too few rows to be harmonised.', 'Record more outcomes of that site.'],
    'site-is-outcome': ['Sites determine the outcome.', 'Pool sites with both outcomes, or leave harmonisation out.'],
  }),
  ...of('publication', {
    'participants-only': [
      'It is made of the rows of patients, and shown to institutions with rows in this version and members of the owner.',
      'Nothing; the evaluation has what others see.',
    ],
    'figures-rounded': [
      'Figures are rounded and in groups: the institution that asks has no rows in this version.',
      'Nothing; participants see all figures.',
    ],
    'too-few-to-publish': [
      'A set has too few rows of one outcome for figures that say nothing about single patients.',
      'Nothing; participants see all figures.',
    ],
    'too-close-to-publish': [
      'The rows differ by fewer than five patients from those of a version that is shown.',
      'Use the version that is shown; the next one with more new patients is shown too.',
    ],
  }),
];

const HEADINGS: Readonly<Record<ReasonKind, string>> = {
  refusal: 'Refused: it cannot be processed as it is',
  quarantine: 'In quarantine: it may identify the patient',
  fault: 'Not the fault of the study',
  note: 'Notes on what was accepted',
  abstention: 'No prediction',
  training: 'No model version, or not a row of it',
  publication: 'Not, or not all, shown to institutions without rows',
};

/** `docs/reasons.md`. */
export function reasonsDocument(): string {
  const sections = (Object.keys(HEADINGS) as ReasonKind[]).map((kind) => {
    const rows = REASONS.filter((entry) => entry.kind === kind).map(
      ({ code, meaning, remedy }) => `| \`${code}\` | ${meaning} | ${remedy} |`,
    );
    return [`## ${HEADINGS[kind]}`, '', '| code | meaning | what to do |', '| --- | --- | --- |', ...rows].join('\n');
  });
  return [
    '# Reasons',
    '',
    'Written by `node scripts/reasons-doc.ts` from `layers/pipeline/contracts/reasons.ts`; do not edit. A message names the file,',
    'what was got, what was wanted and what to do. It never repeats a value that could identify a person.',
    '',
    sections.join('\n\n'),
    '',
  ].join('\n');
}
