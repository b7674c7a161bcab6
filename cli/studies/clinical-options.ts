/** Clinical values of the command line: `--ki67`, `--morphology` and `--clinical NAME=VALUE`. */
import { type Clinical, type Protocol, protocolById, readClinical, variableOfHeading } from '@radscore/pipeline';
import { UsageProblem } from '../terminal/failure.ts';

export interface ClinicalOptions {
  readonly ki67?: number;
  readonly morphology?: string;
  /** `hormoneReceptor=positive`, one for each variable. */
  readonly clinical?: readonly string[];
}

/** Values as the protocol writes them, and what is to be checked in them. */
export interface GivenClinical {
  readonly clinical: Clinical;
  readonly notes: readonly string[];
}

/**
 * The clinical values of some options, by what a protocol declares; names and levels also by their words.
 *
 * @throws UsageProblem for a variable that the protocol does not declare, or a value that it does not take
 */
export function clinicalFrom(protocolId: string, { ki67, morphology, clinical = [] }: ClinicalOptions): GivenClinical {
  const protocol = protocolById(protocolId);
  const given = new Map<string, number | string>();
  const put = (name: string, value: number | string, option: string): void => {
    if (given.has(name))
      throw new UsageProblem(`got ${name} twice; wanted one value of it. Leave one out (${option}).`);
    given.set(name, value);
  };
  if (ki67 !== undefined) put('ki67', ki67, '--ki67');
  if (morphology !== undefined) put('morphology', morphology, '--morphology');
  for (const text of clinical) {
    const at = text.indexOf('=');
    const [word, value] = [text.slice(0, at).trim(), text.slice(at + 1).trim()];
    if (at < 1 || value === '') throw new UsageProblem(`got --clinical ${text}; wanted NAME=VALUE.`);
    const variable = variableOfHeading(protocol, word);
    put(variable?.name ?? word, variable?.kind === 'continuous' ? numberFrom(value) : value, '--clinical');
  }
  const read = readClinical(protocol, Object.fromEntries(given));
  const [issue] = read.issues;
  if (issue) throw new UsageProblem(`got ${placed(issue, protocol)}.`);
  return { clinical: read.clinical, notes: read.notes.map(({ code, message }) => `${code}: ${message}`) };
}

function placed({ path, message }: { readonly path: string; readonly message: string }, { id }: Protocol): string {
  if (path === 'clinical') return message;
  return `a value of ${path.replace(/^clinical\./, '')} that ${id} does not take: ${message}`;
}

/** A number as it is typed; the text itself, which no variable of numbers takes, if it is none. */
function numberFrom(text: string): number | string {
  const value = Number(text);
  return text !== '' && Number.isFinite(value) ? value : text;
}

/** One value in words: `Ki-67 35 %`, `Hormone receptor positive`. */
export function clinicalLines(protocolId: string, clinical: Clinical): string[] {
  const { clinical: declared } = protocolById(protocolId);
  return Object.entries(clinical).map(([name, value]) => {
    const variable = declared.find((one) => one.name === name);
    if (!variable) return `${name} ${value}`;
    if (variable.kind === 'continuous') return `${variable.label} ${value} ${variable.symbol ?? variable.unit}`;
    return `${variable.label}: ${variable.words[value] ?? value}`;
  });
}
