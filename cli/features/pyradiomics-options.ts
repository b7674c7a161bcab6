/** Options of `radscore extract` that the command of PyRadiomics has, with its names and its meaning. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type ExtractOptions, FORMAT_STYLES, MODES } from './extract-options.ts';
import { LOG_LEVELS } from './extraction-log.ts';
import { PATH_FORMATS } from './path-format.ts';

/** Adds the options that `pyradiomics` has besides those of every extraction. */
export function withPyradiomicsOptions(command: Command): Command {
  return command
    .option(
      '-s, --setting <name:value>',
      'a setting that replaces that of the parameter file, lists with commas: binWidth:10, resampledPixelSpacing:2,2,2; may be repeated',
      (text, earlier: readonly string[] = []) => [...earlier, text],
    )
    .option('--label-channel <n>', 'which of several values per voxel of the mask holds the labels', channel)
    .addOption(
      new Option(
        '--format-like <command>',
        'pyradiomics: the shapes and columns of its command, character by character',
      ).choices(FORMAT_STYLES),
    )
    .option('--skip-nans', 'leave out features that are not defined for the ROI')
    .addOption(
      new Option('--format-path <format>', 'how paths are written (default: as they were given)').choices(PATH_FORMATS),
    )
    .option('--unix-path', 'write paths with / on Windows, too (-up)')
    .option(
      '--out-dir <dir>',
      'write each case to features_N.csv there, too; cases that are there already are not computed again (-od)',
    )
    .option('--force', 'write files new that hold results already')
    .option('--validate', 'check parameter files and whether images and masks are there; compute nothing')
    .addOption(new Option('-m, --mode <mode>', 'segment: features of the whole ROI').choices(MODES))
    .addOption(
      new Option('--logging-level <level>', 'least level of the lines in --log-file (default: WARNING)').choices(
        LOG_LEVELS,
      ),
    )
    .option('--log-file <file>', 'add log lines to a file')
    .addOption(
      new Option(
        '-v, --verbosity [level]',
        'what the terminal shows: 1 next to nothing … 3 warnings, 4 progress, 5 everything',
      )
        .argParser(verbosity)
        .preset('4'),
    )
    .addOption(new Option('--param <file>').hideHelp())
    .addOption(new Option('--out <file>').hideHelp());
}

/** Options under the names of this command: PyRadiomics calls two of them otherwise. */
export function underOwnNames(options: ExtractOptions & { param?: string; out?: string }): ExtractOptions {
  const { param, out, ...rest } = options;
  return { ...rest, params: rest.params ?? param, output: rest.output ?? out };
}

/** Two options of PyRadiomics have short names of two letters, which no other command line takes. */
const TWO_LETTERS: Readonly<Record<string, string>> = { '-od': '--out-dir', '-up': '--unix-path' };

/** The command line with the long names of those. */
export function withLongNames(args: readonly string[]): string[] {
  return args.map((arg) => {
    const [, name, rest] = /^(-od|-up)(=.*)?$/s.exec(arg) ?? [];
    return name === undefined ? arg : TWO_LETTERS[name] + (rest ?? '');
  });
}

function channel(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('wanted a whole number of 0 or more.');
}

function verbosity(text: string): number {
  if (/^[1-5]$/.test(text)) return Number(text);
  throw new InvalidArgumentError('wanted 1, 2, 3, 4 or 5; with an image behind it, -v=4.');
}
