/** Scores by signature files: numpy's on PyRadiomics' golden values, classes, terms, and what is refused. */
import { InvalidValue } from '@radscore/statistics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  nomogramOfSignature,
  readSignature,
  SignatureOpen,
  type SignatureValues,
  SignatureWithoutNomogram,
  scoreSignature,
} from '../../../../layers/pipeline/signatures.ts';
import { readNomogram } from '../../../../layers/statistics/index.ts';
import scores from '../../../fixtures/signatures/scores.json' with { type: 'json' };
import { exampleText, smallSignature } from './signatures.ts';

/** Sums of at most ten terms in another order than numpy's: a few units in the last place. */
const ROUNDING = 1e-12;

const near = (got: number, wanted: number): void =>
  expect(Math.abs(got - wanted)).toBeLessThanOrEqual(ROUNDING * Math.max(1, Math.abs(wanted)));

describe(`scores equal ${scores.tool} on the values of ${scores.values.tool}`, () => {
  it.each(scores.rows.map((row, i) => [`${row.signature} ${i}`, row] as const))('%s', (_, row) => {
    const read = readSignature(exampleText(row.signature));
    // Of rows of several signatures TypeScript knows the fields of all.
    const { features, clinical } = row as unknown as Required<SignatureValues>;
    const answer = scoreSignature(read, { features, clinical });
    near(answer.radScore, row.radScore);
    if ('radScoreProbability' in row)
      near(answer.byRadScore.probability ?? Number.NaN, Number(row.radScoreProbability));
    else expect(answer.probability).toBeNull();
    if (!('linearPredictor' in row)) return;
    near(answer.byNomogram?.score ?? Number.NaN, Number(row.linearPredictor));
    near(answer.probability ?? Number.NaN, Number(row.probability));
    // The neutral form of the same nomogram, which pages draw, says the same.
    const drawn = readNomogram(nomogramOfSignature(read), { ...clinical, radScore: answer.radScore });
    near(drawn.probability, Number(row.probability));
  });
});

describe('a signature scores', () => {
  const values = { original_firstorder_Mean: 12, ct_original_glcm_Idm: 0.25 };

  it('by name with the image before it, or by the bare name if it has one image', () => {
    // 0.5 + 2 · (12 − 10)/4 − (0.25 − 0.5)/0.25
    expect(scoreSignature(readSignature(smallSignature()), { features: values }).radScore).toBe(2.5);
  });

  it('values as they are without standardisation, and gives no probability without a logit', () => {
    const text = smallSignature(({ radScore }) => {
      radScore.standardisation = 'none';
      radScore.link = 'identity';
      radScore.cutoff = 'none';
      for (const feature of radScore.features) {
        delete feature.mean;
        delete feature.sd;
      }
    });
    const answer = scoreSignature(readSignature(text), { features: values });
    expect(answer).toMatchObject({ radScore: 0.5 + 24 - 0.25, probability: null, class: null });
  });

  it.each([
    ['at or above', 2.5, 'positive'],
    ['above', 2.5, 'negative'],
    ['at or below', 2.5, 'positive'],
    ['below', 2.5, 'negative'],
    ['above', 2.4, 'positive'],
    ['below', 2.4, 'negative'],
  ])('a class: %s %f is %s for 2.5', (positive, value, wanted) => {
    const text = smallSignature(({ radScore }) => {
      radScore.cutoff = { value, scale: 'score', positive };
    });
    expect(scoreSignature(readSignature(text), { features: values }).class).toBe(wanted);
  });

  it('without a class, and says so, if the publication does not state its cut-off', () => {
    const text = smallSignature(({ radScore }) => {
      radScore.cutoff = 'unknown';
    });
    const { class: side, warnings } = scoreSignature(readSignature(text), { features: values });
    expect(side).toBeNull();
    expect(warnings.map(({ code }) => code)).toContain('cutoff-unknown');
  });

  it('warns of values far from the published mean, of made-up coefficients, and of each assumption', () => {
    const text = smallSignature((signature) => {
      signature.radScore.intercept = 'unknown';
      signature.assume = { 'radScore.intercept': 0.5 };
    });
    const { warnings, assumed } = scoreSignature(readSignature(text), {
      features: { ...values, ct_original_firstorder_Mean: 60 },
    });
    expect(warnings.map(({ code, of }) => [code, of])).toEqual([
      ['made-up', ''],
      ['assumed', 'radScore.intercept'],
      ['out-of-distribution', 'ct_original_firstorder_Mean'],
    ]);
    expect(assumed).toEqual([{ path: 'radScore.intercept', value: 0.5 }]);
  });

  it('by the Rad-score alone, with a warning, without a clinical value; with one that it does not know not at all', () => {
    const read = readSignature(exampleText('made-up-mri-nomogram'));
    const { features } = scores.rows[8];
    const answer = scoreSignature(read, {
      features: features as unknown as Record<string, number>,
      clinical: { ki67: 40 },
    });
    expect(answer).toMatchObject({ source: 'rad-score', byNomogram: null });
    expect(answer.warnings.map(({ code, of }) => [code, of])).toContainEqual(['clinical-missing', 'morphology']);
    const clinical = { ki67: 40, morphology: 'round' };
    expect(() => scoreSignature(read, { features: features as unknown as Record<string, number>, clinical })).toThrow(
      /morphology.*"round".*regular, irregular, non-mass/,
    );
  });

  it.each([
    ['nothing', undefined],
    ['no number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
  ])('nothing for a feature of %s', (_, value) => {
    const features = { ...values, ct_original_glcm_Idm: value as number };
    expect(() => scoreSignature(readSignature(smallSignature()), { features })).toThrow(InvalidValue);
  });

  it('nothing that overflows', () => {
    const features = { ct_original_firstorder_Mean: 1.7e308, ct_original_glcm_Idm: -1e308 };
    expect(() => scoreSignature(readSignature(smallSignature()), { features })).toThrow(InvalidValue);
  });

  it('whatever finite numbers it is given as the formula says, in the order of the file', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    const sd = fc.double({ min: 1e-3, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(number, number, number),
        fc.tuple(number, number, sd, sd, number, number),
        ([b0, b1, b2], [m1, m2, s1, s2, x1, x2]) => {
          const text = smallSignature(({ radScore }) => {
            radScore.intercept = b0;
            Object.assign(radScore.features[0], { coefficient: b1, mean: m1, sd: s1 });
            Object.assign(radScore.features[1], { coefficient: b2, mean: m2, sd: s2 });
          });
          const features = { ct_original_firstorder_Mean: x1, ct_original_glcm_Idm: x2 };
          const { radScore } = scoreSignature(readSignature(text), { features });
          expect(radScore).toBe(b0 + b1 * ((x1 - m1) / s1) + b2 * ((x2 - m2) / s2));
        },
      ),
      { numRuns: 100, seed: 18 },
    );
  });
});

describe('what a score needs and the publication leaves open', () => {
  it('is named, and nothing is guessed for it', () => {
    const read = readSignature(exampleText('wang-2025'));
    expect(() => scoreSignature(read, { features: {} })).toThrow(SignatureOpen);
    expect(() => scoreSignature(read, { features: {} })).toThrow(
      /^signature-open: .*radScore\.link.*radScore\.intercept.*radScore\.features\.7\.coefficient.*nomogram\.terms\.2\.kind.*Nothing is guessed/,
    );
  });

  it('is not asked of the Rad-score if it is the nomogram that is open', () => {
    const text = smallSignature((signature) => {
      signature.nomogram = { link: 'logit', intercept: 'unknown', terms: 'unknown', cutoff: 'none' };
    });
    const read = readSignature(text);
    const features = { ct_original_firstorder_Mean: 12, ct_original_glcm_Idm: 0.25 };
    expect(() => scoreSignature(read, { features })).toThrow(/nomogram\.intercept.*--rad-score-only/);
    expect(scoreSignature(read, { features }, 'rad-score').radScore).toBe(2.5);
  });

  it('is asked for a drawing, too: a signature without a nomogram has none, one without ranges no axes', () => {
    expect(() => nomogramOfSignature(readSignature(smallSignature()))).toThrow(SignatureWithoutNomogram);
    const text = smallSignature((signature) => {
      const terms = [{ kind: 'rad-score', enters: 'score', coefficient: 1 }];
      signature.nomogram = { link: 'logit', intercept: 0, terms, cutoff: 'none' };
    });
    expect(() => nomogramOfSignature(readSignature(text))).toThrow(/nomogram\.terms\.1\.range/);
  });
});
