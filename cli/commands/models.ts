/** `radscore models`: all models, the versions of one, or one version. */
import type { ConnectionOptions } from '../service/connection.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { modelReference } from './arguments.ts';
import { declareLineCommands } from './model-line.ts';
import { AS_API, withConnection } from './shared-options.ts';
import type { Declaration } from './shell.ts';

interface ModelsOptions extends ConnectionOptions {
  readonly json?: boolean;
}

export const declareModels: Declaration = (program, shell) => {
  const { terminal, end } = shell;
  // Options behind a subcommand are the subcommand's: both have --home.
  const command = program.command('models').enablePositionalOptions();
  withConnection(command)
    .description('show all model lines, the versions of one, or one version; promote, roll back, retire, compare')
    .argument('[name[@version]]', 'such as her2-pcr or her2-pcr@2', modelReference)
    .option('--json', AS_API)
    .addHelpText(
      'after',
      '\nExamples:\n  radscore models\n  radscore models her2-pcr\n  radscore models her2-pcr@2 --json\n',
    )
    .action(async (reference, options) => end(await models(reference, options, terminal)));
  declareLineCommands(command, shell);
};

async function models(
  reference: { readonly name: string; readonly version?: number } | undefined,
  options: ModelsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { connect } = await import('../service/connection.ts');
  const { describeVersion, tabulateModels, tabulateVersions } = await import('../service/model-report.ts');
  const client = connect(options);
  const show = <T>(answer: T, describe: (answer: T) => string): ExitCode => {
    terminal.out(options.json ? jsonText(answer) : describe(answer));
    return EXIT.ok;
  };
  if (reference?.version !== undefined) {
    return show(await client.version(reference.name, reference.version), describeVersion);
  }
  if (reference) {
    const answer = await client.versions(reference.name);
    if (answer.versions.length === 0)
      terminal.note(`${reference.name} has no version yet. \`radscore train\` makes one.`);
    return show(answer, tabulateVersions);
  }
  const answer = await client.models();
  if (answer.models.length === 0) terminal.note('No models yet. `radscore train` makes one.');
  return show(answer, tabulateModels);
}
