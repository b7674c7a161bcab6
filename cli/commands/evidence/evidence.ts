/** `radscore evidence`: checklists filled from a model's artefacts, and a bundle that can be run again. */
import { Option } from 'commander';
import type { EvidenceOptions } from '../../evidence/evidence-to-folder.ts';
import { isoDate, positiveInteger } from '../arguments.ts';
import { RESEARCH_ONLY, withConnection } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

export const declareEvidence: Declaration = (program, { terminal, end }) => {
  withConnection(program.command('evidence'))
    .description('fill METRICS, CLEAR, TRIPOD+AI and RQS from artefacts of a model, and bundle them to be run again')
    .argument('<model>', 'the folder of a fit, or a version of the service: NAME or NAME@VERSION')
    .option('-o, --output <dir>', 'folder for the sheets: evidence.html, and Markdown, CSV and JSON of each checklist')
    .option('--bundle <file.zip|dir>', 'write an RO-Crate with table, protocol, seeds, model, report and sheets')
    .option('--table <file>', 'of a fit: the table that it was fitted on; a bundle needs it')
    .option('--repeats <table>', 'of a fit with repeats: that table')
    .addOption(
      new Option('--params <file>', 'the PyRadiomics parameter file by which the features were computed').conflicts(
        'protocol',
      ),
    )
    .option(
      '--protocol <id>',
      'the study protocol by which the features were computed, such as her2-pcr@1; with --images',
    )
    .option(
      '--images <table>',
      'a table with ID, Image, Mask (and Sequence): hashes of the images, and every feature computed again',
    )
    .option('--validation <dir>', 'folder of radscore validate: the frozen model on other patients')
    .option('--study <file>', 'JSON with what the author states, by item; it is shown as stated, and not counted')
    .option('--no-table-inside', 'keep hashes of the table in the bundle, and not the table')
    .option('--key <file>', 'sign the bundle with this Ed25519 private key (PEM)')
    .option('--date <yyyy-mm-dd>', 'date of publication in the bundle (default: 1980-01-01, which means none)', isoDate)
    .option('--license <text|url>', 'licence of the bundle')
    .option('-j, --jobs <n>', 'threads for --images', positiveInteger)
    .addHelpText(
      'after',
      `
Every item gets a value with the file and the place where it stands, or the word gap and what would fill it. What the
paper's prose has to say is for the author. Scores count what is shown, and nothing else.

Examples:
  radscore evidence fit/ -o evidence
  radscore evidence fit/ --table features.csv --bundle evidence.zip --key key.pem
  radscore evidence fit/ --table features.csv --images cases.csv --params params.yaml -o evidence --bundle evidence.zip
  radscore evidence her2-pcr@2 -o evidence
${RESEARCH_ONLY}`,
    )
    .action(async (model: string, options: EvidenceOptions) => {
      const { evidenceToFolder } = await import('../../evidence/evidence-to-folder.ts');
      end(await evidenceToFolder(model, options, terminal));
    });
};
