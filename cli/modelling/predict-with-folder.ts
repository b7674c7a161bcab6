/** Predictions by the folder of a fit, for each row of a table; no service is asked. */
import { RESEARCH_USE } from '@radscore/statistics/wording';
import { openTable, sayFormat, type TableOptions } from '../files/table-file.ts';
import { percent } from '../service/model-report.ts';
import { EXIT, type ExitCode } from '../terminal/failure.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { tabulateAnswers } from './answer-table.ts';
import { predictOffline } from './offline-prediction.ts';

export interface PredictWithFolderOptions extends TableOptions {
  /** Column of sites, for a model that harmonises them. */
  readonly site?: string;
  /** No answer rather than one whose interval holds the threshold. */
  readonly certain?: boolean;
  readonly json?: boolean;
  /** `ki67=60`: of every row, in place of a column. */
  readonly clinical?: readonly string[];
}

/** An answer, or the reason for having none, for each row. @throws InputRefused */
export async function predictWithFolder(
  folder: string,
  file: string,
  options: PredictWithFolderOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { site, certain, json, clinical } = options;
  const table = await openTable(file, 'a table of features', options);
  sayFormat(table, terminal);
  const answers = predictOffline(folder, table, { site, certain, clinical });
  terminal.out(json ? jsonText(answers.map(({ id, answer }) => ({ id, ...answer }))) : tabulateAnswers(answers));
  const answered = answers.flatMap(({ answer }) => ('probability' in answer ? [answer] : []));
  if (answered.length > 0 && !json) terminal.note(`Probabilities are those of ${answered[0].outcome}.`);
  for (const source of ['nomogram', 'rad-score']) {
    const one = answered.find((answer) => answer.source === source);
    if (one && !json) {
      terminal.note(
        `Threshold of the ${source}, frozen in training: ${percent(one.threshold)}. "near" means that the interval holds it.`,
      );
    }
  }
  const known = answered.filter(({ inTraining }) => inTraining).length;
  if (known > 0) terminal.note(`${known} of ${answers.length} rows were fitted on: no validation of the model.`);
  terminal.note(RESEARCH_USE);
  return answered.length > 0 ? EXIT.ok : EXIT.notEnoughData;
}
