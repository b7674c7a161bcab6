/** The terms of a nomogram from printed coefficients, with what the reader adds to them. */
import type { NomogramTerm } from '@radscore/statistics';
import { UsageProblem } from '../../terminal/failure.ts';
import { type Meaning, nameReader } from './name-terms.ts';
import type { Declarations, GivenLevel } from './nomogram-options.ts';
import { PrintRefused } from './print-refused.ts';
import { isIntercept, type PrintedCoefficient, type PrintedModel } from './printed-model.ts';

/** A term and which of the print's coefficients are its own, in the order of its design. */
export interface PrintedTerm {
  readonly term: NomogramTerm;
  readonly coefficients: readonly PrintedCoefficient[];
}

type Meant = { readonly coefficient: PrintedCoefficient; readonly meaning: Exclude<Meaning, { kind: 'refused' }> };

/**
 * Terms in the order in which their variables are printed first.
 *
 * @throws PrintRefused for everything that cannot be read without guessing, all of it in one message
 * @throws UsageProblem for a declaration that no term has a use for
 */
export function termsOfPrint(model: PrintedModel, declared: Declarations, file: string): PrintedTerm[] {
  const { meaningOf } = nameReader(model.naming, model.formula, declared);
  const meant = model.coefficients
    .filter(({ name }) => !isIntercept(name))
    .map((coefficient) => ({ coefficient, meaning: meaningOf(coefficient.name) }));
  const refused = meant.flatMap(({ meaning }) => (meaning.kind === 'refused' ? [meaning] : []));
  if (refused.length > 0) {
    throw new PrintRefused(
      file,
      [...new Set(refused.map(({ got }) => got))].join('; '),
      'terms that can be drawn',
      [...new Set(refused.map(({ remedy }) => remedy))].join(' '),
    );
  }
  const byVariable = new Map<string, Meant[]>();
  for (const one of meant as Meant[]) {
    byVariable.set(one.meaning.variable, [...(byVariable.get(one.meaning.variable) ?? []), one]);
  }
  requireUsed(declared, [...byVariable.keys()]);
  const lacking: { readonly got: string; readonly remedy: string }[] = [];
  const terms = [...byVariable].flatMap(([variable, own]): PrintedTerm[] => {
    const made = termOf(variable, own, declared);
    if ('term' in made) return [made];
    lacking.push(made);
    return [];
  });
  if (lacking.length > 0) {
    throw new PrintRefused(
      file,
      lacking.map(({ got }) => got).join('; '),
      'ranges, levels and knots, which a print does not have',
      `Add ${lacking.map(({ remedy }) => remedy).join(' ')}`,
    );
  }
  return terms;
}

type Lacking = { readonly got: string; readonly remedy: string };

function termOf(variable: string, own: readonly Meant[], declared: Declarations): PrintedTerm | Lacking {
  const kinds = new Set(own.map(({ meaning }) => meaning.kind));
  const coefficients = own.map(({ coefficient }) => coefficient);
  const first = own[0].meaning;
  if (kinds.size > 1 || (first.kind === 'number' && own.length > 1)) {
    return {
      got: `several kinds of terms of ${variable} (${coefficients.map(({ name }) => name).join(', ')})`,
      remedy: 'one term of each variable.',
    };
  }
  if (first.kind === 'level') return levelTerm(variable, own, declared.levels.get(variable));
  if (first.kind === 'spline') return splineTerm(variable, own, declared);
  const levels = declared.levels.get(variable);
  if (levels && first.transform === undefined) return codedTerm(variable, coefficients, levels);
  const range = declared.ranges.get(variable);
  if (!range) return { got: `no range of ${variable}`, remedy: `--range ${variable}=LOW..HIGH` };
  return {
    coefficients,
    term: {
      kind: 'continuous',
      name: variable,
      coefficient: coefficients[0].value,
      range,
      ...(first.transform !== undefined && { transform: first.transform }),
    },
  };
}

/** A number of few values, such as 0 and 1. */
function codedTerm(
  name: string,
  coefficients: readonly PrintedCoefficient[],
  levels: readonly GivenLevel[],
): PrintedTerm | Lacking {
  const values = levels.map(({ value }) => Number(value));
  if (!values.every(Number.isFinite)) {
    return {
      got: `${name}, which was printed as a number, with the levels ${levels.map(({ value }) => value).join(', ')}`,
      remedy: `--levels ${name}=0=WORD,1=WORD with its numbers, or --range ${name}=LOW..HIGH`,
    };
  }
  const sorted = [...values].sort((a, b) => a - b);
  const words = levels.flatMap(({ value, label }) => (label === undefined ? [] : [[String(Number(value)), label]]));
  return {
    coefficients,
    term: {
      kind: 'continuous',
      name,
      coefficient: coefficients[0].value,
      range: [sorted[0], sorted[sorted.length - 1]],
      values: sorted,
      ...(words.length > 0 && { words: Object.fromEntries(words) }),
    },
  };
}

function levelTerm(
  name: string,
  own: readonly Meant[],
  given: readonly GivenLevel[] | undefined,
): PrintedTerm | Lacking {
  const printed = own.map(({ meaning }) => (meaning.kind === 'level' ? meaning.level : ''));
  const reference = own[0].meaning.kind === 'level' ? own[0].meaning.reference : undefined;
  const levels =
    given ?? (reference === undefined ? undefined : [reference, ...printed].map((value): GivenLevel => ({ value })));
  if (!levels) {
    return {
      got: `no reference of the factor ${name} with the levels ${printed.join(', ')}`,
      remedy: `--levels ${name}=REFERENCE,${printed.join(',')}`,
    };
  }
  const others = levels.slice(1).map(({ value }) => value);
  const isSame = others.length === printed.length && others.every((value) => printed.includes(value));
  if (!isSame || (reference !== undefined && levels[0].value !== reference)) {
    return {
      got: `the levels ${levels.map(({ value }) => value).join(', ')} of ${name}, and coefficients of ${printed.join(', ')}${reference === undefined ? '' : ` against ${reference}`}`,
      remedy: `--levels ${name}=${reference ?? 'REFERENCE'},${printed.join(',')}`,
    };
  }
  const coefficients = others.map((value) => own[printed.indexOf(value)].coefficient);
  return {
    coefficients,
    term: {
      kind: levels.length === 2 ? 'binary' : 'categorical',
      name,
      levels,
      coefficients: coefficients.map(({ value }) => value),
    },
  };
}

function splineTerm(name: string, own: readonly Meant[], declared: Declarations): PrintedTerm | Lacking {
  const sorted = own.toSorted((a, b) => basisOf(a) - basisOf(b));
  const coefficients = sorted.map(({ coefficient }) => coefficient);
  const inFormula = own[0].meaning.kind === 'spline' ? own[0].meaning.knots : undefined;
  const given = declared.knots.get(name);
  const knots = inFormula ?? given;
  const range = declared.ranges.get(name);
  if (inFormula && given && inFormula.join() !== given.join()) {
    return {
      got: `knots of ${name} at ${given.join(', ')}, and ${inFormula.join(', ')} in the formula`,
      remedy: 'one of them.',
    };
  }
  if (sorted.some((one, k) => basisOf(one) !== k)) {
    return { got: `a spline of ${name} of which coefficients are missing`, remedy: 'all of them.' };
  }
  if (!knots || knots.length !== coefficients.length + 1) {
    const got = knots
      ? `${knots.length} knots of ${name} for ${coefficients.length} coefficients`
      : `no knots of ${name}`;
    return {
      got,
      remedy: `--knots ${name}=${Array.from({ length: coefficients.length + 1 }, (_, k) => `K${k + 1}`).join(',')} (in R: specs(f))`,
    };
  }
  if (!range) return { got: `no range of ${name}`, remedy: `--range ${name}=LOW..HIGH` };
  return {
    coefficients,
    term: { kind: 'spline', name, knots, range, coefficients: coefficients.map(({ value }) => value) },
  };
}

function basisOf({ meaning }: Meant): number {
  return meaning.kind === 'spline' ? meaning.basis : 0;
}

/** @throws UsageProblem for a declaration of a variable that the print does not have */
function requireUsed({ ranges, levels, knots }: Declarations, variables: readonly string[]): void {
  for (const [option, names] of [
    ['range', ranges],
    ['levels', levels],
    ['knots', knots],
  ] as const) {
    const unknown = [...names.keys()].find((name) => !variables.includes(name));
    if (unknown === undefined) continue;
    throw new UsageProblem(
      `got --${option} ${unknown}, which is no variable of the print; it has ${variables.join(', ')}.`,
    );
  }
}
