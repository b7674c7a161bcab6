/** `radscore signature`: a published Rad-score as a file that is checked, scores, becomes a page and a model line. */
import type { CheckOptions } from '../../signature/check-signature.ts';
import type { NewOptions } from '../../signature/new-signature.ts';
import { nonNegativeInteger, positiveInteger } from '../arguments.ts';
import { RESEARCH_ONLY, repeated, withConnection, withTableFormat } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

const ASSUME =
  'a value for what the file leaves open, such as radScore.intercept=0; shown with every answer; may be repeated';

export const declareSignature: Declaration = (program, { terminal, end }) => {
  const command = program
    .command('signature')
    .enablePositionalOptions()
    .description('a published Rad-score as a file: check it, score with it, make a page or a model line of it')
    .addHelpText(
      'after',
      `
What a publication leaves open stays unknown in the file: it is listed and asked for, never guessed.

Examples:
  radscore signature new --name smith-2024 --image ct=params.yaml --features 5 -o smith-2024.yaml
  radscore signature check smith-2024.yaml
  radscore signature score smith-2024.yaml --table features.csv
${RESEARCH_ONLY}`,
    );
  command
    .command('new')
    .description('write the skeleton of a signature file: everything is unknown until the publication states it')
    .requiredOption('--name <name>', 'lower-case letters, digits and hyphens')
    .option('--doi <doi>', 'of the publication')
    .option(
      '--image <name=source>',
      'an image and its settings: a PyRadiomics parameter file, a study protocol, or unknown; may be repeated',
      repeated,
    )
    .option('--features <n>', 'how many features the Rad-score has', positiveInteger, 3)
    .option('--nomogram', 'with a clinical nomogram')
    .option('-o, --output <file>', 'the file to write (default: standard output)')
    .addHelpText(
      'after',
      '\nExample:\n  radscore signature new --name smith-2024 --image ct=params.yaml --features 5 -o smith-2024.yaml\n',
    )
    .action(async (options: NewOptions) => {
      const { newSignature } = await import('../../signature/new-signature.ts');
      end(await newSignature(options, terminal));
    });
  command
    .command('check')
    .description('check a signature file: names against settings, what is open, and what depends on it')
    .argument('<file>', 'a signature file')
    .option('--assume <path=value>', ASSUME, repeated)
    .option('--json', 'print the check as JSON')
    .addHelpText('after', '\nExample:\n  radscore signature check smith-2024.yaml\n')
    .action(async (file, options: CheckOptions) => {
      const { checkSignature } = await import('../../signature/check-signature.ts');
      end(checkSignature(file, options, terminal));
    });
  withTableFormat(command.command('score'))
    .description('score typed values, the rows of a table, or images')
    .argument('<file>', 'a signature file')
    .option('--value <name=number>', 'a feature, named {image}_{name}; may be repeated', repeated)
    .option('--clinical <name=value>', 'a clinical value of the nomogram; may be repeated', repeated)
    .option('--table <file>', 'CSV, .xlsx or Parquet: a column per feature, optionally id and the clinical variables')
    .option('--image <name=file>', 'an image to measure by the settings of the file; may be repeated', repeated)
    .option('--mask <name=file>', 'its region of interest; may be repeated', repeated)
    .option('--label <n>', 'the label of the region in the masks', nonNegativeInteger)
    .option('--assume <path=value>', ASSUME, repeated)
    .option('--rad-score-only', 'leave the nomogram out')
    .option('--json', 'print the answers as JSON')
    .addHelpText(
      'after',
      `
It refuses, by name, while the file leaves open what the score needs.

Examples:
  radscore signature score smith-2024.yaml --image ct=chest.nii.gz --mask ct=tumour.nii.gz
  radscore signature score smith-2024.yaml --table features.csv --json
  radscore signature score smith-2024.yaml --value ct_original_shape_Sphericity=0.71 --clinical age=61
${RESEARCH_ONLY}`,
    )
    .action(async (file, options) => {
      const { scoreBySignature } = await import('../../signature/score-signature.ts');
      end(await scoreBySignature(file, options, terminal));
    });
  command
    .command('page')
    .description('write the signature as one HTML file that scores typed values and images, without a network')
    .argument('<file>', 'a signature file')
    .requiredOption('-o, --output <file>', 'the HTML file to write')
    .option('--assume <path=value>', ASSUME, repeated)
    .option('--rad-score-only', 'leave the nomogram out')
    .addHelpText('after', `\nExample:\n  radscore signature page smith-2024.yaml -o smith-2024.html\n${RESEARCH_ONLY}`)
    .action(async (file, options) => {
      const { pageOfSignature } = await import('../../signature/signature-page.ts');
      end(await pageOfSignature(file, options, terminal));
    });
  withConnection(command.command('import'))
    .description('make the signature a version of a model line of the service, marked imported')
    .argument('<file>', 'a signature file')
    .option('--line <name>', 'the model line; created if it is new (default: the name of the signature)')
    .option('--assume <path=value>', ASSUME, repeated)
    .option('--json', 'print the answer of the API as JSON')
    .addHelpText('after', '\nExample:\n  radscore signature import smith-2024.yaml --line smith\n')
    .action(async (file, options) => {
      const { importSignature } = await import('../../signature/import-signature.ts');
      end(await importSignature(file, options, terminal));
    });
};
