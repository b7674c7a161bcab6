/** Sheets as Markdown and CSV. */
import { csvLine } from '@radscore/statistics/csv';
import type { Pointer } from '../artefacts/evidence.ts';
import type { Status } from '../artefacts/finding.ts';
import type { Sheet, SheetRow } from './fill-sheet.ts';

export const STATUS_WORDS: Readonly<Record<Status, string>> = {
  shown: 'shown',
  partly: 'shown in part',
  stated: 'stated by the author',
  gap: 'gap',
  'not applicable': 'not applicable',
};

/** `fit/report.json#/counts/test/n` */
export function placeOf({ file, path }: Pick<Pointer, 'file' | 'path'>): string {
  return path === '' ? file : `${file}#${path}`;
}

/** What a line still needs: "gap: …"; nothing if it is shown. */
export function openText({ status, gap }: SheetRow): string {
  return gap === undefined || status === 'not applicable' ? '' : `gap: ${gap}`;
}

/** The score of a sheet in a line; empty if the checklist has none. */
export function scoreText({ score }: Sheet): string {
  if (!score) return '';
  if (score.kind === 'points') {
    return `${score.points} points of ${score.least} to ${score.most} (${score.percent.toFixed(1)} %), from what is shown.`;
  }
  const same = score.percentByDefaults === score.percent;
  const other = same
    ? ''
    : ` With conditions that nothing answers set as its form sets them: ${score.percentByDefaults.toFixed(1)} %.`;
  return `${score.percent.toFixed(1)} %, ${score.category}: weights ${score.shownWeight} of ${score.applyingWeight}, from what is shown.${other}`;
}

export function countsText({ counts, rows }: Sheet): string {
  const parts = (Object.keys(STATUS_WORDS) as Status[])
    .filter((status) => counts[status] > 0)
    .map((status) => `${counts[status]} ${STATUS_WORDS[status]}`);
  return `${rows.length} items: ${parts.join(', ')}.`;
}

export function sheetMarkdown(sheet: Sheet, notice: string): string {
  const { name, source, doi, provenance, rows, conditions = [] } = sheet;
  const score = scoreText(sheet);
  const head = ['item', 'title', 'status', 'value', 'where', ...(hasPoints(rows) ? ['points'] : []), 'open'];
  const lines = rows.map((row) => [
    row.item,
    row.title,
    STATUS_WORDS[row.status],
    row.value,
    row.pointers.map((pointer) => `\`${placeOf(pointer)}\``).join(' '),
    ...(hasPoints(rows) ? [row.points ? `${row.points.got} of ${row.points.most}` : ''] : []),
    openText(row),
  ]);
  return [
    `# ${name}`,
    '',
    `*${notice}*`,
    '',
    `${source}. doi:${doi}. Titles of items are our own words; the publication has the definitions.`,
    '',
    provenance,
    '',
    countsText(sheet),
    ...(score === '' ? [] : ['', `Score: ${score}`]),
    ...conditions.map(
      ({ number, name: condition, answer, because }) =>
        `\n- Condition ${number} (${condition}): ${answer ?? 'gap, so that its items stay in the score'}. ${because}`,
    ),
    '',
    tableLine(head),
    tableLine(head.map(() => '---')),
    ...lines.map(tableLine),
    '',
  ].join('\n');
}

function hasPoints(rows: readonly SheetRow[]): boolean {
  return rows.some(({ points }) => points !== undefined);
}

function tableLine(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replace(/[\\|<]/g, '\\$&').replace(/\s+/g, ' ')).join(' | ')} |`;
}

export function sheetCsv({ checklist, rows }: Sheet): string {
  const header = [
    'checklist',
    'item',
    'section',
    'title',
    'status',
    'value',
    'pointers',
    'weight',
    'points',
    'most_points',
    'open',
  ];
  const lines = rows.map((row) => [
    checklist,
    row.item,
    row.section,
    row.title,
    row.status,
    row.value,
    row.pointers.map(placeOf).join(' '),
    row.weight ?? '',
    row.points?.got ?? '',
    row.points?.most ?? '',
    openText(row),
  ]);
  return [header, ...lines].map((line) => csvLine(line)).join('');
}
