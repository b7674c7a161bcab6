/** `radscore features`: every feature of a study in the service; `features export`: the table of all studies. */
import { DATA_ORIGINS, TABLE_CONTENTS } from '@radscore/pipeline/choices';
import { Option } from 'commander';
import type { ConnectionOptions } from '../service/connection.ts';
import { DEFAULT_PROTOCOL } from '../service/defaults.ts';
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
  const command = withConnection(program.command('features'))
    .description('print or save the features of a study, or export those of all studies')
    .argument('<study-id>')
    .addOption(new Option('-f, --format <format>', 'default: json').choices(FORMATS))
    .option('-o, --output <file>', 'write to a file instead of the terminal')
    .addHelpText('after', '\nExample:\n  radscore features BB-0042 -o features.csv\n')
    .action(async (studyId, options) => end(await features(studyId, options, terminal)));
  withConnection(command.command('export'))
    .description('the feature table of the institution as CSV: a row for each complete study, made in the background')
    .option('--protocol <id>', `whose studies are rows (default: ${DEFAULT_PROTOCOL})`)
    .addOption(
      new Option('--cohort <which>', 'all but repeats, those with an outcome, or repeats').choices(TABLE_CONTENTS),
    )
    .addOption(new Option('--origin <origin>', 'of the studies (default: as the institution is)').choices(DATA_ORIGINS))
    .option('-o, --output <file>', 'write to a file instead of the terminal')
    .option('--json', 'print how the export stands as JSON, with the address of its table; nothing is downloaded')
    .addHelpText('after', '\nExample:\n  radscore features export --cohort labelled -o table.csv\n')
    .action(async (options) => {
      const { exportFeatures } = await import('../service/feature-export.ts');
      end(await exportFeatures(options, terminal));
    });
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
