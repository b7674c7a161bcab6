/** Signature files are read whole or refused by name: what is wrong, where, on which line, and what was probably meant. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  readSignature,
  SignatureRefused,
  settingsForFeatures,
  settingsOfImage,
} from '../../../../layers/pipeline/signatures.ts';
import { featureNames } from '../../../../layers/radiomics/index.ts';
import { EXAMPLES, exampleText, type Small, smallSignature } from './signatures.ts';

/** The faults of a text as one text. */
function faults(text: string, assume?: Record<string, number | string>): string {
  try {
    readSignature(text, assume);
  } catch (error) {
    if (error instanceof SignatureRefused) return error.message;
    throw error;
  }
  return 'read';
}

describe('the examples', () => {
  it.each(EXAMPLES)('%s is read', (name) => {
    expect(readSignature(exampleText(name)).signature.name).toBe(name);
  });

  it('made up say so, and can be scored', () => {
    for (const name of EXAMPLES.filter((one) => one.startsWith('made-up'))) {
      const { signature, open } = readSignature(exampleText(name));
      expect(signature.coefficients).toBe('made up');
      expect(open.every(({ needed }) => needed === 'reading')).toBe(true);
    }
  });

  it('of the publication that this project reproduces states what is known, and lists the rest', () => {
    const { signature, open } = readSignature(exampleText('wang-2025'));
    expect(signature.source.doi).toBe('10.3389/fonc.2025.1544058');
    expect(signature.radScore.features).toHaveLength(7);
    const paths = open.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining([
        'radScore.link',
        'radScore.features.7.name',
        'nomogram.terms.2.kind',
        'images.dwi.meaning',
      ]),
    );
    expect(paths).toHaveLength(44);
  });
});

describe('unknown, absent and empty are the same: open', () => {
  it.each(['unknown', null, undefined])('%s', (value) => {
    const text = smallSignature(({ radScore }) => {
      radScore.intercept = value;
    });
    const { signature, open } = readSignature(text);
    expect(signature.radScore.intercept).toBeNull();
    expect(open).toContainEqual({
      path: 'radScore.intercept',
      asks: 'the intercept; 0 if there is none',
      needed: 'rad-score',
      isValue: true,
    });
  });

  it('but 0 is 0, and none is none', () => {
    const text = smallSignature(({ radScore }) => {
      radScore.intercept = 0;
      radScore.cutoff = 'none';
    });
    expect(readSignature(text).open.filter(({ needed }) => needed !== 'reading' && needed !== 'images')).toEqual([]);
  });
});

describe('an assumption', () => {
  const open = smallSignature(({ radScore }) => {
    radScore.intercept = 'unknown';
    radScore.standardisation = 'unknown';
    for (const feature of radScore.features) {
      delete feature.mean;
      delete feature.sd;
    }
  });

  it('fills what is open, and what it opens by that', () => {
    const assume = {
      'radScore.intercept': 0,
      'radScore.features.1.mean': 1,
      'radScore.features.1.sd': 2,
      'radScore.features.2.mean': 1,
      'radScore.features.2.sd': 2,
      'radScore.standardisation': 'z-score',
    };
    const { signature } = readSignature(open, assume);
    expect(signature.radScore).toMatchObject({ intercept: 0, standardisation: 'z-score' });
    expect(signature.assumed).toHaveLength(6);
  });

  it.each([
    [
      'for what the file states',
      { 'radScore.link': 'identity' },
      'radScore.link: got an assumption for what the file states as "logit"',
    ],
    ['for what is not there', { 'radScore.intercpt': 0 }, 'Did you mean "radScore.intercept"?'],
    ['of the wrong kind', { 'radScore.intercept': 'zero' }, 'got "zero"; wanted a number'],
    ['for what is no single value', { cohort: 5 }, 'cohort: got an assumption; wanted the file to state'],
  ])('%s is refused', (_, assume, wanted) => {
    expect(faults(open, assume as Record<string, number | string>)).toContain(wanted);
  });
});

const yaml = exampleText('made-up-t2-radscore');
const changed = (from: string | RegExp, to: string): string => {
  const text = yaml.replace(from, to);
  if (text === yaml) throw new Error(`nothing to change: ${from}`);
  return text;
};
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

describe('a malformed file is refused by name, with the line', () => {
  it.each<[string, string, string, string]>([
    [
      'an unknown key',
      changed('intercept:', 'interzept:'),
      'interzept',
      'the key "interzept"; wanted one of link, intercept',
    ],
    [
      'a key twice',
      changed('link: identity', 'link: identity\n  link: logit'),
      'link: logit',
      'the key link twice (first on line',
    ],
    [
      'a number with a comma',
      changed('0.412', '0,412'),
      'intercept',
      'radScore.intercept: got "0,412"; wanted a number',
    ],
    ['no number', changed('0.412', '.nan'), 'intercept', 'radScore.intercept: got NaN'],
    ['infinity', changed('0.412', '.inf'), 'intercept', 'radScore.intercept: got Infinity'],
    [
      'a name that the settings do not give',
      changed('original_glcm_Idm', 'original_glcm_Idmm'),
      'original_glcm_Idmm',
      'Did you mean "original_glcm_Idm"?',
    ],
    [
      'a name of a filter that the settings do not have',
      changed('original_glcm_Idm', 'wavelet-LLH_glcm_Idm'),
      'wavelet-LLH',
      'a name that the settings of t2fs give',
    ],
    [
      'a name with the image before it',
      changed('original_glcm_Idm', 't2fs_original_glcm_Idm'),
      't2fs_original',
      'Did you mean "original_glcm_Idm"?',
    ],
    [
      'a name that PyRadiomics gave up',
      changed('original_glcm_Idm', 'original_glcm_Homogeneity2'),
      'Homogeneity2',
      'it has the values of "original_glcm_Idm"',
    ],
    [
      'a feature twice',
      changed('original_glcm_Idm', 'original_firstorder_Entropy'),
      'coefficient: 0.86',
      'a second time',
    ],
    [
      'an image that is not there',
      changed('image: t2fs, name: original_glcm', 'image: t2, name: original_glcm'),
      'image: t2,',
      'radScore.features.3.image: got "t2"; wanted one of t2fs',
    ],
    ['a setting that is none', changed('binWidth', 'binWith'), 'settings:', 'the key "binWith" in setting'],
    [
      'a mean without standardisation',
      changed('coefficient: 0.86', 'coefficient: 0.86, mean: 1'),
      'mean: 1',
      'standardisation: none',
    ],
    [
      'a cut-off on a probability that there is not',
      changed('scale: score', 'scale: probability'),
      'cutoff',
      'link: identity',
    ],
    [
      'a direction that is none',
      changed('positive: above', 'positive: higher'),
      'cutoff',
      'radScore.cutoff.positive: got "higher"; wanted one of at or above',
    ],
    [
      'another version of the format',
      changed('signature: 1', 'signature: 2'),
      'signature: 2',
      'wanted 1, the version of this format',
    ],
    [
      'a protocol that there is not',
      changed(/region: volume[\s\S]*?binWidth: 25/, 'protocol: her2-pcr@9'),
      'protocol',
      'Did you mean "her2-pcr@',
    ],
    [
      'a protocol with a region',
      changed(/region: volume[\s\S]*?binWidth: 25/, 'protocol: her2-pcr@1\n    region: volume'),
      't2fs:',
      'both protocol and region',
    ],
    ['a list for a mapping', changed(/outcome: .*/, 'outcome: [pCR]'), 'outcome', 'outcome: got a list of 1'],
    ['a doi that is none', changed('doi: unknown', 'doi: see text'), 'doi', 'source.doi: got "see text"; wanted a DOI'],
    [
      'a coefficient that is text',
      changed('coefficient: 1.35', 'coefficient: high'),
      'coefficient: high',
      'radScore.features.1.coefficient: got "high"',
    ],
    ['an anchor', changed('intercept: 0.412', 'intercept: &a 0.412'), '&a', 'the anchor &a'],
    ['an alias', changed('intercept: 0.412', 'intercept: *a'), '*a', 'the alias *a'],
    ['a merge', changed('outcome:', '<<: { a: 1 }\noutcome:'), '<<', 'the key <<'],
    ['a tag', changed('0.412', '!!python/object:os.system 0.412'), '!!python', 'got'],
    ['a prototype', changed('outcome:', '__proto__: { a: 1 }\noutcome:'), '__proto__', 'the key __proto__'],
    ['a second document', `${yaml}\n---\nsignature: 1\n`, '\n---', '2 documents'],
    ['a bracket that nothing closes', changed('outcome: {', 'outcome: {{'), 'outcome', 'line'],
    ['brackets in brackets', changed(/outcome: .*/, `outcome: ${'['.repeat(5000)}`), 'outcome', 'levels of nesting'],
    ['lists in lists', changed(/outcome: .*/, `outcome:\n${'- '.repeat(500)}1`), '- - ', 'levels of nesting'],
    ['a table', '\u0000\u0001', '', 'line 1'],
    ['nothing', '', '', 'line 1: got an empty file'],
    ['a text', 'hello', '', 'line 1'],
  ])('%s', (_, text, part, wanted) => {
    const found = faults(text);
    expect(found).toMatch(/^signature-invalid: line \d+/);
    expect(found).toContain(wanted);
    if (part === '' || part === '\n---') return;
    // Errors of syntax are where the parser meets them, at the latest a line further down.
    const line = lineOf(text, part);
    expect(found).toMatch(new RegExp(`line (${line}|${line + 1}|${line - 1})\\b`));
  });

  it('with every fault of its schema at once', () => {
    const text = smallSignature((signature) => {
      signature.radScore.intercept = 'a';
      signature.radScore.features[0].sd = 0;
      signature.nomogramm = {};
      delete signature.coefficients;
    });
    const found = faults(text);
    for (const wanted of [
      'radScore.intercept',
      'radScore.features.1.sd',
      '"nomogramm"',
      'Did you mean "nomogram"?',
      'coefficients: got nothing',
    ]) {
      expect(found).toContain(wanted);
    }
  });

  it('however long it is', () => {
    const long = `${yaml}\n# ${'x'.repeat(300_000)}`;
    expect(faults(long)).toContain('at most 262144');
    const started = Date.now();
    expect(faults(`a: [${'"'.repeat(200_000)}`)).toContain('quotes');
    expect(Date.now() - started).toBeLessThan(2000);
  });

  it('with five hundred wrong names in no time: the nearest is named for the first of them', () => {
    const text = smallSignature(({ images, radScore }) => {
      images.ct.settings.imageType = { LoG: { sigma: Array.from({ length: 60 }, (_, i) => i + 1) } };
      radScore.features = Array.from({ length: 500 }, (_, i) => ({
        image: 'ct',
        name: `log-sigma-${i}-mm-3D_glcm_Idmm${i}`,
        coefficient: 1,
        mean: 0,
        sd: 1,
      }));
    });
    const started = Date.now();
    const found = faults(text);
    expect(found.match(/Did you mean/g)?.length).toBe(10);
    expect(found.match(/a name that the settings of ct give/g)?.length).toBe(50);
    expect(found).toContain('and 450 more faults');
    // Ten times what it takes: without a bound it would be minutes.
    expect(Date.now() - started).toBeLessThan(15_000);
  });

  it('sigma written otherwise than in the settings: 2 and 2.0 give two names', () => {
    const text = smallSignature(({ images, radScore }) => {
      images.ct.settings.imageType = { LoG: { sigma: [2] } };
      radScore.features = [{ image: 'ct', name: 'log-sigma-2-0-mm-3D_glcm_Idm', coefficient: 1, mean: 0, sd: 1 }];
    });
    expect(faults(text)).toContain('"log-sigma-2-mm-3D_glcm_Idm"');
    expect(faults(text.replace('[\n     2\n', '[2.0').replace(/"sigma": \[\s*2\s*\]/, '"sigma": [2.0]'))).toBe('read');
  });
});

describe('terms of a nomogram', () => {
  const withTerms = (...terms: Small[]): string =>
    smallSignature((signature) => {
      signature.nomogram = { link: 'logit', intercept: 0, terms, cutoff: 'none' };
    });

  it.each<[string, string, string]>([
    [
      'a kind that is none',
      withTerms({ kind: 'spline', name: 'age' }),
      'rad-score, continuous, categorical or unknown',
    ],
    [
      'a term twice',
      withTerms(
        { kind: 'continuous', name: 'age', coefficient: 1 },
        { kind: 'continuous', name: 'age', coefficient: 2 },
      ),
      'age a second time',
    ],
    [
      'a range upside down',
      withTerms({ kind: 'continuous', name: 'age', coefficient: 1, range: [90, 20] }),
      '90 to 20',
    ],
    [
      'a reference with a coefficient',
      withTerms({ kind: 'categorical', name: 'er', reference: 'no', levels: { no: 0, yes: 1 } }),
      'Its coefficient is 0',
    ],
    ['no level', withTerms({ kind: 'categorical', name: 'er', reference: 'no', levels: {} }), 'no level'],
    [
      'a coefficient with a spelling mistake',
      withTerms({ kind: 'continuous', name: 'age', koefficient: 1 }),
      'Did you mean "coefficient"?',
    ],
  ])('%s is refused', (_, text, wanted) => expect(faults(text)).toContain(wanted));

  it('of a kind that is not known are asked for', () => {
    const { open } = readSignature(withTerms({ kind: 'unknown', name: 'age' }));
    expect(open.map(({ path }) => path)).toContain('nomogram.terms.1.kind');
    const { signature } = readSignature(withTerms({ kind: 'unknown', name: 'age' }), {
      'nomogram.terms.1.kind': 'continuous',
      'nomogram.terms.1.coefficient': 0.02,
    });
    expect(signature.nomogram).toMatchObject({ terms: [{ kind: 'continuous', coefficient: 0.02 }] });
  });
});

describe('whatever is generated', () => {
  it('is read to the same signature as YAML and as JSON, and again from what was read', () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    const names = featureNames(settingsOfImage(readSignature(smallSignature()).signature.images, 'ct')!).flatMap(
      ({ names: all }) => all,
    );
    const features = fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(
        features,
        fc.array(number, { minLength: 9, maxLength: 9 }),
        fc.boolean(),
        (chosen, numbers, isOpen) => {
          const text = smallSignature(({ radScore }) => {
            radScore.intercept = isOpen ? 'unknown' : numbers[8];
            radScore.standardisation = 'none';
            radScore.features = chosen.map((name, i) => ({ image: 'ct', name, coefficient: numbers[i] }));
          });
          const { signature } = readSignature(text);
          const { assumed: _, ...file } = signature;
          expect(readSignature(JSON.stringify(file)).signature).toEqual(signature);
          expect(signature.radScore.features?.map(({ coefficient }) => coefficient)).toEqual(
            chosen.map((_name, i) => (Object.is(numbers[i], -0) ? expect.closeTo(0) : numbers[i])),
          );
        },
      ),
      { numRuns: 50, seed: 18 },
    );
  });

  it('and broken anywhere is read or refused, and nothing else', () => {
    fc.assert(
      fc.property(fc.nat(yaml.length), fc.nat(40), fc.string({ maxLength: 12 }), (at, length, put) => {
        const found = faults(yaml.slice(0, at) + put + yaml.slice(at + length));
        expect(found === 'read' || /^signature-invalid: line \d+/.test(found)).toBe(true);
      }),
      { numRuns: 150, seed: 18 },
    );
  });
});

it('settings are narrowed to the image types and classes of the features, and still give all of them', () => {
  const { signature } = readSignature(exampleText('made-up-ct-texture'));
  const settings = settingsOfImage(signature.images, 'ct')!;
  const names = (signature.radScore.features ?? []).map(({ name }) => String(name));
  const narrowed = settingsForFeatures(settings, names);
  const given = featureNames(narrowed).flatMap(({ names: all }) => all);
  expect(given).toEqual(expect.arrayContaining(names));
  expect(given.length).toBeLessThan(700);
  expect([...narrowed.featureClasses.keys()]).toEqual(['shape', 'firstorder', 'glszm', 'gldm']);
});
