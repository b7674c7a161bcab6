import { levelText, RESEARCH_USE } from '@radscore/statistics';
import { readCsvFile } from '../files/table-file.ts';
import type { Answer, RadscoreClient } from '../service/client.ts';
import { type ConnectionOptions, connect } from '../service/connection.ts';
import { CommandFailed, EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import { startProgress } from '../terminal/progress.ts';
import { alignColumns, jsonText, type Terminal } from '../terminal/terminal.ts';
import { CONFIDENCE_OF_OLD, describeAnswer, percent } from './model-report.ts';
import { isModelFolder, type OfflineAnswer, predictOffline } from './offline-prediction.ts';
import { predictionRows } from './prediction-table.ts';

export interface PredictOptions extends ConnectionOptions {
  readonly study?: string;
  readonly table?: string;
  /** A model of the service, or a folder that `radscore fit` wrote. */
  readonly model: { readonly name: string; readonly version?: number };
  /** Column of sites, for a folder. */
  readonly site?: string;
  readonly json?: boolean;
}

/** `radscore predict`: for a stored study, or for every row of a feature table. */
export async function predict(options: PredictOptions, terminal: Terminal): Promise<ExitCode> {
  const { study, table, model } = options;
  const folder = model.version === undefined ? model.name : `${model.name}@${model.version}`;
  if (table !== undefined && study === undefined && isModelFolder(folder)) {
    return predictWithFolder(folder, table, options, terminal);
  }
  if (study !== undefined && table === undefined) return predictStudy(connect(options), study, options, terminal);
  if (table !== undefined && study === undefined) return predictTable(connect(options), table, options, terminal);
  throw new UsageProblem('got neither or both of --study and --table; wanted one of them.');
}

async function predictStudy(
  client: RadscoreClient,
  studyId: string,
  { model, json }: PredictOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const answer = await client.predict(model.name, { studyId }, model.version);
  terminal.out(json ? jsonText(answer) : describeAnswer(answer));
  terminal.note(answer.notice);
  return 'abstained' in answer ? EXIT.notEnoughData : EXIT.ok;
}

async function predictTable(
  client: RadscoreClient,
  file: string,
  { model, json }: PredictOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const table = readCsvFile(file, 'a table of features');
  const version = await client.version(model.name, model.version ?? (await promotedVersion(client, model.name)));
  const rows = predictionRows(table, file, {
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
  terminal.out(json ? jsonText(answers.map(({ id, answer }) => ({ id, ...answer }))) : tabulate(answers));
  terminal.note(version.notice);
  return answers.some(({ answer }) => 'probability' in answer) ? EXIT.ok : EXIT.notEnoughData;
}

/** No service is asked. */
function predictWithFolder(folder: string, file: string, { site, json }: PredictOptions, terminal: Terminal): ExitCode {
  const answers = predictOffline(folder, file, site);
  terminal.out(json ? jsonText(answers.map(({ id, answer }) => ({ id, ...answer }))) : tabulate(answers));
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
  return answered.length > 0 || answers.length === 0 ? EXIT.ok : EXIT.notEnoughData;
}

async function promotedVersion(client: RadscoreClient, name: string): Promise<number> {
  const { promoted } = await client.versions(name);
  if (promoted !== null) return promoted;
  throw new CommandFailed(
    `got the model ${name}, which has no promoted version; wanted one. \`radscore models\` lists what there is.`,
    EXIT.refused,
  );
}

/** An answer of the service or of a model at hand, or why a row was not even asked about. */
type RowAnswer = Answer | OfflineAnswer;

function tabulate(answers: readonly { id: string; answer: RowAnswer }[]): string {
  const first = answers.find(({ answer }) => 'confidence' in answer)?.answer;
  const confidence = (first && 'confidence' in first ? first.confidence : undefined) ?? CONFIDENCE_OF_OLD;
  const rows = answers.map(({ id, answer }) =>
    'abstained' in answer
      ? [id, 'none', '', '', '', '', `${answer.abstained.code}: ${answer.abstained.message}`]
      : [
          id,
          percent(answer.probability),
          `${percent(answer.interval[0])} to ${percent(answer.interval[1])}`,
          answer.radScore.toFixed(3),
          answer.source,
          'class' in answer ? answer.class : '',
          answer.warnings.map(({ code }) => code).join(', '),
        ],
  );
  const header = ['id', 'probability', `${levelText(confidence)} CI`, 'Rad-score', 'by', 'class', 'warnings'];
  return `${alignColumns([header, ...rows])}\n`;
}
