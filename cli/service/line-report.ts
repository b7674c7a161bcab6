/** A model line, its changes and comparisons, as a person reads them. */
import { levelText } from '@radscore/statistics/wording';
import { alignColumns } from '../terminal/terminal.ts';
import type { ApiProblem, Comparison, LineAudit, ModelLine, MonitoringAnswer } from './client.ts';

export function describeLine({ owner, name, protocol, promoted, challenger, settings, testLooks }: ModelLine): string {
  const lines = [
    `${owner}~${name}: ${protocol}`,
    `  promoted    ${promoted === null ? 'none: no version answers' : `version ${promoted}`}`,
    `  challenger  ${challenger === null ? 'none' : `version ${challenger}`}`,
    `  promotion   ${settings.promotion}${settings.shared ? '; shared with every institution' : ''}`,
    `  test rows   looked at by ${testLooks} ${testLooks === 1 ? 'version' : 'versions'}`,
  ];
  return `${lines.join('\n')}\n`;
}

type Gate = ApiProblem['gates'][number];

export function tabulateGates(gates: readonly Gate[]): string {
  const rows = gates.map(({ gate, passed, refuses, got, wanted }) => [
    refuses ? 'refuses' : passed === null ? 'not measured' : 'passed',
    gate,
    got,
    wanted,
  ]);
  return `${alignColumns([['verdict', 'gate', 'got', 'wanted'], ...rows])}\n`;
}

export function describeRefusedPromotion(gates: readonly Gate[]): string {
  return `The version is not promoted.\n${tabulateGates(gates)}`;
}

export function describeComparison({
  owner,
  name,
  rows,
  events,
  confidence,
  versions,
  difference,
  testLooks,
}: Comparison): string {
  const area = ({ auc, ci }: Comparison['versions'][number]): string =>
    auc === null || ci[0] === null || ci[1] === null
      ? 'undefined'
      : `${auc.toFixed(3)} (${levelText(confidence)} CI ${ci[0].toFixed(3)} to ${ci[1].toFixed(3)})`;
  const lines = [
    `${owner}~${name}: ${rows} locked test rows that both answer, ${events} with pCR`,
    ...versions.map(
      (one) =>
        `  version ${one.version}  AUC ${area(one)}${one.unanswered > 0 ? `, ${one.unanswered} rows without an answer` : ''}`,
    ),
    difference
      ? `  difference  ${difference.auc.toFixed(3)} (${difference.ci[0].toFixed(3)} to ${difference.ci[1].toFixed(3)}), p ${difference.p.toPrecision(2)}, paired DeLong`
      : '  difference  undefined: the rows have one outcome',
    `  These rows have judged ${testLooks} ${testLooks === 1 ? 'version' : 'versions'}: each look makes them less of a test.`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Drift and calibration of an institution's studies, a line for each month, and the alarms. */
export function describeMonitoring({ owner, name, version, institution, ...answer }: MonitoringAnswer): string {
  const { studies, notRead, abstained, monitoring } = answer;
  const { drift, calibration, alarms } = monitoring;
  const months = drift.months.map(({ month, n, tooFew, drifted, variables }) => {
    const drifting = variables.filter((one) => one.drifted).map(({ variable }) => variable);
    return [
      month,
      String(n),
      tooFew ? 'too few to tell' : drifted ? `drift: ${drifting.join(', ')}` : 'no drift found',
    ];
  });
  const last = calibration.months.at(-1) as { n?: number; events?: number; tooFew?: string | null } | undefined;
  const lines = [
    `${owner}~${name}@${version} in ${institution}: ${studies} studies that it was not trained on${notRead > 0 ? `, ${notRead} older ones not read` : ''}, ${abstained} without an answer`,
    ...(months.length > 0 ? [alignColumns([['month', 'studies', 'features and score'], ...months])] : []),
    last
      ? `  ${last.n} outcomes came, ${last.events} with pCR${last.tooFew ? `: ${last.tooFew}` : ''}`
      : '  no outcome came yet',
    ...(alarms.length === 0
      ? ['  no alarm: no proof that nothing changed']
      : alarms.map(({ kind, month, message }) => `  alarm: ${kind}, ${month}: ${message}`)),
  ];
  return `${lines.join('\n')}\n`;
}

export function tabulateAudit({ changes }: LineAudit): string {
  const rows = changes.map(({ at, action, version, champion, by, reason = '' }) => [
    at.slice(0, 16).replace('T', ' '),
    action,
    version === undefined ? '' : String(version),
    champion === null ? 'none' : String(champion),
    by,
    reason,
  ]);
  return `${alignColumns([['when', 'change', 'version', 'then promoted', 'by', 'why'], ...rows])}\n`;
}
