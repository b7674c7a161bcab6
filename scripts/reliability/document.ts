/** Writes the rows of docs/reliability.md that were run, and leaves the others and other sections as they are. */

import type { Outcome } from './outcome.ts';
import type { NamedPlan } from './plans.ts';
import type { PlanResult } from './run-plan.ts';

/** A row: a plan, and what came of it. */
export interface Row {
  readonly plan: Pick<NamedPlan, 'name' | 'what'>;
  readonly studies: number;
  readonly result: PlanResult;
  readonly outcome: Outcome;
}

const HEAD = [
  '| plan | what is produced | studies | complete, same bits | ended as injected | other bits | ended by a fault | lost | twice | faults | retries | redrives | sent again | seconds | waits, s |',
  '| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |',
];

/** The page with these rows in the section of that name; rows of plans that are no longer there go. */
export function withRows(page: string, section: string, order: readonly string[], rows: readonly Row[]): string {
  const [begin, end] = [`<!-- begin ${section} -->`, `<!-- end ${section} -->`];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/reliability.md has no section ${section}`);
  const kept = new Map<string, string>();
  for (const line of page.slice(from, to).split('\n')) {
    const name = /^\| `([^`]+)` \|/.exec(line)?.[1];
    if (name !== undefined) kept.set(name, line);
  }
  for (const row of rows) kept.set(row.plan.name, lineOf(row));
  const lines = order.flatMap((name) => kept.get(name) ?? []);
  return `${page.slice(0, from)}${[begin, '', ...HEAD, ...lines, '', ''].join('\n')}${page.slice(to)}`;
}

function lineOf({ plan, studies, result, outcome }: Row): string {
  const cells = [
    `\`${plan.name}\``,
    plan.what,
    studies,
    outcome.same,
    outcome.asInjected,
    outcome.otherBits,
    outcome.byFault,
    outcome.lost,
    outcome.twice,
    result.struck,
    result.retries,
    result.redrives,
    result.uploadsAgain,
    Math.round(result.seconds),
    Math.round(Math.max(0, result.virtualSeconds - result.seconds)),
  ];
  return `| ${cells.join(' | ')} |`;
}
