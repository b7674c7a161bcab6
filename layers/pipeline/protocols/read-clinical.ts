/** Reads clinical values by what a protocol declares of them. */
import type { Issue } from '../contracts/issues.ts';
import type { Clinical } from '../contracts/manifest.ts';
import type { Reason } from '../contracts/workflow.ts';
import { type ClinicalVariable, valuesShown } from './clinical-variable.ts';
import { CLINICAL_VOCABULARY } from './clinical-vocabulary.ts';
import { nearestName, plainName } from './nearest-name.ts';
import type { Protocol } from './protocol.ts';

/** Values as the protocol writes them, what does not fit, and what is taken but should be checked. */
export interface ReadClinical {
  readonly clinical: Clinical;
  /** By place, `clinical.ki67`; no message repeats a value, which may be a patient's name in the wrong field. */
  readonly issues: readonly Issue[];
  /** `clinical-unusual` */
  readonly notes: readonly Reason[];
}

/** The most issues that are listed. */
const MOST_ISSUES = 64;

type Declaring = Pick<Protocol, 'id' | 'clinical'>;

/**
 * Clinical values by the declarations of a protocol: numbers within their range, levels by value or by word in whatever
 * case, as the protocol writes them. A variable that the protocol does not declare is an issue, with the name that was
 * probably meant.
 */
export function readClinical(protocol: Declaring, given: Readonly<Record<string, unknown>>): ReadClinical {
  const clinical: Clinical = {};
  const issues: Issue[] = [];
  const notes: Reason[] = [];
  for (const [name, value] of Object.entries(given)) {
    const variable = protocol.clinical.find((one) => one.name === name);
    if (!variable) {
      // Each costs a comparison with every name: a body of millions of keys is not compared to its end.
      if (issues.length < MOST_ISSUES) issues.push({ path: 'clinical', message: undeclared(name, protocol) });
      continue;
    }
    const read = readValue(variable, value);
    if (read === undefined) {
      issues.push({ path: `clinical.${name}`, message: `wanted ${wantedOf(variable)}` });
      continue;
    }
    clinical[name] = read;
    const note = unusual(variable, read);
    if (note) notes.push(note);
  }
  return { clinical, issues, notes };
}

/** Variables without which the protocol refuses a manifest, and that it lacks. */
export function refusedWithout({ clinical }: Declaring, given: Clinical): readonly string[] {
  return clinical
    .filter(({ name, missing }) => missing === 'refuse' && given[name] === undefined)
    .map(({ name }) => name);
}

/** Variables whose absence keeps a study out of cohorts. */
export function missingFromCohort({ clinical }: Declaring, given: Clinical): readonly string[] {
  return clinical
    .filter(
      ({ name, role, missing }) =>
        role === 'used' && (missing === 'complete-case' || missing === 'refuse') && given[name] === undefined,
    )
    .map(({ name }) => name);
}

/** A value as the protocol writes it; `undefined` if it is none of the variable. */
export function readValue(variable: ClinicalVariable, value: unknown): number | string | undefined {
  if (variable.kind === 'continuous') {
    const [least, most] = variable.range;
    return typeof value === 'number' && value >= least && value <= most ? value : undefined;
  }
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const plain = plainName(String(value));
  return variable.levels.find((level) =>
    [level, variable.words[level] ?? level, ...(variable.alsoLevels?.[level] ?? [])].some(
      (word) => plainName(word) === plain,
    ),
  );
}

/** Values at hand with their levels as the protocol writes them; what is none of them, or not declared, stays as it is. */
export function withLevelsRead({ clinical }: Declaring, given: Clinical): Clinical {
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const variable = clinical.find((one) => one.name === name);
      return [name, variable && variable.kind !== 'continuous' ? (readValue(variable, value) ?? value) : value];
    }),
  );
}

/** What a value of a variable must be, in words. */
export function wantedOf(variable: ClinicalVariable): string {
  return variable.kind === 'continuous'
    ? `a number from ${variable.range[0]} to ${variable.range[1]}, in ${variable.unit}`
    : `one of ${variable.levels.map((level) => (variable.words[level] === level ? level : `${level} (${variable.words[level]})`)).join(', ')}`;
}

/** The variable that a heading of a table means, by its name, label or another spelling. */
export function variableOfHeading({ clinical }: Declaring, heading: string): ClinicalVariable | undefined {
  const plain = plainName(heading);
  const isMeant = (variable: ClinicalVariable, words: readonly string[]) =>
    words.some(
      (word) =>
        plainName(word) === plain || [unitsOf(variable)].flat().some((unit) => plainName(`${word} ${unit}`) === plain),
    );
  return (
    clinical.find(({ name }) => name === heading) ??
    clinical.find((variable) => isMeant(variable, [variable.name, variable.label, ...(variable.also ?? [])]))
  );
}

function unitsOf(variable: ClinicalVariable): string[] {
  return variable.kind === 'continuous'
    ? [variable.unit, ...(variable.symbol === undefined ? [] : [variable.symbol])]
    : [];
}

/** A key that is near a known name is said; any other may be a patient's name, and is not. */
function undeclared(name: string, { id, clinical }: Declaring): string {
  const declares = clinical.map((variable) => variable.name);
  const known = `(it declares ${declares.join(', ') || 'none'})`;
  if (Object.hasOwn(CLINICAL_VOCABULARY, name)) return `${name}, which ${id} does not declare ${known}`;
  const near =
    clinical.find((variable) =>
      [variable.label, ...(variable.also ?? [])].some((word) => plainName(word) === plainName(name)),
    )?.name ?? nearestName(name, declares);
  if (near !== undefined) return `a variable that ${id} does not declare: did you mean ${near}?`;
  return `a variable that ${id} does not declare ${known}`;
}

function unusual(variable: ClinicalVariable, value: number | string): Reason | undefined {
  if (variable.kind !== 'continuous' || variable.usual === undefined || typeof value !== 'number') return undefined;
  const [least, most] = variable.usual;
  if (value >= least && value <= most) return undefined;
  const message = `got ${variable.name} outside ${least} to ${most} ${variable.unit}, which is rare; wanted ${valuesShown(variable)}. It counts. Check the value and its unit.`;
  return { code: 'clinical-unusual', message };
}
