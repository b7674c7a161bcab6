/** What the names of coefficients mean: numbers, levels of factors, splines. Each program has names of its own. */
import type { ContinuousTerm } from '@radscore/statistics';
import { addedTerms, splitOutside, wholeCall } from './formula.ts';
import type { Declarations } from './nomogram-options.ts';
import type { Naming } from './printed-model.ts';

/** What a coefficient is of. */
export type Meaning =
  | { readonly kind: 'number'; readonly variable: string; readonly transform?: ContinuousTerm['transform'] }
  | { readonly kind: 'level'; readonly variable: string; readonly level: string; readonly reference?: string }
  | { readonly kind: 'spline'; readonly variable: string; readonly basis: number; readonly knots?: readonly number[] }
  /** Why it cannot be drawn, or not without a word of the reader. */
  | { readonly kind: 'refused'; readonly got: string; readonly remedy: string };

const TRANSFORMS: Readonly<Record<string, ContinuousTerm['transform']>> = {
  log: 'log',
  log2: 'log2',
  log10: 'log10',
  log1p: 'log1p',
  sqrt: 'sqrt',
};

/** Reads the names of one print. */
export interface NameReader {
  readonly meaningOf: (name: string) => Meaning;
}

/** @param formula right side, if it is known; names of rms mean little without it */
export function nameReader(naming: Naming, formula: string | undefined, declared: Declarations): NameReader {
  if (naming === 'patsy') return { meaningOf: (name) => patsyMeaning(name, declared) };
  if (naming === 'R') return { meaningOf: (name) => rMeaning(name, formula, declared) };
  return { meaningOf: (name) => rmsMeaning(name, formula ?? '') };
}

function rMeaning(name: string, formula: string | undefined, declared: Declarations): Meaning {
  const matches = [...declared.levels].flatMap(([variable, levels]) =>
    [variable, `\`${variable}\``, `factor(${variable})`, `as.factor(${variable})`].flatMap((prefix) =>
      levels.flatMap(({ value }) => (name === prefix + value ? [{ variable, level: value }] : [])),
    ),
  );
  if (matches.length > 1) {
    return {
      kind: 'refused',
      got: `${name}, which is a level of ${matches.map(({ variable }) => variable).join(' and of ')} alike`,
      remedy: 'Rename one of the variables or levels, and fit again.',
    };
  }
  if (matches.length === 1) return { kind: 'level', ...matches[0] };
  const plain = name.replace(/^`(.*)`$/, '$1');
  if (declared.ranges.has(plain) || declared.levels.has(plain)) return { kind: 'number', variable: plain };
  if (splitOutside(name, [':']).length > 1) return interaction(name);
  const transformed = transformOf(name);
  if (transformed) return transformed;
  const terms = (formula === undefined ? undefined : addedTerms(formula)) ?? [];
  if (terms.includes(name)) return { kind: 'number', variable: plain };
  const factor = terms.find((term) => name.startsWith(term) && name.length > term.length);
  const [, inside] = /^(?:as\.)?(?:factor|ordered)\((.+)\)$/.exec(factor ?? '') ?? [];
  const isOfTerm = factor !== undefined && (/^[\w.`$ ]+$/.test(factor) || inside !== undefined);
  if (isOfTerm) {
    const [variable, level] = [(inside ?? factor).replaceAll('`', ''), name.slice(factor.length)];
    if (/^(?:\.[LQC]|\^\d+)$/.test(level)) {
      return {
        kind: 'refused',
        got: `${name}, a polynomial contrast of the ordered factor ${variable}`,
        remedy: `Fit it with treatment contrasts: factor(${variable}, ordered = FALSE).`,
      };
    }
    return {
      kind: 'refused',
      got: `${name}, the level ${level} of the factor ${variable}, whose reference is not printed`,
      remedy: `Give all levels, the reference first: --levels ${variable}=REFERENCE,${level},…`,
    };
  }
  if (/\(/.test(name)) return call(name);
  return {
    kind: 'refused',
    got: `${name}, which may be a number or a level of a factor: R prints both alike`,
    remedy: `Give --range ${plain}=LOW..HIGH for a number, or --levels VARIABLE=REFERENCE,LEVEL,… for a factor.`,
  };
}

function patsyMeaning(name: string, declared: Declarations): Meaning {
  if (splitOutside(name, [':']).length > 1) return interaction(name);
  const [, coded, plain, level] = /^(?:C\((.*)\)|([^[\]]+))\[T\.(.*)\]$/.exec(name) ?? [];
  if (level !== undefined) {
    const [first, ...coding] = splitOutside(coded ?? plain, [',']).map((part) => part.trim());
    const variable = quoted(first) ?? first;
    if (coding.length === 0) {
      const isBoolean = level === 'True' && !declared.levels.has(variable);
      return { kind: 'level', variable, level, ...(isBoolean && { reference: 'False' }) };
    }
    const treatment = wholeCall(coding.join(', '));
    const reference = (treatment?.named.get('reference') ?? treatment?.positional[0] ?? '').replace(
      /^(["'])(.*)\1$/,
      '$2',
    );
    if (treatment?.name === 'Treatment' && reference !== '') return { kind: 'level', variable, level, reference };
    return { kind: 'refused', got: `${name}, in a coding of its own`, remedy: 'Fit it with Treatment coding.' };
  }
  if (/\[.*\]$/.test(name)) {
    return /\(/.test(name.slice(0, name.lastIndexOf('['))) && !/^C\(/.test(name)
      ? call(name)
      : {
          kind: 'refused',
          got: `${name}, a contrast other than of a level against the reference`,
          remedy: 'Fit the factor with Treatment coding, which is the default of C().',
        };
  }
  const variable = quoted(name);
  if (variable !== undefined) return { kind: 'number', variable };
  const transformed = transformOf(name.replace(/^(?:np|numpy)\./, ''));
  if (transformed) return transformed;
  return /\(/.test(name) ? call(name) : { kind: 'number', variable: name };
}

function rmsMeaning(name: string, formula: string): Meaning {
  if (/ \* |%ia%/.test(name)) return interaction(name);
  const terms = addedTerms(formula);
  if (!terms) {
    return /[*:]|%ia%/.test(formula)
      ? interaction(formula)
      : {
          kind: 'refused',
          got: `the formula ${formula}, which does more than add terms`,
          remedy: 'Fit it with terms that add up, and an intercept.',
        };
  }
  let base = name;
  while (base.endsWith("'")) base = base.slice(0, -1);
  const marks = name.slice(base.length);
  const [, factor, level] = /^([^=]+)=(.*)$/.exec(name) ?? [];
  const variable = factor ?? base;
  if (/\^\d$/.test(variable)) return power(name);
  const own = terms.filter((term) => term === variable || innerOf(term) === variable);
  if (own.length !== 1) {
    const everything = terms.length === 1 && terms[0] === '.';
    if (!everything || marks !== '') {
      return {
        kind: 'refused',
        got: `${name}, which the formula ${formula} ${own.length === 0 ? 'does not have' : 'has more than once'}`,
        remedy: 'Give the formula that was fitted: --formula "outcome ~ …".',
      };
    }
  }
  const entered = wholeCall(own[0] ?? variable);
  if (level !== undefined) {
    return !entered || ['factor', 'as.factor', 'catg'].includes(entered.name)
      ? { kind: 'level', variable, level }
      : call(own[0]);
  }
  if (!entered) return marks === '' ? { kind: 'number', variable } : call(name);
  if (entered.name === 'rcs') {
    const knots = knotsIn(entered.positional[1] ?? entered.named.get('parms') ?? '');
    return { kind: 'spline', variable, basis: marks.length, ...(knots && { knots }) };
  }
  if (entered.name === 'pol') return power(name);
  return transformOf(own[0]) ?? call(own[0]);
}

/** The variable inside a term of a formula: `rcs(age, 4)` is of age. */
function innerOf(term: string): string | undefined {
  return wholeCall(term)?.positional[0];
}

/** `c(30, 45, 55, 70)`; undefined for anything that is not numbers. */
function knotsIn(text: string): number[] | undefined {
  const knots = wholeCall(text);
  const numbers = knots?.name === 'c' ? knots.positional.map(Number) : [];
  return numbers.length >= 3 && numbers.every(Number.isFinite) ? numbers : undefined;
}

/** `log(x)` of a plain variable. */
function transformOf(name: string): Meaning | undefined {
  const transform = wholeCall(name);
  if (!transform || !Object.hasOwn(TRANSFORMS, transform.name)) return undefined;
  const [variable, ...more] = transform.positional;
  const isPlain = variable !== undefined && /^[\p{L}_.][\p{L}\p{N}_.$]*$/u.test(variable);
  if (!isPlain || more.length > 0 || transform.named.size > 0) return undefined;
  return { kind: 'number', variable, transform: TRANSFORMS[transform.name] };
}

/** `Q("Ki 67")` */
function quoted(name: string): string | undefined {
  return /^Q\((["'])(.*)\1\)$/.exec(name)?.[2];
}

function interaction(name: string): Meaning {
  return {
    kind: 'refused',
    got: `${name}, an interaction: its points depend on two values at once`,
    remedy: 'A nomogram needs terms that add up. Fit the model without it, or draw one nomogram for each level.',
  };
}

function power(name: string): Meaning {
  return {
    kind: 'refused',
    got: `${name}, a power of a variable`,
    remedy: 'Polynomials are not drawn. Use a restricted cubic spline (rcs) with its knots, or a straight line.',
  };
}

function call(name: string): Meaning {
  return {
    kind: 'refused',
    got: `${name}, whose values depend on numbers that are not printed`,
    remedy:
      'Numbers as they are, log, log2, log10, log1p and sqrt of them, factors with treatment contrasts, and rcs with its knots are drawn.',
  };
}
