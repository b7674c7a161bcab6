/** `radscore page`: a page of one file that reads, measures and scores a study, with a model inside. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionOptions } from '../service/connection.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import { withResult } from '../terminal/result.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { modelReference } from './arguments.ts';
import { RESEARCH_ONLY, withConnection } from './shared-options.ts';
import type { Declaration } from './shell.ts';

interface PageOptions extends ConnectionOptions {
  readonly model: { readonly name: string; readonly version?: number };
  readonly output: string;
  readonly protocol?: string;
}

export const declarePage: Declaration = (program, { terminal, end }) => {
  withConnection(program.command('page'))
    .description('write scoring as one HTML file with a model inside, for computers without a network')
    .requiredOption(
      '--model <name[@version]|dir>',
      'a version of the service, the promoted one if none is named; or the folder of a fit',
      modelReference,
    )
    .requiredOption('-o, --output <file>', 'the HTML file to write')
    .option(
      '--protocol <id>',
      'for the folder of a fit: the study protocol by whose settings its features were computed, such as her2-pcr@1',
    )
    .addHelpText(
      'after',
      `
The page opens from a disk. It reads a study, inspects it, measures it with the engine of the service, scores it with
the model that it carries, and prints. Its policy lets it reach no address: it can send nothing at all.
Whoever has the file has the model: give it to those who may have it.

Examples:
  radscore page --model her2-pcr@2 -o score.html
  radscore page --model fit/ --protocol her2-pcr@1 -o score.html
${RESEARCH_ONLY}`,
    )
    .action(async (options) => end(await page(options, terminal)));
};

async function page(options: PageOptions, terminal: Terminal): Promise<ExitCode> {
  const { model, output } = options;
  const folder = model.version === undefined ? model.name : `${model.name}@${model.version}`;
  const isFolder = /^\.|[\\/]/.test(folder) || existsSync(join(folder, 'model.json'));
  if (!isFolder && options.protocol !== undefined) {
    throw new UsageProblem(
      'got --protocol with a version of the service, which has its own; wanted it with the folder of a fit.',
    );
  }
  const { carriedFromFolder, carriedFromService } = await import('../modelling/carried-model.ts');
  const carried = isFolder ? carriedFromFolder(folder, options.protocol) : await carriedFromService(model, options);
  const [{ buildScoringPage }, { withModel }] = await Promise.all([
    import('@radscore/console/inspection-page'),
    import('@radscore/console/carried-model'),
  ]);
  await withResult(output, terminal, async (write) => write(withModel(await buildScoringPage(), carried)));
  const { version, isSynthetic, model: scoring } = carried;
  const what = version ? `${version.name} version ${version.version} of ${version.owner}` : `the fit ${carried.folder}`;
  terminal.note(`${what}, features by ${scoring.version.protocol}${isSynthetic ? ', fitted on synthetic data' : ''}.`);
  terminal.note(`→ ${output}: open it in a browser and drop the folder of a study on it.`);
  return EXIT.ok;
}
