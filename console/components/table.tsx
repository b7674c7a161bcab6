/** The table: caption, scoped headers, sorting, rows by keyboard, thousands of rows; rows become cards on a phone. */
import { Component, type ComponentChildren, type JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { language } from '../texts/texts.ts';
import { nextSort, type Sort, type SortValue, sortedRows } from './rows/row-order.ts';
import { useColumnWidths } from './rows/use-column-widths.ts';
import { useRowWindow } from './rows/use-row-window.ts';

export interface Column<Row> {
  /** Stable name: of the sort in the query. */
  readonly key: string;
  readonly header: string;
  /** The header is for screen readers only: a column of buttons. */
  readonly isHeaderHidden?: boolean;
  readonly cell: (row: Row) => ComponentChildren;
  /** What it sorts by; a column without it cannot be sorted. */
  readonly value?: (row: Row) => SortValue;
  /** The direction of the first click. */
  readonly first?: Sort['direction'];
  /** Right-aligned, figures of one width. */
  readonly isNumber?: boolean;
  /** Width in px. A table of more than 100 rows needs it of all columns but one: its columns keep their places while it scrolls. */
  readonly width?: number;
  /** Classes of its cells; in a card `first` is in the first line, `wide` has a line of its own, `hide` is left out. */
  readonly class?: string;
}

export interface TableProps<Row> {
  /** What the table holds: read by screen readers, and shown if `isCaptionShown`. */
  readonly caption: string;
  readonly isCaptionShown?: boolean;
  /** The first column is the header of its row. Keep the array as long as nothing in it changes. */
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Where the row leads: its header becomes the link. */
  readonly href?: (row: Row) => string;
  /** The sort, if the caller keeps it (in the query); else the table does. */
  readonly sort?: Sort;
  readonly onSort?: (sort: Sort) => void;
  /** `cards` by default: rows become cards on a phone. A wide table of numbers scrolls sideways instead. */
  readonly layout?: 'cards' | 'scroll';
  readonly class?: string;
  /** A name under which the heights of rows are remembered, for views that are left and come back to. */
  readonly memory?: string;
}

/** Said outright: a row that is laid out as a card is a row for screen readers only by its role. */
const ROLE = {
  table: { role: 'table' },
  rowgroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnheader: { role: 'columnheader' },
  rowheader: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const;
/** Gaps hold no rows: `aria-rowindex` says which ones are left out. */
const UNREAD = { 'aria-hidden': true } as const;

/** A table. Rows are drawn again only if they, or the columns, are other objects. */
export function Table<Row>(props: TableProps<Row>): JSX.Element {
  const { caption, columns, rowKey, href, layout = 'cards' } = props;
  const [own, setOwn] = useState<Sort>();
  const sort = props.sort ?? own;
  const rows = useMemo(() => inOrder(props.rows, columns, sort), [props.rows, columns, sort?.column, sort?.direction]);
  const keys = useMemo(() => rows.map(rowKey), [rows]);
  const body = useRef<HTMLTableSectionElement>(null);
  const [focused, setFocused] = useState<string>();
  const focusedRow = focused === undefined ? -1 : keys.indexOf(focused);
  const { isVirtual, parts, reveal } = useRowWindow(keys, body, focusedRow, props.memory);
  const widths = useColumnWidths(
    columns.map(({ width }) => width),
    isVirtual,
  );
  const classes = [layout === 'cards' && 'cards', isVirtual && `even-columns ${widths}`, props.class];
  const choose = (column: Column<Row>): void => {
    const next = nextSort(sort, column.key, column.first);
    if (props.onSort) props.onSort(next);
    else setOwn(next);
  };
  const focusRow = (index: number): void =>
    reveal(index, () => body.current?.querySelector<HTMLElement>(`[data-row="${index}"] :is(a, button)`)?.focus());
  const onKeyDown = (event: JSX.TargetedKeyboardEvent<HTMLElement>): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = rowOf(event.target);
    if (step === undefined || row === undefined || isField(event.target) || hasModifier(event)) return;
    if (row + step < 0 || row + step >= rows.length) return;
    event.preventDefault();
    focusRow(row + step);
  };
  return (
    <section
      class={`scroll${isVirtual ? ' far' : ''}`}
      aria-label={layout === 'scroll' ? caption : undefined}
      tabIndex={layout === 'scroll' ? 0 : undefined}
    >
      <table
        class={classes.filter(Boolean).join(' ')}
        {...ROLE.table}
        aria-rowcount={isVirtual ? rows.length + 1 : undefined}
        onKeyDown={onKeyDown}
        onFocusIn={({ target }) => setFocused(keys[rowOf(target) ?? -1])}
        onFocusOut={() => setFocused(undefined)}
      >
        <caption class={props.isCaptionShown ? undefined : 'sr'}>{caption}</caption>
        {columns.some(({ width }) => width !== undefined) && (
          <colgroup>
            {columns.map(({ key, width }) => (
              <col key={key} width={width} />
            ))}
          </colgroup>
        )}
        <thead {...ROLE.rowgroup}>
          <tr {...ROLE.row} aria-rowindex={isVirtual ? 1 : undefined}>
            {columns.map((column) => (
              <Header key={column.key} column={column} sort={sort} onSort={() => choose(column)} />
            ))}
          </tr>
        </thead>
        <tbody {...ROLE.rowgroup} ref={body}>
          {parts.map((part) =>
            'gap' in part ? (
              <tr class="gap" key={`gap ${part.before === rows.length ? 'end' : keys[part.before]}`} {...UNREAD}>
                <td colSpan={columns.length} height={Math.round(part.gap)} />
              </tr>
            ) : (
              <BodyRow
                key={keys[part.index]}
                row={rows[part.index]}
                columns={columns}
                index={part.index}
                isVirtual={isVirtual}
                href={href?.(rows[part.index])}
              />
            ),
          )}
        </tbody>
      </table>
    </section>
  );
}

function inOrder<Row>(rows: readonly Row[], columns: readonly Column<Row>[], sort: Sort | undefined): readonly Row[] {
  const value = sort && columns.find(({ key }) => key === sort.column)?.value;
  return sort && value ? sortedRows(rows, value, sort.direction, language.value) : rows;
}

function Header<Row>({
  column: { header, isHeaderHidden, value, isNumber, key },
  sort,
  onSort,
}: {
  readonly column: Column<Row>;
  readonly sort: Sort | undefined;
  readonly onSort: () => void;
}): JSX.Element {
  const isSorted = sort?.column === key;
  return (
    <th
      scope="col"
      {...ROLE.columnheader}
      class={isNumber ? 'r' : undefined}
      aria-sort={isSorted ? sort.direction : undefined}
    >
      {value ? (
        <button type="button" onClick={onSort}>
          {header}
          <span aria-hidden="true">{isSorted ? (sort.direction === 'ascending' ? ' ↑' : ' ↓') : ''}</span>
        </button>
      ) : isHeaderHidden ? (
        <span class="sr">{header}</span>
      ) : (
        header
      )}
    </th>
  );
}

interface BodyRowProps<Row> {
  readonly row: Row;
  readonly columns: readonly Column<Row>[];
  readonly index: number;
  readonly isVirtual: boolean;
  readonly href: string | undefined;
}

/** One row. While the table scrolls, rows that stay are not drawn again. */
class BodyRow<Row> extends Component<BodyRowProps<Row>> {
  override shouldComponentUpdate(next: BodyRowProps<Row>): boolean {
    const { row, columns, index, isVirtual, href } = this.props;
    return (
      next.row !== row ||
      next.columns !== columns ||
      next.index !== index ||
      next.isVirtual !== isVirtual ||
      next.href !== href
    );
  }

  override render({ row, columns, index, isVirtual, href }: BodyRowProps<Row>): JSX.Element {
    return (
      <tr {...ROLE.row} data-row={index} aria-rowindex={isVirtual ? index + 2 : undefined}>
        {columns.map(({ key, cell, isNumber, class: classes = '' }, k) => {
          const name = `${classes}${isNumber ? ' r' : ''}`.trim() || undefined;
          if (k > 0) {
            return (
              <td key={key} {...ROLE.cell} class={name}>
                {cell(row)}
              </td>
            );
          }
          return (
            <th key={key} scope="row" {...ROLE.rowheader} class={name}>
              {href === undefined ? cell(row) : <a href={href}>{cell(row)}</a>}
            </th>
          );
        })}
      </tr>
    );
  }
}

function rowOf(target: EventTarget | null): number | undefined {
  const row = target instanceof Element ? target.closest<HTMLElement>('[data-row]')?.dataset.row : undefined;
  return row === undefined ? undefined : Number(row);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches('input, select, textarea, [role=menuitem]');
}

function hasModifier(event: KeyboardEvent): boolean {
  return event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
}
