/** `radscore models promote|rollback|retire|compare|monitor|audit|share|gates|delete`: what a line answers with, and who decides. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { RadscoreClient } from '../service/client.ts';
import type { ConnectionOptions } from '../service/connection.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { modelReference, positiveInteger } from './arguments.ts';
import { AS_API, withConnection } from './shared-options.ts';
import type { Shell } from './shell.ts';

interface LineOptions extends ConnectionOptions {
  readonly json?: boolean;
  readonly reason: string;
}

interface Reference {
  readonly name: string;
  readonly version?: number;
}

const REASON = 'why; kept in the audit trail, without patient identifiers';

/** Adds the subcommands to `radscore models`. */
export function declareLineCommands(models: Command, { terminal, end }: Shell): void {
  const change = (name: string, description: string) =>
    withConnection(models.command(name)).description(description).option('--json', AS_API);

  change('promote', 'promote a version, if it passes the gates of its line')
    .argument('<name@version>', 'such as her2-pcr@2', versionReference)
    .requiredOption('--reason <text>', REASON)
    .addHelpText('after', '\nExample:\n  radscore models promote her2-pcr@2 --reason "more events, same calibration"\n')
    .action(async ({ name, version }, options) =>
      end(await changed(options, terminal, (client) => client.promote(name, version, options.reason))),
    );
  change('rollback', 'make the version before the promoted one answer again, as it did')
    .argument('<name>')
    .requiredOption('--reason <text>', REASON)
    .addHelpText('after', '\nExample:\n  radscore models rollback her2-pcr --reason "calibration drifts at centre-2"\n')
    .action(async (name, options) =>
      end(await changed(options, terminal, (client) => client.rollBack(name, options.reason))),
    );
  change('retire', 'retire a version: it never answers again')
    .argument('<name@version>', 'such as her2-pcr@2', versionReference)
    .requiredOption('--reason <text>', REASON)
    .addHelpText(
      'after',
      '\nExample:\n  radscore models retire her2-pcr@1 --reason "fitted with a wrong outcome definition"\n',
    )
    .action(async ({ name, version }, options) =>
      end(await changed(options, terminal, (client) => client.retire(name, version, options.reason))),
    );
  change('compare', 'compare two versions on the same locked test rows')
    .argument('<name@version>', 'such as her2-pcr@2', versionReference)
    .argument('<version>', 'of the same line', positiveInteger)
    .addHelpText('after', '\nExample:\n  radscore models compare her2-pcr@2 1\n')
    .action(async (reference, other, options) => end(await compare(reference, other, options, terminal)));
  change('monitor', 'hold what the institution sends next to the training rows of the promoted version')
    .argument('<name>')
    .addHelpText('after', '\nExample:\n  radscore models monitor her2-pcr\n')
    .action(async (name, options) => end(await monitor(name, options, terminal)));
  change('audit', 'show every change of a line, newest first')
    .argument('<name>')
    .addHelpText('after', '\nExample:\n  radscore models audit her2-pcr\n')
    .action(async (name, options) => end(await audit(name, options, terminal)));
  change('share', 'share a line with every institution, or no more')
    .argument('<name>')
    .option('--no-longer', 'take it back')
    .addHelpText(
      'after',
      '\nExamples:\n  radscore models share her2-pcr\n  radscore models share her2-pcr --no-longer\n',
    )
    .action(async (name, options) =>
      end(await configured(name, options, terminal, { shared: options.longer !== false })),
    );
  change('gates', 'set the gates of a line from a file: what differs from the defaults')
    .argument('<name>')
    .argument('<file>', 'JSON as docs/gates.md has it; {} for the defaults')
    .option('--manual', 'versions wait for a person, even if they pass')
    .addHelpText('after', '\nExample:\n  radscore models gates her2-pcr gates.json\n')
    .action(async (name, file, options) =>
      end(
        await configured(name, options, terminal, {
          gates: readGates(file),
          ...(options.manual && { promotion: 'manual' as const }),
        }),
      ),
    );
  change('delete', 'delete a line: its versions answer no more, and its name is not given again')
    .argument('<name>')
    .requiredOption('--yes', 'it is meant')
    .addHelpText('after', '\nExample:\n  radscore models delete her2-pcr-trial --yes\n')
    .action(async (name, options) => end(await remove(name, options, terminal)));
}

function versionReference(text: string): { name: string; version: number } {
  const { name, version }: Reference = modelReference(text);
  if (version === undefined) throw new UsageProblem(`got ${text}; wanted NAME@VERSION, such as her2-pcr@2.`);
  return { name, version };
}

function readGates(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageProblem(
      `got ${file}, which cannot be read as JSON (${(error as Error).message}); wanted the gates of a line.`,
    );
  }
}

type Line = Awaited<ReturnType<RadscoreClient['line']>>;

async function changed(
  options: LineOptions,
  terminal: Terminal,
  make: (client: RadscoreClient) => Promise<Line>,
): Promise<ExitCode> {
  const { connect } = await import('../service/connection.ts');
  const { describeLine, describeRefusedPromotion } = await import('../service/line-report.ts');
  const { ApiProblem } = await import('../service/client.ts');
  try {
    const line = await make(connect(options));
    terminal.out(options.json ? jsonText(line) : describeLine(line));
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.code !== 'promotion-refused') throw error;
    terminal.out(options.json ? jsonText({ gates: error.gates }) : describeRefusedPromotion(error.gates));
    terminal.note(`radscore: ${error.message}`);
    return EXIT.refused;
  }
}

async function configured(
  name: string,
  options: LineOptions,
  terminal: Terminal,
  settings: Partial<Line['settings']>,
): Promise<ExitCode> {
  return changed(options, terminal, async (client) => {
    const line = await client.line(name);
    return client.configureLine(name, { ...line.settings, ...settings });
  });
}

async function compare(
  { name, version }: { name: string; version: number },
  other: number,
  options: LineOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { connect } = await import('../service/connection.ts');
  const { describeComparison } = await import('../service/line-report.ts');
  const answer = await connect(options).comparison(name, version, other);
  terminal.out(options.json ? jsonText(answer) : describeComparison(answer));
  return EXIT.ok;
}

async function monitor(name: string, options: LineOptions, terminal: Terminal): Promise<ExitCode> {
  const { connect } = await import('../service/connection.ts');
  const { describeMonitoring } = await import('../service/line-report.ts');
  const answer = await connect(options).monitoring(name);
  terminal.out(options.json ? jsonText(answer) : describeMonitoring(answer));
  return EXIT.ok;
}

async function audit(name: string, options: LineOptions, terminal: Terminal): Promise<ExitCode> {
  const { connect } = await import('../service/connection.ts');
  const { tabulateAudit } = await import('../service/line-report.ts');
  const answer = await connect(options).lineAudit(name);
  terminal.out(options.json ? jsonText(answer) : tabulateAudit(answer));
  return EXIT.ok;
}

async function remove(name: string, options: LineOptions, terminal: Terminal): Promise<ExitCode> {
  const { connect } = await import('../service/connection.ts');
  await connect(options).deleteLine(name);
  terminal.note(`${name} is deleted. Predictions that name its versions stay as they were stored.`);
  return EXIT.ok;
}
