/** The nomogram of whatever a reader has: each kind of source with how it is recognised and read. */
import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { InputRefused } from '@radscore/imaging';
import { type DrawableNomogram, type FittedModel, nomogramOfModel, requireDrawable } from '@radscore/statistics';
import { readText } from '../files/text-file.ts';
import { UsageProblem } from '../terminal/failure.ts';
import { declarationsOf, type NomogramOptions } from './printed/nomogram-options.ts';
import { titleOf } from './title-of.ts';

/** A kind of file: whether a text is of it, and its nomogram. The first kind that says yes reads it. */
interface FileKind {
  readonly isOf: (text: string, file: string) => boolean;
  readonly read: (text: string, file: string, options: NomogramOptions) => DrawableNomogram | Promise<DrawableNomogram>;
}

const FILE_KINDS: readonly FileKind[] = [
  {
    isOf: (text, file) => /\.ya?ml$/i.test(file) || /^signature *:|"signature" *:/m.test(text.slice(0, 4_000)),
    read: async (_, file, options) => {
      refuseDeclarations(options, file);
      const [{ readSignatureFile }, { nomogramOfSignature }] = await Promise.all([
        import('../signature/signature-file.ts'),
        import('@radscore/pipeline/signatures'),
      ]);
      return nomogramOfSignature(readSignatureFile(file));
    },
  },
  {
    isOf: (text) => /^\s*\{/.test(text),
    read: (text, file, options) => nomogramOfJson(text, file, options),
  },
  {
    // Everything else is text that a program printed, or no model at all: its reader says which.
    isOf: () => true,
    read: async (text, file, options) => {
      const { nomogramOfPrint } = await import('./printed/nomogram-of-print.ts');
      return nomogramOfPrint(text, file, options);
    },
  },
];

/**
 * The nomogram of a folder, a file, or a version of the service.
 *
 * @throws InputRefused, InvalidNomogram, PrintRefused; UsageProblem for options that the source has no use for
 */
export async function readNomogramOf(model: string, options: NomogramOptions): Promise<DrawableNomogram> {
  // What is given in a wrong form is said before anything is read.
  declarationsOf(options);
  return requireDrawable(worded(await nomogramOf(model, options), options));
}

async function nomogramOf(model: string, options: NomogramOptions): Promise<DrawableNomogram> {
  if (!/[\\/]/.test(model) && !existsSync(model)) {
    const { nomogramOfVersion } = await import('./nomogram-of-version.ts');
    refuseDeclarations(options, `the version ${model}`);
    return nomogramOfVersion(model, options);
  }
  const isFolder = statSync(model, { throwIfNoEntry: false })?.isDirectory() ?? false;
  const file = isFolder ? join(model, 'model.json') : model;
  const text = readText(file, 'the folder of a fit, a model.json, a signature file, or what R or statsmodels printed');
  const kind = FILE_KINDS.find(({ isOf }) => isOf(text, file)) as FileKind;
  return kind.read(text, isFolder ? model : file, options);
}

/** A model.json of a fit, the API's answer that holds one, or a nomogram that was written before. */
function nomogramOfJson(text: string, file: string, options: NomogramOptions): DrawableNomogram {
  refuseDeclarations(options, file);
  let read: {
    readonly format?: string;
    readonly model?: { readonly format?: string };
    readonly name?: string;
    readonly version?: number;
  };
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw refused(file, 'text that begins like JSON and is none', cause);
  }
  if (read.format === 'radscore-nomogram/1') return wholeNomogram(read as DrawableNomogram, file);
  const isAnswer = read.model?.format === 'radscore-model/1';
  if (!isAnswer && read.format !== 'radscore-model/1') {
    throw refused(file, `JSON of the format ${JSON.stringify(read.format ?? null)}`);
  }
  const fitted = (isAnswer ? read.model : read) as FittedModel;
  const name = basename(resolve(file));
  const source = isAnswer ? `${read.name} version ${read.version}, from ${name}` : `the fit ${name}`;
  return nomogramOfModel(fitted, { title: titleOf(fitted), source });
}

/** A file may lack anything. @throws InputRefused, InvalidNomogram */
function wholeNomogram(nomogram: DrawableNomogram, file: string): DrawableNomogram {
  try {
    const { title, outcome, source, notes } = nomogram;
    const texts = [title, outcome.event, outcome.noEvent, source, ...notes, ...nomogram.terms.map(({ name }) => name)];
    if (texts.some((text) => typeof text !== 'string')) throw new TypeError('a text is missing');
    return requireDrawable(nomogram);
  } catch (cause) {
    if (cause instanceof TypeError) throw refused(file, 'a nomogram of which parts are missing', cause);
    throw cause;
  }
}

/** The reader's own words and cut-off in place of those of the source. */
function worded(nomogram: DrawableNomogram, options: NomogramOptions): DrawableNomogram {
  const { title, event, cutOff, cohort, source, synthetic } = options;
  const { labels, units } = declarationsOf(options);
  const known = nomogram.terms.map(({ name }) => name);
  for (const [option, names] of [
    ['label', labels],
    ['unit', units],
  ] as const) {
    const unknown = [...names.keys()].find((name) => !known.includes(name));
    if (unknown !== undefined) {
      throw new UsageProblem(`got --${option} ${unknown}; wanted one of ${known.join(', ')}.`);
    }
  }
  if (cutOff === 0 || cutOff === 1) {
    throw new UsageProblem(`got --cut-off ${cutOff}; wanted a probability above 0 and below 1.`);
  }
  return {
    ...nomogram,
    ...(title !== undefined && { title }),
    ...(event !== undefined && { outcome: { event, noEvent: `no ${event}` } }),
    ...(cutOff !== undefined && { cutOff: { score: Math.log(cutOff / (1 - cutOff)), probability: cutOff } }),
    ...(cohort !== undefined && { cohort }),
    ...(source !== undefined && { source }),
    isSynthetic: nomogram.isSynthetic || synthetic === true,
    terms: nomogram.terms.map((term) => ({
      ...term,
      ...(labels.has(term.name) && { label: labels.get(term.name) }),
      ...(units.has(term.name) && { unit: units.get(term.name) }),
    })),
  };
}

/** A model that says everything itself has no use for what is meant for printed coefficients. @throws UsageProblem */
export function refuseDeclarations(options: NomogramOptions, what: string): void {
  for (const name of ['range', 'levels', 'knots', 'formula', 'covariance', 'link'] as const) {
    if (options[name] === undefined) continue;
    throw new UsageProblem(`got --${name} with ${what}, which says that itself; wanted it with printed coefficients.`);
  }
}

function refused(file: string, got: string, cause?: unknown): InputRefused {
  const wanted = 'a model.json of radscore fit or of the API, or a nomogram that radscore wrote';
  return new InputRefused({ code: 'unreadable', file, got, wanted, remedy: 'Give the folder of the fit.' }, { cause });
}
