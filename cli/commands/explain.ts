/** `radscore explain`: what a feature is; with an image and a mask, its values there by both definitions. */
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { nonNegativeInteger } from './arguments.ts';
import type { Declaration } from './shell.ts';

interface ExplainOptions {
  readonly params?: string;
  readonly label?: number;
}

export const declareExplain: Declaration = (program, { terminal, end }) => {
  program
    .command('explain')
    .description('explain a feature: formula, unit, range, IBSI code, and how the definitions differ')
    .argument('<name>', 'such as wavelet-LLH_glcm_Idm, glcm_Idm, Idm or an IBSI code')
    .argument('[image]', 'with a mask: its values in this image by both definitions, PyRadiomics’ and IBSI’s')
    .argument('[mask]', 'the region of interest: a file or folder')
    .option('-p, --params <file>', 'a PyRadiomics parameter file: how the image is processed')
    .option('--label <n>', 'the label of the region of interest in the mask', nonNegativeInteger)
    .addHelpText(
      'after',
      '\nExamples:\n  radscore explain WF0Z\n  radscore explain glcm_Idm t2.nii.gz tumour.nii.gz -p params.yaml\n',
    )
    .action(async (name, image, mask, options) => end(await explain(name, image, mask, options, terminal)));
};

async function explain(
  name: string,
  image: string | undefined,
  mask: string | undefined,
  { params, label }: ExplainOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { describeFeature, featuresNamed } = await import('../features/explain-feature.ts');
  const entries = featuresNamed(name);
  if (image === undefined) {
    terminal.out(`${entries.map((entry) => describeFeature(entry).join('\n')).join('\n\n')}\n`);
    return EXIT.ok;
  }
  if (mask === undefined) {
    throw new UsageProblem('got an image without its mask; wanted both, for the values of the feature there.');
  }
  const { explainInImage } = await import('../features/explain-in-image.ts');
  terminal.out(await explainInImage(name, entries, { image, mask, label }, params));
  return EXIT.ok;
}
