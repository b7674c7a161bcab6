/** Answers for the rows of a table, as a person reads them. */
import { levelText } from '@radscore/statistics/wording';
import { CONFIDENCE_OF_OLD, percent } from '../service/model-report.ts';
import { alignColumns } from '../terminal/terminal.ts';
import type { OfflineAnswer } from './offline-prediction.ts';

/** One line for each row. */
export function tabulateAnswers(answers: readonly { id: string; answer: OfflineAnswer }[]): string {
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
