/** Writes what the demonstration gives over several seeds as a page of docs. */
import { CENTRES, COUNTS, TRUE_EFFECTS } from '../../cli/demonstration/cohort.ts';

/** What the demonstration gives with one seed. */
export interface SeedResult {
  readonly seed: number;
  /** Areas under the ROC curve of the final model, in training and test rows. */
  readonly apparent: number;
  readonly test: number;
  /** Mean test area of the same protocol on permuted training outcomes. */
  readonly permuted: number;
  /** Test area of the true linear predictor. */
  readonly oracle: number;
  readonly selected: readonly string[];
  /** Clinical variables that entered the nomogram; without any the Rad-score model is the final one. */
  readonly clinical: readonly string[];
}

/** docs/demonstration.md */
export function describeSeeds(results: readonly SeedResult[]): string {
  const three = (value: number): string => value.toFixed(3);
  const row = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  const columns = ['apparent', 'test', 'permuted', 'oracle'] as const;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const sd = (values: readonly number[]): number =>
    Math.sqrt(values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1));
  const counts = CENTRES.map((centre) => `${COUNTS[centre].pcr} pCR and ${COUNTS[centre].nonPcr} non-pCR`);
  const { textures, ki67, morphology, intercept } = TRUE_EFFECTS;
  const shifts = Object.entries(morphology).map(([level, shift]) => `${level} ${shift}`);
  return `# The demonstration over ${results.length} seeds

**Everything here is synthetic.** These numbers come from no patient, scanner or hospital; they show that the
pipeline finds a signal that is there and none that is not. They say nothing about how well pCR can be predicted.

Made with \`node scripts/demonstration/seeds.ts ${results.length}\` (Node 24): the files, engine and protocol of \`npm start\`, without the
cloud around them, so that each row is what the demonstration prints with that seed.

${row(['seed', ...columns.map((column) => `${column} AUC`), 'features', 'clinical'])}
${row(['---:', ...columns.map(() => '---:'), '---:', '---'])}
${results.map((one) => row([one.seed, ...columns.map((column) => three(one[column])), one.selected.length, one.clinical.join(', ') || 'none'])).join('\n')}
${row(['**mean**', ...columns.map((column) => `**${three(mean(results.map((one) => one[column])))}**`), mean(results.map(({ selected }) => selected.length)).toFixed(1), ''])}
${row(['sd', ...columns.map((column) => three(sd(results.map((one) => one[column])))), '', ''])}

- *apparent*: the final model (nomogram, or Rad-score if no clinical variable enters) on the rows it was fitted on: too good.
- *test*: the frozen model on the rows of the other centre.
- *permuted*: the whole protocol on permuted training outcomes, mean over 20 permutations, judged on the test rows: the AUC to expect with no signal.
- *oracle*: the true linear predictor on the test rows: the best AUC any model could reach. A single seed's model can beat it by luck.

## How the cohort is drawn

Patients are drawn one after the other from a logistic model of pCR, and one is enrolled as long as the centre still lacks
patients of that outcome: ${counts[0]} at ${CENTRES[0]} (training), ${counts[1]} at ${CENTRES[1]} (test).
The counts are those that follow from Wang et al. 2025 (doi:10.3389/fonc.2025.1544058). That training and test are the
two centres is our reading; the paper is ambiguous about it.

| predictor | distribution | log odds of pCR |
| --- | --- | --- |
| texture of t2fs, dwi, dce | three independent standard normals, cut at ±2.5 | ${textures.t2fs}, ${textures.dwi}, ${textures.dce} per standard deviation |
| Ki-67 | logit-normal, median 35 %, standard deviation 0.7 on the logit scale | ${ki67} per ten points |
| morphology | irregular 45 %, regular 30 %, non-mass 25 % | ${shifts.join(', ')} |
| intercept (Ki-67 35, irregular) | | ${intercept} |

An image knows of the outcome only through its texture property (and the tumour's outline through the morphology):
the correlation length of a random field inside the tumour (t2fs, dce), its contrast (dwi, an apparent diffusion
coefficient in 10⁻⁶ mm²/s). Tumour size and place, the gland around it and the noise are drawn independently.
Centre 2 differs in gain, noise and spacing, and in nothing else. The seed fixes every voxel.
`;
}
