/** A plot as every view shows it: a title that asks, a description that carries its numbers, and the same as a table. */
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { t } from '../texts/texts.ts';
import type { Size } from './plot/frame.tsx';
import { type Key, Legend } from './plot/marks.tsx';
import { ScrollBox } from './scroll-box.tsx';

/** The numbers of a plot. The first column names the row. */
export interface PlotTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface FigureProps {
  readonly title: string;
  readonly level?: 2 | 3;
  /** One sentence below the title. */
  readonly lead?: string;
  /** For a screen reader: its numbers. */
  readonly description: string;
  /** Of this plot alone; a legend that several plots share is drawn above them by `Legend`. */
  readonly keys?: readonly Key[];
  readonly table?: PlotTable;
  readonly size: Size;
  /** Size on a phone, if scaling the wide drawing would make its letters too small. */
  readonly narrow?: Size;
  readonly draw: (size: Size) => ComponentChildren;
}

/** A plot. What is drawn is SVG; nothing of it is said by colour alone. */
export function Figure({
  title,
  level = 3,
  lead,
  description,
  keys,
  table,
  size,
  narrow,
  draw,
}: FigureProps): JSX.Element {
  const Heading = `h${level}` as const;
  return (
    <figure>
      <Heading>{title}</Heading>
      {lead && <p class="lead">{lead}</p>}
      {keys && <Legend keys={keys} />}
      <Drawing title={title} description={description} size={size} class={narrow && 'wide-only'} draw={draw} />
      {narrow && <Drawing title={title} description={description} size={narrow} class="narrow" draw={draw} />}
      {table && <SameAsTable {...table} />}
    </figure>
  );
}

/** The drawing alone: its title and description carry its numbers. */
export function Drawing({
  title,
  description,
  size,
  draw,
  class: name = '',
}: Pick<FigureProps, 'title' | 'description' | 'size' | 'draw'> & { readonly class?: string }): JSX.Element {
  const id = useId();
  return (
    <svg
      class={`plot ${name}`}
      viewBox={`0 0 ${size.width} ${size.height}`}
      role="img"
      aria-labelledby={`${id}t ${id}d`}
    >
      <title id={`${id}t`}>{title}</title>
      <desc id={`${id}d`}>{description}</desc>
      {draw(size)}
    </svg>
  );
}

/** The numbers of a plot as a table, one step away. */
export function SameAsTable({ caption, columns, rows }: PlotTable): JSX.Element {
  return (
    <details class="same">
      <summary>{t().table.sameAsTable}</summary>
      <ScrollBox label={caption}>
        <NumbersTable caption={caption} columns={columns} rows={rows} />
      </ScrollBox>
    </details>
  );
}

/** Numbers with the name of each row in front. */
export function NumbersTable({ caption, columns, rows }: PlotTable): JSX.Element {
  return (
    <table class="plain">
      <caption class="sr">{caption}</caption>
      <thead>
        <tr>
          {columns.map((column, k) => (
            <th key={column} scope="col" class={k > 0 ? 'r' : undefined}>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.join('|')}>
            {row.map((cell, k) =>
              k === 0 ? (
                <th key={columns[k]} scope="row">
                  {cell}
                </th>
              ) : (
                <td key={columns[k]} class="r">
                  {cell}
                </td>
              ),
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
