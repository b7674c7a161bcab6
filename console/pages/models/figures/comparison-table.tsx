/** The table of numbers of two versions: difference, interval, and words that say no more than it allows. */
import type { JSX } from 'preact';
import { ScrollBox } from '../../../components/scroll-box.tsx';
import { difference, estimate } from '../../../texts/intervals.ts';
import { decimal, percent, signed } from '../../../texts/numbers.ts';
import { t } from '../../../texts/texts.ts';
import type { Comparison } from '../line/line-types.ts';
import { type ComparedRow, comparedRows } from './compared.ts';
import type { Curves } from './overlays.ts';

export interface ComparisonTableProps {
  readonly curves: readonly [Curves, Curves];
  /** On the same rows; undefined for guests, and for training rows. */
  readonly comparison?: Comparison;
  readonly threshold?: number;
}

export function ComparisonTable({ curves, comparison, threshold }: ComparisonTableProps): JSX.Element {
  const texts = t().models.figures.numbers;
  const isSame = comparison !== undefined && curves[0].rows === 'test';
  const rows = comparedRows(curves, comparison, threshold);
  const n = isSame ? decimal(comparison.rows, 0) : rowsOf(curves);
  const context = { n, versions: curves.map(({ version }) => version) };
  return (
    <>
      <ScrollBox label={texts.caption} class="gap-l">
        <table class="plain">
          <caption class="sr">{texts.caption}</caption>
          <thead>
            <tr>
              <th scope="col">{isSame ? texts.on(n) : texts.onOwn}</th>
              {curves.map(({ version }) => (
                <th key={version} scope="col" class="r">
                  {t().models.version(version)}
                </th>
              ))}
              <th scope="col" class="r">
                {texts.difference}
              </th>
              <th scope="col">{texts.words}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => {
              const { name, values, change, words } = cellsOf(row, context);
              return (
                <tr key={row.what}>
                  <th scope="row">{name}</th>
                  {values.map((value, k) => (
                    <td key={context.versions[k]} class="r nowrap">
                      {value}
                    </td>
                  ))}
                  <td class="r nowrap">{change}</td>
                  <td>{words}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollBox>
      {isSame && (
        <p class="small dim gap">
          {texts.looks(comparison.testLooks)}{' '}
          {comparison.versions
            .filter(({ unanswered }) => unanswered > 0)
            .map(({ version, unanswered }) => texts.unanswered(version, unanswered))
            .join(' ')}
        </p>
      )}
    </>
  );
}

interface Cells {
  readonly name: string;
  readonly values: readonly string[];
  readonly change: string;
  readonly words: string;
}

function cellsOf(
  row: ComparedRow,
  { n, versions }: { readonly n: string; readonly versions: readonly number[] },
): Cells {
  const texts = t().models.figures.numbers;
  switch (row.what) {
    case 'auc': {
      const words = {
        better: texts.better,
        worse: texts.worse,
        'better-unproven': texts.betterUnproven(n),
        'worse-unproven': texts.worseUnproven(n),
        same: texts.same,
        unknown: texts.unknown,
      }[row.verdict];
      return {
        name: texts.auc,
        values: row.values.map(([value, interval]) => estimate(value, interval)),
        change: row.difference ? difference(row.difference.value, row.difference.interval) : '–',
        words,
      };
    }
    case 'slope': {
      const nearer = row.areApart ? texts.nearer : texts.nearerUnproven;
      const words = {
        'first-nearer': nearer(versions[0]),
        'second-nearer': nearer(versions[1]),
        alike: texts.alike,
        unknown: texts.unknown,
      }[row.verdict];
      const values = row.values.map(([value, interval]) => estimate(value, interval));
      return { name: texts.slope, values, change: texts.ideal, words };
    }
    case 'brier':
      return {
        name: texts.brier,
        values: row.values.map((value) => (value === null ? '–' : decimal(value, 3))),
        change: row.difference === null ? '–' : signed(row.difference, 3),
        words: texts.smaller,
      };
    case 'benefit':
      return {
        name: texts.benefit(percent(row.threshold)),
        values: row.values.map((value) => (value ? estimate(value.model, value.interval) : '–')),
        change: row.difference === null ? '–' : signed(row.difference),
        words: row.treatAll === null ? texts.unknown : texts.treatAll(decimal(row.treatAll)),
      };
  }
}

function rowsOf([first, second]: readonly [Curves, Curves]): string {
  const [one, other] = [first.n, second.n].map((n) => (n === undefined ? '–' : decimal(n, 0)));
  return one === other ? one : t().models.figures.numbers.ownRows(one, other);
}
