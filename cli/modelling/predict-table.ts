/** Predictions by a model of the service for each row of a table. */
import { readTableFile } from '../files/table-file.ts';
import type { RadscoreClient } from '../service/client.ts';
import { connect } from '../service/connection.ts';
import { CommandFailed, EXIT, type ExitCode } from '../terminal/failure.ts';
import { startProgress } from '../terminal/progress.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';
import { type RowAnswer, tabulateAnswers } from './answer-table.ts';
import type { PredictByServiceOptions } from './predict-study.ts';
import { predictionRows } from './prediction-table.ts';

/** An answer, or the reason for having none, for each row. @throws InputRefused, ApiProblem, ApiUnreachable */
export async function predictTable(
  file: string,
  options: PredictByServiceOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { model, json } = options;
  const client = connect(options);
  const table = readTableFile(file, 'a table of features');
  const version = await client.version(model.name, model.version ?? (await promotedVersion(client, model.name)));
  const rows = predictionRows(table, {
    model: `${version.name}@${version.version}`,
    features: version.selected.map((name) => ({ name })),
    clinical: (await client.protocol(version.protocol)).clinical,
  });
  const progress = startProgress(terminal, 'Predicting', rows.length);
  const answers: { id: string; answer: RowAnswer }[] = [];
  try {
    for (const row of rows) {
      const { id } = row;
      // Always the same version, even if another is promoted meanwhile.
      const answer =
        'abstained' in row
          ? { abstained: row.abstained, notice: version.notice }
          : await client.predict(model.name, row.input, version.version);
      answers.push({ id, answer });
      progress.show(answers.length, `${answers.length} of ${rows.length} rows`);
    }
  } finally {
    progress.end();
  }
  terminal.out(json ? jsonText(answers.map(({ id, answer }) => ({ id, ...answer }))) : tabulateAnswers(answers));
  terminal.note(version.notice);
  return answers.some(({ answer }) => 'probability' in answer) ? EXIT.ok : EXIT.notEnoughData;
}

async function promotedVersion(client: RadscoreClient, name: string): Promise<number> {
  const { promoted } = await client.versions(name);
  if (promoted !== null) return promoted;
  throw new CommandFailed(
    `got the model ${name}, which has no promoted version; wanted one. \`radscore models\` lists what there is.`,
    EXIT.refused,
  );
}
