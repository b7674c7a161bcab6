/** Models, their versions and their answers, as a person reads them. */
import { levelText } from '@radscore/statistics/wording';
import { alignColumns } from '../terminal/terminal.ts';
import type { Answer, ModelList, ModelVersion, SignaturePrediction, TrainingRun, VersionList } from './client.ts';

type Interval = ModelVersion['apparent'];
type VersionFields = VersionList['versions'][number];

export function tabulateModels({ models }: ModelList): string {
  const rows = models.map(({ owner, name, protocol, promoted, versions, runs }) => [
    `${owner}~${name}`,
    protocol,
    String(versions),
    promoted === null ? 'none' : String(promoted),
    runs[0] ? `${runs[0].status}${runs[0].reason ? `, ${runs[0].reason.code}` : ''}` : '',
    runs[0]?.startedAt.slice(0, 16).replace('T', ' ') ?? '',
  ]);
  return `${alignColumns([['model', 'protocol', 'versions', 'promoted', 'newest run', 'started'], ...rows])}\n`;
}

export function tabulateVersions({ versions, promoted }: VersionList): string {
  const rows = versions.map((version) => [
    `${version.version}${version.version === promoted ? ' (promoted)' : version.state === 'candidate' ? '' : ` (${version.state})`}`,
    version.createdAt.slice(0, 16).replace('T', ' '),
    version.trigger,
    version.imported ? 'none: imported' : `${version.rows.train} + ${version.rows.test}`,
    version.validation ? area(version.validation, version.confidence) : 'none',
    version.test ? area(version.test, version.confidence) : 'none',
    area(version.apparent, version.confidence),
    String(version.selected.length),
    version.dataOrigin ?? 'patient',
  ]);
  const figures = ['AUC cross-validated', 'AUC test', 'AUC apparent (too good)'];
  const header = ['version', 'created', 'trigger', 'training + test', ...figures, 'features', 'data'];
  return `${alignColumns([header, ...rows])}\n`;
}

/** How many studies a run had, how many labelled ones it left out and why, and of how many something is to be checked. */
export function describeGathered({ rows, left, noted }: NonNullable<TrainingRun['gathered']>): string {
  const list = (counts: Readonly<Record<string, number>>) =>
    Object.entries(counts)
      .map(([code, count]) => `${count} ${code}`)
      .join(', ');
  const parts = [`${rows} labelled studies`];
  if (Object.keys(left).length > 0) parts.push(`left out: ${list(left)}`);
  if (Object.keys(noted).length > 0) parts.push(`to check: ${list(noted)}`);
  return parts.join('; ');
}

/** A published signature: where it is from; it has no figure, and no gate of rows applies to it. */
function describeImported(
  { name, version, selected, status }: VersionFields,
  { title, doi, citation, coefficients, measuredBy, assumed, sha256 }: NonNullable<VersionFields['imported']>,
): string {
  const { judgement } = status;
  const lines = [
    `${name}@${version}: ${selected.length} features, imported: ${title}`,
    `  ${doi === null ? (citation ?? 'source not stated') : `doi:${doi}`}, coefficients ${coefficients}, file ${sha256.slice(0, 12)}`,
    `  measured by ${measuredBy ?? 'settings of its own'}`,
    '  no row of this service trained or judged it',
    ...assumed.map(({ path, value }) => `  assumed: ${path} = ${value}; the publication does not state it`),
    ...(judgement ? [`  ${judgement.gates.length} gates do not apply`] : []),
    `  features: ${selected.join(', ')}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** One version in a few lines. The apparent figure comes last and never stands alone: it proves nothing. */
export function describeVersion(version: VersionFields): string {
  if (version.imported) return describeImported(version, version.imported);
  const { name, rows, events, selected, validation, test, permutedTestAuc, apparent, confidence } = version;
  const line = (label: string, value: string) => `  ${label.padEnd(38)}${value}`;
  const about = [
    version.protocol,
    ...(version.dataOrigin === 'synthetic' ? ['synthetic data: of no patient'] : []),
    ...(version.programVersion ? [`Radscore ${version.programVersion}`] : []),
    `engine ${version.engineVersion}`,
  ];
  const lines = [
    `${name}@${version.version}: ${selected.length} features, ${rows.train} training and ${rows.test} test studies`,
    ...(events ? [`  with pCR: ${events.train} training and ${events.test} test studies`] : []),
    `  ${about.join(', ')}`,
    line('AUC in cross-validation', validation ? area(validation, confidence) : 'none: it was not made'),
  ];
  if (validation) {
    lines.push(line('', `${validation.method}, ${validation.repeats} × ${validation.folds} folds`));
    if (validation.permutedAuc !== null)
      lines.push(line('  the same, outcomes permuted', validation.permutedAuc.toFixed(3)));
  }
  lines.push(line('AUC in test rows', test ? area(test, confidence) : 'none: there are no test rows'));
  if (permutedTestAuc !== undefined) {
    lines.push(line('AUC in test rows, outcomes permuted', permutedTestAuc.toFixed(3)));
  }
  lines.push(line('AUC in training rows (apparent)', `${area(apparent, confidence)}, too good: it proves nothing`));
  const { judgement, marks, testLooks } = version.status;
  if (testLooks !== undefined && testLooks > 1) {
    lines.push(
      `  The test rows had judged ${testLooks - 1} earlier ${testLooks === 2 ? 'version' : 'versions'} of this line.`,
    );
  }
  for (const [code, { count, at }] of Object.entries(marks ?? {})) {
    lines.push(`  marked ${code}: ${count} of its rows, ${at.slice(0, 10)}`);
  }
  for (const { refuses, gate, got, wanted } of judgement?.gates ?? []) {
    if (refuses) lines.push(`  does not pass ${gate}: got ${got}; wanted ${wanted}`);
  }
  lines.push(`  features: ${selected.join(', ')}`);
  return `${lines.join('\n')}\n`;
}

/** Level of answers and versions that do not name it: those of programs from before it was part of them. */
export const CONFIDENCE_OF_OLD = 0.95;

function area({ auc, ci: [low, high] }: Interval, confidence = CONFIDENCE_OF_OLD): string {
  if (auc === null) return 'undefined';
  return low === null || high === null
    ? auc.toFixed(3)
    : `${auc.toFixed(3)} (${levelText(confidence)} CI ${low.toFixed(3)} to ${high.toFixed(3)})`;
}

/** The answer of an imported signature as a person reads it. */
export function describeSignatureAnswer(answer: SignaturePrediction): string {
  const { model, imported, studyId, radScore, probability, source, class: side, contributions, warnings } = answer;
  const whose = studyId ? `${studyId}: ` : '';
  const by = `${model.name}@${model.version}, imported (${imported.doi === null ? imported.signature : `doi:${imported.doi}`})`;
  const lines = [
    probability === null
      ? `${whose}Rad-score ${radScore} by ${by}; it is no log odds, and gives no probability`
      : `${whose}probability ${percent(probability)} by the ${source} of ${by}; no interval: a publication prints no covariance`,
    `  Rad-score ${radScore}`,
    ...(side === null ? [] : [`  ${side}`]),
    ...contributions.map(
      ({ feature, contribution }) =>
        `  ${contribution >= 0 ? '+' : '−'}${Math.abs(contribution).toFixed(3)} from ${feature}`,
    ),
    ...warnings.map(({ code, message }) => `  warning: ${code}: ${message}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** A prediction as a person reads it. */
export function describeAnswer(answer: Answer): string {
  const synthetic = answer.model.dataOrigin === 'synthetic' ? ' (fitted on synthetic data)' : '';
  const model = `${answer.model.name}@${answer.model.version}${synthetic}`;
  const whose = answer.studyId ? `${answer.studyId}: ` : '';
  const manifest = answer.manifestHash ? [`  of manifest ${answer.manifestHash.slice(0, 12)}`] : [];
  if ('abstained' in answer) {
    const why = `${whose}no prediction by ${model}. ${answer.abstained.code}: ${answer.abstained.message}`;
    return `${[why, ...manifest].join('\n')}\n`;
  }
  const { probability, interval, confidence, radScore, source, points, contributions, warnings } = answer;
  const lines = [
    `${whose}probability of pCR ${percent(probability)} (${levelText(confidence ?? CONFIDENCE_OF_OLD)} CI ${percent(interval[0])} to ${percent(interval[1])}), by the ${source} of ${model}`,
    `  ${answer.class} the threshold of the ${answer.threshold.model}, ${percent(answer.threshold.probability)}${answer.class === 'near' ? ': the interval holds it' : ''}`,
    `  Rad-score ${radScore.toFixed(3)}`,
  ];
  if (answer.submodel) lines.splice(1, 0, `  ${describeSubmodel(answer.submodel)}`);
  if (answer.model.dataOrigin === 'synthetic') lines.push('  the model was fitted on synthetic rows');
  for (const { variable, value, points: own, label = variable, unit = '', word } of points?.variables ?? []) {
    const shown = word ?? (typeof value === 'number' ? Number(value.toPrecision(4)) : value);
    lines.push(`  ${own.toFixed(1).padStart(6)} points for ${label} ${shown}${unit && ` ${unit}`}`);
  }
  if (points) lines.push(`  ${points.total.toFixed(1).padStart(6)} points in total`);
  for (const { feature, contribution } of [...contributions].sort(
    (a, b) => Math.abs(b.contribution) - Math.abs(a.contribution),
  )) {
    lines.push(`  ${contribution >= 0 ? '+' : '−'}${Math.abs(contribution).toFixed(3)} from ${feature}`);
  }
  for (const { code, message } of warnings) lines.push(`  warning: ${code}: ${message}`);
  lines.push(...manifest);
  return `${lines.join('\n')}\n`;
}

/** Which submodel answered, and how well it does itself. */
function describeSubmodel({ sequences, missing, area: own, confidence }: NonNullable<Answer['submodel']>): string {
  const rows = own.rows === 'test' ? 'test rows' : 'cross-validation';
  return `without ${missing.join(' and ')}: the submodel of ${sequences.join(' and ')} answers, AUC in ${rows} ${area(own, confidence)}`;
}

export function percent(probability: number): string {
  return `${(100 * probability).toFixed(1)} %`;
}
