/** The section of a fit's report that says what size it would have needed. */
import type { Evaluation, FittedModel } from '../model/fitted-model.ts';
import { type SizeOfFit, sizeOfFit } from '../planning/fit-size.ts';
import { prose, type ReportPage, section } from './page.ts';
import { fixed } from './plots/models.ts';

/** Riley's criteria with the fit's own C statistic, prevalence and candidates. */
export function sizeSection(out: ReportPage, model: FittedModel, evaluation: Evaluation): string {
  const size = sizeOfFit(model, evaluation);
  return section('Size', ...[countedText(size), ...resultText(out, size)]);
}

function countedText({ columns, candidates, coefficients }: SizeOfFit): string {
  const { features, clinical, total } = candidates;
  const ofClinical = clinical > 0 ? ` and ${plural(clinical, 'term')} of clinical variables` : '';
  return paragraph(
    `${plural(total, 'candidate parameter')} ${total === 1 ? 'is' : 'are'} counted: ${plural(features, 'feature')}${ofClinical}. Every feature that the selection by outcome may choose counts, whether the model keeps it or not; ` +
      `what is dropped before without a look at the outcome (${whole(columns - features)} of ${whole(columns)} columns: constant, unstable, near duplicates) does not. The final model has ${plural(coefficients, 'coefficient')}.`,
  );
}

function resultText(out: ReportPage, size: SizeOfFit): string[] {
  const { needed, given, neededForCoefficients, reason, c, coxSnell, patients, events } = size;
  if (!needed || !given || !neededForCoefficients || !c) return [paragraph(`No size is stated. ${reason ?? ''}`)];
  const rows = [
    ['1 Shrinkage of the coefficients', needed.shrinkage.patients, neededForCoefficients.shrinkage.patients],
    ['2 Optimism in Nagelkerke R²', needed.optimism.patients, neededForCoefficients.optimism.patients],
    ['3 Precision of the overall risk', needed.overallRisk.patients, neededForCoefficients.overallRisk.patients],
    ['All three', needed.needed.patients, neededForCoefficients.needed.patients],
  ] as const;
  const shrinkage =
    given.expectedShrinkage === null
      ? 'this number of candidates would let a model fit these patients perfectly'
      : `the coefficients of a model of all candidates would have to be shrunk to ${fixed(given.expectedShrinkage, 2)} of their size`;
  return [
    out.table({
      caption: `Patients that a fit with this C statistic (${fixed(c.value)}, ${c.of}), prevalence (${fixed(events / patients)}) and these candidates needs by Riley’s criteria.`,
      head: [
        'criterion',
        `all ${whole(size.candidates.total)} candidates`,
        `${whole(size.coefficients)} chosen beforehand`,
      ],
      rows: rows.map(([name, ...counts]) => [name, ...counts.map(whole)]),
      notes: [
        `Cox–Snell R² ${fixed(coxSnell, 4)} from the C statistic; shrinkage 0.9, optimism 0.05, margin 0.05 (Riley et al. 2019, Stat Med 38:1276; BMJ 2020;368:m441).`,
        'The last column would hold if the final coefficients had been chosen before any outcome was seen.',
      ],
    }),
    paragraph(
      `${whole(patients)} training rows (${whole(events)} with the outcome) ${given.enough ? 'meet' : 'do not meet'} the criteria: ${shrinkage}.`,
    ),
  ];
}

function paragraph(words: string): string {
  return `<p>${prose(words)}</p>`;
}

function whole(value: number): string {
  return value.toLocaleString('en');
}

function plural(count: number, what: string): string {
  return `${whole(count)} ${what}${count === 1 ? '' : 's'}`;
}
