/** `radscore features`: every feature of a study in the service, with the reason for each gap. */
import { Option } from 'commander';
import type { ConnectionOptions } from '../service/connection.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { writeResult } from '../terminal/result.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { withConnection } from './shared-options.ts';
import type { Declaration } from './shell.ts';

const FORMATS = ['json', 'csv'] as const;

interface FeaturesOptions extends ConnectionOptions {
  readonly format?: (typeof FORMATS)[number];
  readonly output?: string;
}

export const declareFeatures: Declaration = (program, { terminal, end }) => {
  withConnection(program.command('features'))
    .description('print or save the features of a study')
    .argument('<study-id>')
    .addOption(new Option('-f, --format <format>', 'default: json').choices(FORMATS))
    .option('-o, --output <file>', 'write to a file instead of the terminal')
    .addHelpText('after', '\nExample:\n  radscore features BB-0042 -o features.csv\n')
    .action(async (studyId, options) => end(await features(studyId, options, terminal)));
};

async function features(studyId: string, options: FeaturesOptions, terminal: Terminal): Promise<ExitCode> {
  const { chooseFormat } = await import('../files/output-format.ts');
  const format = chooseFormat(options.format, options.output, 'json', FORMATS);
  const { connect } = await import('../service/connection.ts');
  const client = connect(options);
  const text = format === 'csv' ? await client.featuresCsv(studyId) : jsonText(await client.features(studyId));
  await writeResult(text, options.output, terminal);
  if (options.output) terminal.note(`features of ${studyId} → ${options.output}`);
  return EXIT.ok;
}
