import { describeVersion, tabulateModels, tabulateVersions } from '../modelling/model-report.ts';
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';

export interface ModelsOptions extends ConnectionOptions {
  readonly json?: boolean;
}

/** `radscore models [NAME[@VERSION]]`: all models, the versions of one, or one version. */
export async function models(
  reference: { name: string; version?: number } | undefined,
  options: ModelsOptions,
  terminal: Terminal,
): Promise<ExitCode> {
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
