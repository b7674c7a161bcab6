/** `radscore nomogram`: one HTML page with sliders, points, probability and interval, of any logistic model. */
import { Option } from 'commander';
import type { NomogramOptions } from '../../nomogram/printed/nomogram-options.ts';
import { EXIT, type ExitCode } from '../../terminal/failure.ts';
import { withResult } from '../../terminal/result.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import { numberBetween } from '../arguments.ts';
import { RESEARCH_ONLY, repeated, withConnection } from '../shared-options.ts';
import type { Declaration } from '../shell.ts';

interface Options extends NomogramOptions {
  readonly output: string;
}

export const declareNomogram: Declaration = (program, { terminal, end }) => {
  withConnection(program.command('nomogram'))
    .argument(
      '<model>',
      'folder of a fit, a model of the service (name[@version]), model.json, a signature file, or what R or statsmodels printed',
    )
    .description('write the nomogram of a logistic model as one HTML file: sliders, points, probability, print')
    .requiredOption('-o, --output <file>', 'the HTML file to write; .json: the nomogram itself')
    .option('--title <text>', 'heading of the page')
    .option('--event <text>', 'what the probability is of, such as pCR (default: as the model calls its outcome)')
    .option('--range <name=low..high>', 'values of a number that was printed without them; may be repeated', repeated)
    .option(
      '--levels <name=reference,level,…>',
      'levels of a factor, the reference first, each as it is or as level=label; may be repeated',
      repeated,
    )
    .option('--knots <name=k1,k2,…>', 'knots of a restricted cubic spline; may be repeated', repeated)
    .option('--label <name=text>', 'how a variable is called on the page; may be repeated', repeated)
    .option('--unit <name=text>', 'unit of a variable; may be repeated', repeated)
    .option('--formula <formula>', 'of rms, if the print does not show it: it says what is a logarithm, what a spline')
    .option('--covariance <file>', 'covariance of the coefficients: vcov(f) or cov_params(), printed or as CSV')
    .addOption(
      new Option('--link <name>', 'coefficients alone do not say it: they are of a logistic regression').choices([
        'logit',
      ]),
    )
    .option('--cut-off <probability>', 'positive at or above it', numberBetween(0, 1))
    .option('--cohort <text>', 'the patients that the model was made from')
    .option('--source <text>', 'where the model is published (default: the name of the file)')
    .option('--synthetic', 'the model was fitted on synthetic data')
    .addHelpText(
      'after',
      `
The page opens from a disk and asks no address. Without the covariance of the coefficients it draws no interval,
and says so. R: print(f) of rms::lrm, summary(glm(…)), coef(f), vcov(f); statsmodels: summary(), summary2(),
params.to_csv(), cov_params().to_csv(). Printed coefficients are rounded: the page shows what that can change.

Examples:
  radscore nomogram fit/ -o nomogram.html
  radscore nomogram her2-pcr@2 -o nomogram.html
  radscore nomogram lrm.txt --range age=25..80 --levels grade=1,2,3 --covariance vcov.csv -o nomogram.html
${RESEARCH_ONLY}`,
    )
    .action(async (model: string, options: Options) => end(await nomogram(model, options, terminal)));
};

async function nomogram(model: string, options: Options, terminal: Terminal): Promise<ExitCode> {
  const [{ requireEnding }, { readNomogramOf }] = await Promise.all([
    import('../../files/output-ending.ts'),
    import('../../nomogram/read-nomogram-of.ts'),
  ]);
  requireEnding(options.output, ['html', 'json', 'htm'], true);
  const drawable = await readNomogramOf(model, options);
  if (/\.json$/i.test(options.output)) {
    await withResult(options.output, terminal, (write) => write(`${JSON.stringify(drawable, null, 2)}\n`));
  } else {
    const [{ buildNomogramPage }, { withNomogram }] = await Promise.all([
      import('@radscore/console/nomogram-page'),
      import('@radscore/console/carried-nomogram'),
    ]);
    await withResult(options.output, terminal, async (write) =>
      write(withNomogram(await buildNomogramPage(), drawable)),
    );
  }
  const { terms, covariance, notes } = drawable;
  terminal.note(`${terms.length} terms: ${terms.map(({ name }) => name).join(', ')}.`);
  if (!covariance) terminal.note('No interval is drawn: the covariance of the coefficients is not known.');
  for (const note of notes) terminal.note(`note: ${note}`);
  terminal.note(`→ ${options.output}`);
  return EXIT.ok;
}
