/** Studies of the service, as a person reads them. */
import type { Study, StudyPage } from '../service/client.ts';
import { alignColumns, short } from '../terminal/terminal.ts';

type StudyFields = StudyPage['studies'][number];

/** A study in a few lines: its status, what is missing and why, what was predicted. */
export function describeStudy(study: StudyFields | Study): string {
  const {
    studyId,
    status,
    manifestHash,
    dataOrigin,
    reason,
    receipt,
    gaps = {},
    warnings = [],
    repairs = [],
    features,
    outcome,
    prediction,
    abstention,
    waiting,
  } = study;
  const about = [status, ...(features === undefined ? [] : [`${features} features`]), ...syntheticText(dataOrigin)];
  const lines = [`${studyId}: ${about.join(', ')}`];
  if (reason) lines.push(`  ${reason.code}: ${reason.message}`);
  if (waiting) lines.push(`  ${waitingText(waiting)}`);
  if (receipt) {
    const beside = receipt.unlisted > 0 ? `, ${receipt.unlisted} of them not in the manifest` : '';
    lines.push(
      `  identities: ${receipt.files} files examined${beside}: ${receipt.verdict}; \`radscore status ${studyId} --receipt\` shows the receipt`,
    );
  }
  for (const [sequence, gap] of Object.entries(gaps)) {
    if (gap) lines.push(`  ${sequence} is missing. ${gap.code}: ${gap.message}`);
  }
  for (const { sequence, name, file, overlapBefore, overlapAfter, says } of repairs) {
    const overlap = `overlap ${short(overlapBefore)} before, ${short(overlapAfter)} after`;
    lines.push(`  repaired, ${sequence}: ${file} by "${name}" (${overlap}): ${says}`);
  }
  for (const { sequence, code, message } of warnings) {
    // The line above has its values.
    if (code !== 'roi-repaired' || repairs.length === 0) lines.push(`  warning, ${sequence}: ${code}: ${message}`);
  }
  for (const { code, message } of study.clinicalNotes ?? []) lines.push(`  warning, clinical: ${code}: ${message}`);
  if (outcome) lines.push(...outcomeLines(outcome));
  if (prediction) {
    const model = `${prediction.model}@${prediction.version}`;
    lines.push(`  predicted by ${model}; \`radscore predict --study ${studyId} --model ${model}\` shows it`);
  }
  if (abstention) lines.push(`  no prediction. ${abstention.code}: ${abstention.message}`);
  if (manifestHash) lines.push(`  all of manifest ${manifestHash.slice(0, 12)}, the newest`);
  return `${lines.join('\n')}\n`;
}

/** Why a study in analysis waits after a fault of the service, and for what. */
export function waitingText({ reason, faults, retryAt }: NonNullable<StudyFields['waiting']>): string {
  const times = faults === 1 ? 'once' : `${faults} times`;
  const until =
    retryAt === undefined
      ? 'until the operator has seen to it'
      : `until ${retryAt.slice(0, 16)}Z, when it is tried again`;
  return `waits ${until}; interrupted ${times}. ${reason.code}: ${reason.message}`;
}

function syntheticText(dataOrigin: StudyFields['dataOrigin']): string[] {
  return dataOrigin === 'synthetic' ? ['synthetic: of no patient'] : [];
}

/** The outcome that counts, where it came from and when, and what is to be checked. */
function outcomeLines({
  pcr,
  definition,
  source,
  recordedAt,
  notes = [],
}: NonNullable<StudyFields['outcome']>): string[] {
  const from = { api: 'sent through the API', manifest: 'of the manifest', unknown: 'of unknown source' }[source];
  const by = definition === undefined ? '' : `, defined as "${definition}"`;
  return [
    `  outcome: ${pcr ? 'pCR' : 'no pCR'}${by}, ${from}, ${recordedAt.slice(0, 10)}`,
    ...notes.map(({ code, message }) => `  warning, outcome: ${code}: ${message}`),
  ];
}

export function tabulateStudies(studies: readonly StudyFields[]): string {
  const rows = studies.map(({ studyId, status, features, outcome, prediction, reason, receivedAt, dataOrigin }) => [
    studyId,
    status,
    String(features ?? ''),
    outcome === undefined ? '' : outcome.pcr ? 'pCR' : 'no pCR',
    prediction ? `${prediction.model}@${prediction.version}` : '',
    dataOrigin ?? '',
    receivedAt.slice(0, 16).replace('T', ' '),
    reason?.code ?? '',
  ]);
  return `${alignColumns([['study', 'status', 'features', 'outcome', 'model', 'data', 'received', 'reason'], ...rows])}\n`;
}
