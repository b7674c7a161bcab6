/** `radscore extract`: the features of an image, or of every row of a table. */
import { SEQUENCES } from '@radscore/pipeline/choices';
import { Option } from 'commander';
import { FEATURE_FORMATS, PROFILES } from '../features/case.ts';
import { type ExtractOptions, isTable, requirePossible } from '../features/extract-options.ts';
import { underOwnNames, withPyradiomicsOptions } from '../features/pyradiomics-options.ts';
import { type ExitCode, UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { nonNegativeInteger, positiveInteger, seriesSelection } from './arguments.ts';
import { withTableFormat } from './shared-options.ts';
import type { Declaration } from './shell.ts';

export const declareExtract: Declaration = (program, { terminal, end }) => {
  const command = withPyradiomicsOptions(
    program
      .command('extract')
      .description('compute the radiomics features of an image, or of every row of a table')
      .argument(
        '[image]',
        'a file or folder; or a table (.csv, .tsv, .xlsx, .parquet) with the columns Image, Mask and optionally Label, Label_channel, Select, ID',
      )
      .argument('[mask]', 'the region of interest: a file or folder')
      .option(
        '-p, --params <file>',
        'a PyRadiomics parameter file (YAML or JSON), as it is; with --profile ibsi IBSI parameters',
      )
      .option('--protocol <id>', 'the settings of a study protocol, such as her2-pcr@1')
      .addOption(new Option('--sequence <name>', 'which sequence of the protocol the image is').choices(SEQUENCES))
      .option(
        '-o, --output <file>',
        'write to a file instead of the terminal; one of earlier results with the same columns keeps them, and these are added',
      )
      .addOption(
        new Option(
          '-f, --format <format>',
          'default: the ending of the file, else json, for a table csv, with --format-like pyradiomics txt',
        ).choices(FEATURE_FORMATS),
      )
      .option(
        '-l, --label <n>',
        'the label of the ROI in the mask; in a table, of the rows without a Label',
        nonNegativeInteger,
      )
      .addOption(new Option('--profile <name>', 'whose definitions and names (default: pyradiomics)').choices(PROFILES))
      .option(
        '--select <volume>',
        'which volume of a folder with several, as refusals and inspect list them: b=800, phase=2, adc, type=W, flip=12, series=5,phase=1 …',
        seriesSelection,
      )
      .option(
        '-j, --jobs <n>',
        'threads: cases of a table at a time (default: one per core), or image types of one case (default: 1)',
        positiveInteger,
      ),
  );
  withTableFormat(command)
    .addHelpText(
      'after',
      `
Without --params and --protocol: all features of the original image, with PyRadiomics' defaults.
Takes the command line of \`pyradiomics\`; what differs is in docs/pyradiomics.md.
The parameters of --profile ibsi are in IBSI's terms, each optional (README):
  configuration: C                                   phantom, A, B, C, D or E, to start from
  interpolation: { spacing: [2, 2, 2], method: trilinear, rounding: nearest-integer }
  resegmentation: { range: [-1000, 400], outliers: 3 }
  discretisation: { method: fixed-bin-size, width: 25, start: -1000 }
  intensityVolumeHistogram: { method: fixed-bin-number, count: 1000 }
  aggregation: [2D, 2.5D, 3D]

Examples:
  radscore extract t2.nii.gz tumour.nii.gz -p params.yaml -o features.json
  radscore extract dce/ roi.nrrd --protocol her2-pcr@1 --sequence dce
  radscore extract dwi/ roi.nrrd --select b=800
  radscore extract ct.nii.gz roi.nii.gz --profile ibsi -p ibsi.yaml
  radscore extract cases.csv -p params.yaml -j 4 -o features.csv
  radscore extract t2.nrrd roi.nrrd -s binWidth:10 --format-like pyradiomics -f csv -o all.csv
  radscore extract --validate params.yaml
`,
    )
    .action(async (image, mask, options) => end(await extract(image, mask, underOwnNames(options), terminal)));
};

/** `radscore extract IMAGE MASK`, or `radscore extract BATCH.csv`. */
async function extract(
  input: string | undefined,
  mask: string | undefined,
  options: ExtractOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  requirePossible(options);
  if (options.validate) {
    const { validateCases } = await import('../features/validate-cases.ts');
    return validateCases(
      [input, mask].filter((file) => file !== undefined),
      options,
      terminal,
    );
  }
  if (input !== undefined && mask !== undefined) {
    const table = (['sheet', 'separator', 'decimal', 'encoding'] as const).find((name) => options[name] !== undefined);
    if (table) throw new UsageProblem(`got --${table} with an image and its mask; wanted a table that it applies to.`);
    const { extractOne } = await import('../features/extract-one.ts');
    return extractOne(input, mask, options, terminal);
  }
  if (input !== undefined && isTable(input)) {
    const { extractBatch } = await import('../features/extract-batch.ts');
    return extractBatch(input, options, terminal);
  }
  throw new UsageProblem(
    `got ${input === undefined ? 'no image' : `${input} alone`}; wanted an image and its mask, or a table (.csv, .tsv, .xlsx or .parquet) with the columns Image and Mask.`,
  );
}
