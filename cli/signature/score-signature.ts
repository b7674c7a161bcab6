/** `radscore signature score`: the published score of typed values, of the rows of a table, or of images. */
import { requireStated, type SignatureScore, scoreSignature } from '@radscore/pipeline/signatures';
import { RESEARCH_USE } from '@radscore/statistics/wording';
import { openTable, sayFormat, type TableOptions } from '../files/table-file.ts';
import { percent } from '../service/model-report.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import { alignColumns, jsonText, type Terminal } from '../terminal/terminal.ts';
import { readSignatureFile, type SignatureOnDisk } from './signature-file.ts';
import {
  filesByImage,
  measuredFeatures,
  rowsOfTable,
  typedClinical,
  typedFeatures,
  type ValuesOfRow,
} from './signature-values.ts';

export interface ScoreOptions extends TableOptions {
  readonly value?: readonly string[];
  readonly clinical?: readonly string[];
  readonly table?: string;
  readonly image?: readonly string[];
  readonly mask?: readonly string[];
  readonly label?: number;
  readonly assume?: readonly string[];
  readonly radScoreOnly?: boolean;
  readonly json?: boolean;
}

interface Scored {
  readonly id: string;
  readonly answer: SignatureScore | { readonly refused: { readonly code: 'invalid-value'; readonly message: string } };
}

/** Scores and prints. @throws SignatureRefused, SignatureOpen, InputRefused, InvalidValue, UsageProblem */
export async function scoreBySignature(file: string, options: ScoreOptions, terminal: Terminal): Promise<ExitCode> {
  const read = readSignatureFile(file, options.assume);
  const part = options.radScoreOnly ? 'rad-score' : 'all';
  requireStated(read.signature, read.open, part);
  const rows = await valuesOf(read, options, terminal);
  const scored = rows.map((row): Scored => {
    try {
      return { id: row.id, answer: scoreSignature(read, row, part) };
    } catch (error) {
      // One row of a table ends no other; values that were typed are refused as they are.
      if (options.table === undefined || !(error instanceof Error) || error.name !== 'InvalidValue') throw error;
      return { id: row.id, answer: { refused: { code: 'invalid-value', message: error.message } } };
    }
  });
  const { name, coefficients, source } = read.signature;
  if (options.json) {
    const signature = { name, sha256: read.sha256, doi: source.doi, coefficients, imported: true };
    terminal.out(jsonText(scored.map(({ id, answer }) => ({ id, signature, ...answer, notice: RESEARCH_USE }))));
  } else print(read, scored, terminal);
  return scored.some(({ answer }) => !('refused' in answer)) ? EXIT.ok : EXIT.notEnoughData;
}

async function valuesOf(read: SignatureOnDisk, options: ScoreOptions, terminal: Terminal): Promise<ValuesOfRow[]> {
  const { signature } = read;
  const { value = [], image = [], mask = [], table } = options;
  const clinical = typedClinical(signature, options.clinical ?? []);
  if (table !== undefined) {
    if (value.length + image.length + mask.length > 0) {
      throw new UsageProblem('got --table with --value, --image or --mask; wanted a table or one patient.');
    }
    const opened = await openTable(table, 'a table of features', options);
    sayFormat(opened, terminal);
    return rowsOfTable(signature, opened, clinical);
  }
  if (value.length + image.length + mask.length === 0) {
    throw new UsageProblem('got no values; wanted --value NAME=NUMBER, --table FILE, or --image and --mask.');
  }
  const [images, masks] = [filesByImage(signature, 'image', image), filesByImage(signature, 'mask', mask)];
  const { features, warnings } = await measuredFeatures(read, images, masks, options.label);
  for (const warning of warnings) terminal.note(`warning: ${warning}`);
  return [{ id: '1', features: { ...features, ...typedFeatures(signature, value) }, clinical }];
}

function print({ signature }: SignatureOnDisk, scored: readonly Scored[], terminal: Terminal): void {
  const header = ['id', 'Rad-score', 'probability', 'class', 'by', 'remarks'];
  const rows = scored.map(({ id, answer }) => {
    if ('refused' in answer) return [id, '', '', '', 'none', answer.refused.message];
    const { radScore, probability, source, warnings } = answer;
    const own = warnings.filter(({ code }) => code !== 'made-up' && code !== 'assumed');
    return [
      id,
      String(radScore),
      probability === null ? '' : percent(probability),
      answer.class ?? '',
      source,
      own.map(({ code, of }) => `${code}${of === '' ? '' : ` (${of})`}`).join(', '),
    ];
  });
  terminal.out(`${alignColumns([header, ...rows])}\n`);
  const first = scored.flatMap(({ answer }) => ('refused' in answer ? [] : [answer]))[0];
  const { cutoff } = (first?.byNomogram ?? first?.byRadScore) || {};
  if (cutoff) terminal.note(`Positive: ${cutoff.scale} ${cutoff.positive} ${cutoff.value}.`);
  const { event, definition } = signature.outcome ?? {};
  if (first && first.probability !== null) {
    terminal.note(
      `Probabilities are those of ${event ?? 'an event that the file does not name'}${definition ? ` (${definition})` : ''}.`,
    );
  }
  if (first && first.probability === null) terminal.note('The score is no log odds: it gives no probability.');
  for (const { path, value } of signature.assumed)
    terminal.note(`assumed: ${path} = ${value}; the publication does not state it.`);
  if (signature.coefficients === 'made up') terminal.note('The coefficients are made up: an example, of no study.');
  terminal.note(RESEARCH_USE);
}
