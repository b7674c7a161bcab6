/** What cannot be read without guessing is refused, and the refusal names it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { NomogramOptions } from '../../../cli/nomogram/printed/nomogram-options.ts';
import { readNomogramOf } from '../../../cli/nomogram/read-nomogram-of.ts';
import { LEVELS, nomogramOf, printed, WHOLE } from './printed-fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'radscore-prints-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function refusal(name: string, options: Partial<NomogramOptions> = {}): Promise<string> {
  try {
    await nomogramOf(name, options);
  } catch (error) {
    return String(error);
  }
  return 'read';
}

/** The refusal of a text, most often a kept print that was changed. */
async function refusalOf(text: string, options: Partial<NomogramOptions> = {}): Promise<string> {
  const file = join(folder, 'print.txt');
  writeFileSync(file, text);
  try {
    await readNomogramOf(file, { range: WHOLE, levels: LEVELS, ...options } as NomogramOptions);
  } catch (error) {
    return String(error);
  }
  return 'read';
}
const kept = (name: string): string => readFileSync(printed(name), 'utf8');
const bare = { range: [], levels: [] };

describe('the print of another model is refused by its name:', () => {
  it.each([
    ['refused-r-cph.txt', 'a Cox model'],
    ['refused-r-coxph.txt', 'a Cox model'],
    ['refused-r-ols.txt', 'a linear model'],
    ['refused-r-lm.txt', 'a linear model'],
    ['refused-r-lrm-ordinal.txt', 'an ordinal outcome'],
    ['refused-r-lrm-summary.txt', 'without an intercept'],
    ['refused-r-glm-probit.txt', 'the link probit'],
    ['refused-r-glm-cloglog.txt', 'the link cloglog'],
    ['refused-r-glm-gaussian.txt', 'the family gaussian'],
    ['refused-r-glm-poisson.txt', 'the family poisson'],
    ['refused-r-glm-offset.txt', 'an offset'],
    ['refused-statsmodels-probit.txt', 'a probit model'],
    ['refused-statsmodels-ols.txt', 'a linear model'],
    ['refused-statsmodels-mnlogit.txt', 'a multinomial model'],
    ['refused-statsmodels-phreg.txt', 'a Cox model'],
    ['refused-statsmodels-cloglog.txt', 'the link CLogLog'],
    ['refused-statsmodels-poisson.txt', 'the family Poisson'],
    ['refused-statsmodels-two-columns.txt', 'an outcome of two columns'],
  ])('%s', async (name, named) => {
    expect(await refusal(name, bare)).toMatch(new RegExp(`^PrintRefused: .*got .*${named}`));
  });

  it('a family that is a variable says nothing of the link', async () => {
    expect(await refusal('refused-r-glm-variable-family.txt', bare)).toContain('--link logit');
  });

  it('the coefficients of a Cox model have no intercept, whatever is said of their link', async () => {
    expect(await refusal('refused-r-coxph-coef.txt', { ...bare, link: 'logit' })).toContain('no intercept');
  });
});

describe('a term that cannot be drawn is refused by its name:', () => {
  it.each([
    ['refused-r-lrm-interaction.txt', 'age \\* grade=II.*an interaction'],
    ['refused-r-glm-interaction.txt', 'age:hr, an interaction'],
    ['refused-statsmodels-interaction.txt', 'age:hr, an interaction'],
    ['refused-r-lrm-power.txt', 'age\\^2, a power'],
    ['refused-r-lrm-lsp.txt', 'lsp\\(age, 50\\)'],
    ['refused-r-glm-poly.txt', 'poly\\(age, 2\\)1'],
    ['refused-r-glm-ns.txt', 'ns\\(age, 3\\)1'],
    ['refused-r-glm-ordered.txt', 'stage.L, a polynomial contrast'],
    ['refused-r-glm-aliased.txt', 'no coefficient of twice'],
    ['refused-r-glm-sum.txt', 'contr.sum'],
    ['refused-statsmodels-spline.txt', 'bs\\(age, df=4\\)\\[0\\]'],
    ['refused-statsmodels-sum.txt', 'C\\(grade, Sum\\)\\[S.I\\]'],
    ['refused-statsmodels-power.txt', 'I\\(ki67 \\*\\* 2\\)'],
    ['refused-statsmodels-no-intercept.txt', 'no intercept'],
  ])('%s', async (name, named) => {
    expect(await refusal(name, bare)).toMatch(new RegExp(`^PrintRefused: .*got .*${named}`));
  });
});

describe('what a print does not have is asked for, all at once:', () => {
  it('ranges, the reference of a factor, knots', async () => {
    const asked = await refusal('r-lrm.txt', bare);
    for (const option of [
      '--range age=LOW..HIGH',
      '--range ki67=LOW..HIGH',
      '--levels grade=REFERENCE,II,III',
      '--range hr=LOW..HIGH',
    ]) {
      expect(asked).toContain(option);
    }
    expect(await refusal('r-lrm-spline-counted.txt', { levels: [] })).toContain('--knots age=K1,K2,K3,K4');
    expect(await refusal('r-lrm-spline-counted.txt', { levels: [], knots: ['age=30,50,70'] })).toContain(
      '3 knots of age for 3 coefficients',
    );
  });

  it('the factor behind a name of R, whose level and reference are not told apart', async () => {
    const named = 'gradeII, the level II of the factor grade';
    expect(await refusal('r-glm-summary.txt', { levels: ['hr=0,1'] })).toContain(named);
    expect(await refusal('r-glm-coef.txt', { link: 'logit', event: 'pcr', levels: ['hr=0,1'] })).toContain(
      'may be a number or a level of a factor',
    );
  });

  it('whether coefficients alone are logistic, what their outcome is, and what rms hides', async () => {
    expect(await refusal('r-glm-coef.txt')).toContain('--link logit');
    expect(await refusal('statsmodels-params.csv')).toContain('--link logit');
    expect(await refusal('r-glm-coef.txt', { link: 'logit' })).toContain('--event');
    expect(await refusal('r-lrm-coef.txt', { link: 'logit', event: 'pcr' })).toContain('--formula');
    const other = { link: 'logit', event: 'pcr', formula: 'pcr ~ age + ki67 + grade' } as const;
    expect(await refusal('r-lrm-coef.txt', other)).toContain('hr, which the formula');
  });

  it('levels that are not those of the coefficients', async () => {
    expect(await refusal('r-lrm.txt', { levels: ['grade=I,II', 'hr=0,1'] })).toContain('the levels I, II of grade');
    expect(await refusal('r-lrm.txt', { levels: ['grade=I,II,IV', 'hr=0,1'] })).toContain('coefficients of II, III');
    const treated = { range: ['age=26..84', 'volume=1..40'], levels: ['grade=I,II,III'] };
    expect(await refusal('statsmodels-treatment-summary.txt', treated)).toContain('against II');
    expect(await refusal('r-lrm.txt', { levels: ['grade=I,II,III', 'hr=no,yes'] })).toContain('printed as a number');
  });

  it('a level that two declared factors have alike', async () => {
    const two = { link: 'logit', event: 'pcr', levels: ['grade=I,II,III', 'gradeI=I,I2', 'hr=0,1'] } as const;
    expect(await refusal('r-glm-coef.txt', two)).toContain('gradeII, which is a level of grade and of gradeI alike');
  });

  it('names that no term has', async () => {
    expect(await refusal('r-lrm.txt', { range: [...WHOLE, 'agee=1..2'] })).toContain('--range agee');
    expect(await refusal('r-lrm.txt', { label: ['agee=Age'] })).toContain('--label agee');
  });
});

describe('a print that was changed is refused:', () => {
  it.each([
    ['an empty file', ''],
    ['a poem', 'It was many and many a year ago,\nIn a kingdom by the sea\n'],
    ['a row cut short', kept('r-lrm.txt').replace(/^(age .*?) -2\.79.*$/m, '$1')],
    ['a number that is none', kept('r-glm-summary.txt').replace('-0.033628', '-0.03x628')],
    ['another coefficient than its z says', kept('r-lrm.txt').replace('0.0232 0.0072', '0.2320 0.0072')],
    ['odds ratios in place of coefficients', kept('statsmodels-logit-summary.txt').replace('-0.9911 ', ' 0.3712 ')],
    ['two models', kept('r-glm-summary.txt') + kept('r-glm-summary.txt')],
    ['a coefficient twice', kept('r-lrm.txt').replace(/^(age .*)$/m, '$1\n$1')],
    [
      'coefficients of another model behind it',
      kept('r-lrm.txt') + kept('r-lrm-coef.txt').replace('-0.03362', '-0.04362'),
    ],
    [
      'a covariance of another model behind it',
      kept('r-lrm-whole.txt').replace('1.45619444927e-04', '2.45619444927e-04'),
    ],
    ['a summary without its table', kept('statsmodels-logit-summary.txt').split('coef')[0]],
    ['a table of odds ratios', '"","OR","2.5 %","97.5 %"\n"(Intercept)",1.2,1,2\n"age",0.97,0.9,1\n'],
    [
      'exponentiated coefficients',
      'term,estimate,std.error,statistic\n(Intercept),2.27,0.756,1.084\nage,0.967,0.0121,-2.787\n',
    ],
    ['a series with lines left out', kept('statsmodels-params.txt').replace(/^age .*$/m, '...')],
    ['a fit that did not converge', kept('statsmodels-logit-summary.txt').replace(/(converged: +) True/, '$1False')],
    [
      'coefficients of two models',
      kept('r-glm-coef.txt') + kept('r-glm-coef.txt').replace('-0.03362750', '-0.04362750'),
    ],
    ['a print that R cut short', `${kept('r-glm-coef.txt')} [ reached getOption("max.print") -- omitted 4 entries ]\n`],
    ['a table with a gap', 'term,estimate\n(Intercept),0.8\nage,NA\n'],
  ])('%s', async (_, text) => {
    const got = await refusalOf(text, { link: 'logit', event: 'pcr' });
    expect(got).toMatch(/^(PrintRefused|InvalidTable): .*got /s);
    expect(got).not.toContain('undefined');
  });

  it('a covariance of other coefficients, of correlations, or that is none', async () => {
    const refused = (covariance: string) => refusal('r-lrm.txt', { covariance });
    expect(await refused(printed('r-glm-vcov.csv'))).toContain('no square table of these coefficients');
    expect(await refused(printed('r-lrm.txt'))).toContain('no square table of these coefficients');
    const file = join(folder, 'correlation.csv');
    writeFileSync(file, kept('r-lrm-vcov.csv').replace('0.57127828654696', '1'));
    expect(await refused(file)).toContain('the standard error 0.7558');
  });

  it('an option that has no use for a model that says everything itself', async () => {
    const file = join(folder, 'nomogram.json');
    writeFileSync(file, JSON.stringify(await nomogramOf('r-lrm-whole.txt')));
    await expect(readNomogramOf(file, { range: WHOLE } as NomogramOptions)).rejects.toThrow('got --range');
    expect((await readNomogramOf(file, {} as NomogramOptions)).terms).toHaveLength(4);
  });
});
