/** A model line, its changes and comparisons, as a person reads them. */
import { levelText } from '@radscore/statistics/wording';
import { alignColumns } from '../terminal/terminal.ts';
import type { ApiProblem, Comparison, LineAudit, ModelLine } from './client.ts';

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
