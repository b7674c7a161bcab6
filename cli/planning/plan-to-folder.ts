/** `radscore plan`: plans a study, prints the plan, and writes it into a folder. */
import { RESEARCH_USE } from '@radscore/statistics';
import {
  type PlanNames,
  planHtml,
  planMarkdown,
  planPlots,
  planStudy,
  type StudyPlan,
} from '@radscore/statistics/study-plan';
import cli from '../package.json' with { type: 'json' };
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { writeFolder } from '../terminal/output-folder.ts';
import { startProgress } from '../terminal/progress.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { jobOf, type OpenedJob } from './plan-job.ts';
import { planOnThreads } from './plan-on-threads.ts';
import { assumptionsOf, type PlanOptions, sizeOf } from './plan-options.ts';

/** Everything that a plan may leave in its folder; what a run does not write, it removes. */
const FILES = ['plan.html', 'plan.md', 'plan.json', 'null-areas.svg', 'learning-curve.svg'] as const;

/** Same options, pilot and seed: the same bytes. */
export async function planToFolder(options: PlanOptions, terminal: Terminal): Promise<ExitCode> {
  const size = sizeOf(options);
  const assumptions = assumptionsOf(options, size);
  // What needs no simulation is refused or known at once.
  const planned = planStudy(assumptions);
  const opened = await jobOf(options, size, assumptions, terminal);
  const folder = options.output === undefined ? undefined : writeFolder(options.output, FILES);
  const plan = await simulated(planned, opened, options, terminal);
  const names: PlanNames = {
    protocol: opened.protocol.id,
    version: cli.version,
    pilot: opened.pilot?.table ?? null,
  };
  const json = planJson(plan, names, opened);
  const markdown = planMarkdown(plan, names);
  folder?.write({
    'plan.html': planHtml(plan, names),
    'plan.md': markdown,
    'plan.json': json,
    ...planPlots(plan, names),
  });
  terminal.out(options.json ? json : markdown);
  if (options.output !== undefined) terminal.note(`The plan is in ${options.output}: plan.html, plan.md, plan.json.`);
  terminal.note(RESEARCH_USE);
  return EXIT.ok;
}

async function simulated(
  plan: StudyPlan,
  { job }: OpenedJob,
  { jobs }: PlanOptions,
  terminal: Terminal,
): Promise<StudyPlan> {
  const bar = startProgress(terminal, 'Simulating', 100);
  try {
    return await planOnThreads(plan, job, {
      threads: jobs,
      progress: (done, total) => bar.show((100 * done) / total, `study ${done} of ${total}`),
    });
  } finally {
    bar.end();
  }
}

/** Numbers with the fewest digits that read back as the same double. */
function planJson(plan: StudyPlan, { version }: PlanNames, { protocol, pilot }: OpenedJob): string {
  const content = { format: 'radscore-plan/1', notice: RESEARCH_USE, version, ...plan, pilot, protocol };
  return `${JSON.stringify(content, null, 2)}\n`;
}
