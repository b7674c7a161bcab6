import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXIT, type ExitCode, exitCodeOf, explain } from './failure.ts';
import { processTerminal, type Terminal } from './terminal.ts';

const SEQUENCE_NAMES = ['t2fs', 'dwi', 'dce'];

/**
 * Runs one command line (without `node` and the program's name) and gives its exit code; nothing is thrown. Each
 * command's code is loaded when it is called, so that help comes at once.
 */
export async function main(args: readonly string[], terminal: Terminal = processTerminal): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = commandLine(terminal, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    terminal.note(explain(error));
    return exitCodeOf(error);
  }
}

function commandLine(terminal: Terminal, end: (code: ExitCode) => void): Command {
  const program = new Command('radscore')
    .description('Radiomics of breast MRI, and the prediction of pathological complete response from it.')
    .version('0.1.0')
    .showHelpAfterError('(radscore help COMMAND says more)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text),
      writeErr: (text) => terminal.note(text.trimEnd()),
      outputError: (text, write) => write(text.replace(/^error: /, 'radscore: ')),
    })
    .addHelpText('after', '\nResearch use only. Not a medical device.\n');

  program
    .command('extract')
    .description('compute the radiomics features of an image, or of every row of a table')
    .argument('<image>', 'a file or folder; or a table (.csv) with the columns Image, Mask and optionally Label, ID')
    .argument('[mask]', 'the region of interest: a file or folder')
    .option('-p, --params <file>', 'a PyRadiomics parameter file (YAML or JSON), as it is')
    .option('--protocol <id>', 'the settings of a study protocol, such as her2-pcr@1')
    .addOption(new Option('--sequence <name>', 'which sequence of the protocol the image is').choices(SEQUENCE_NAMES))
    .option('-o, --output <file>', 'write to a file instead of the terminal')
    .addOption(new Option('-f, --format <format>', 'default: json, for a table csv').choices(['json', 'csv', 'txt']))
    .option('--label <n>', 'the label of the region of interest in the mask', positiveInteger)
    .option('-j, --jobs <n>', 'cases that are computed at the same time (default: one per core)', positiveInteger)
    .addHelpText('after', EXTRACT_EXAMPLES)
    .action(async (image, mask, options) => {
      const { extract } = await import('./commands/extract.ts');
      end(await extract(image, mask, options, terminal));
    });
  return program;
}

const EXTRACT_EXAMPLES = `
Without --params and --protocol: all features of the original image, with PyRadiomics' defaults.

Examples:
  radscore extract t2.nii.gz tumour.nii.gz -p params.yaml -o features.json
  radscore extract dce/ dce/seg.nrrd --protocol her2-pcr@1 --sequence dce
  radscore extract cases.csv -p params.yaml -j 4 -o features.csv
`;

function positiveInteger(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('wanted a positive whole number.');
}
