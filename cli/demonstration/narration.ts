/** What the demonstration says while it runs. */
import { levelText } from '@radscore/statistics/wording';
import type { ModelVersion } from '../service/client.ts';
import { CONFIDENCE_OF_OLD } from '../service/model-report.ts';
import { alignColumns } from '../terminal/terminal.ts';
import type { ListedStudy, StudyCount } from './analyse-studies.ts';
import { CENTRES, type Patient, type SyntheticCohort } from './cohort.ts';

const whole = new Intl.NumberFormat('en');
const three = (value: number | null | undefined): string => value?.toFixed(3) ?? 'not known';

export function introduction({ patients, seed }: SyntheticCohort): string[] {
  const [train, test] = CENTRES.map((centre) => patients.filter(({ institution }) => institution === centre));
  const group = (some: readonly Patient[]): string =>
    `${some.length} patients (${some.filter(({ pcr }) => pcr).length} pCR)`;
  return [
    '',
    `Demonstration with a synthetic cohort, seed ${seed}: nobody's data, and no evidence about patients.`,
    `  ${CENTRES[0]}, training: ${group(train)} · ${CENTRES[1]}, test: ${group(test)}`,
    '  Each study: three sequences (t2fs, dwi, dce) as DICOM series with a SEG each, a ZIP archive a sequence (the first',
    '  patient: one file a slice), uploaded to presigned URLs; its manifest.json comes last and starts the workflow.',
  ];
}

export function studies({ total, ended, sent }: StudyCount): string {
  const width = String(total).length;
  return `  ${String(ended).padStart(width)} of ${total} studies analysed · ${sent} uploaded in this run`;
}

export function analysis(all: readonly ListedStudy[], features: number, values: number): string[] {
  const complete = all.filter(({ status }) => status === 'complete').length;
  const others = all.filter(({ status }) => status !== 'complete');
  return [
    `${complete} of ${all.length} studies complete: ${whole.format(features)} features each, ${whole.format(values)} values.`,
    ...others.map((study) => `  ${study.studyId} is ${study.status}: ${whyNot(study)}`),
  ];
}

function whyNot({ reason, gaps = {} }: ListedStudy): string {
  const gap = Object.entries(gaps).map(([sequence, { code, message }]) => `${sequence}: ${code}: ${message}`);
  return reason ? `${reason.code}: ${reason.message}` : gap.join(' ');
}

export const TRAINING = `Training her2-pcr on ${CENTRES[0]}, testing on ${CENTRES[1]} …`;

export function model(
  { name, version, selected, validation, apparent, test, permutedTestAuc, confidence }: ModelVersion,
  features: number,
  oracle: number,
): string[] {
  const interval = ({ auc, ci }: ModelVersion['apparent']): string =>
    `${three(auc)} (${levelText(confidence ?? CONFIDENCE_OF_OLD)} CI ${three(ci[0])} to ${three(ci[1])})`;
  return [
    `${name} version ${version}, synthetic data: ${selected.length} of ${whole.format(features)} features selected.`,
    ...(validation
      ? [`  AUC cross-validated     ${interval(validation)}   everything refitted without each fold`]
      : []),
    ...(test ? [`  AUC in test             ${interval(test)}   on the other centre`] : []),
    `  under permuted outcomes ${three(permutedTestAuc)}   the AUC to expect with no signal`,
    `  oracle                  ${three(oracle)}   the AUC of the true predictor in these test rows`,
    `  AUC apparent            ${interval(apparent)}   on the rows it was fitted on: too good`,
  ];
}

export function newPatient({ studyId }: Patient, answer: { probability: number; radScore: number }): string[] {
  return [
    `New patient ${studyId} (synthetic): probability of pCR ${three(answer.probability)}, Rad-score ${three(answer.radScore)}. Research use only.`,
  ];
}

/** Whose studies and models they are: the default institution is the user's own. */
const AS = `--institution ${CENTRES[0]}`;

export function whereNext(
  url: string,
  { newPatient: { studyId } }: SyntheticCohort,
  name: string,
  version: number,
): string[] {
  return [
    'What to look at next:',
    ...alignColumns(
      [
        [
          `npx --no-install radscore models ${name}@${version} ${AS}`,
          'the model: how it was made, and its performance',
        ],
        [`npx --no-install radscore status ${AS}`, 'every study of centre-1'],
        [`npx --no-install radscore features ${studyId} -f csv ${AS}`, "the new patient's features"],
        [`npx --no-install radscore predict --model ${name} --study ${studyId} ${AS}`, 'the prediction with its parts'],
        [`npx --no-install radscore console ${AS}`, 'all of this in the console, in your browser'],
        [`${url}/v1/openapi.json`, 'the API; `npx --no-install radscore token` gives a token'],
        ['docs/demonstration.md', 'the same over ten seeds, and how the cohort is drawn'],
      ].map(([place, what]) => [`  ${place}`, what]),
    ).split('\n'),
    '',
  ];
}
