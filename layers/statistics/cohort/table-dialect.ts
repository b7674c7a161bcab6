/** How a table of text was saved: what a user may say of it, and what was found. */

/** What a user may say; whatever is not said is found. */
export interface TableFormat {
  /** A label of the Encoding Standard. */
  readonly encoding?: string;
  /** One character. */
  readonly separator?: string;
  readonly decimal?: DecimalMark;
}

export type DecimalMark = '.' | ',';

/** How a table of text was read. Plain JSON. */
export interface TableDialect {
  readonly encoding: string;
  readonly byteOrderMark: boolean;
  readonly separator: string;
  /** Null if no number has a fraction. */
  readonly decimal: DecimalMark | null;
  readonly lineEnds: 'LF' | 'CRLF' | 'CR' | 'mixed';
  /** Excel's first line, which names the separator. */
  readonly separatorLine: boolean;
  /** What is no row or column of the table. */
  readonly leftOut: {
    readonly comments: number;
    readonly emptyRows: number;
    readonly emptyColumns: number;
    readonly repeatedHeaders: number;
    /** Rows with empty fields beyond the last column. */
    readonly trailingSeparators: number;
  };
}

const NAMES: Readonly<Record<string, string>> = {
  ',': 'commas',
  ';': 'semicolons',
  '\t': 'tabs',
  '|': 'vertical bars',
};

/** A separator in words. */
export function separatorName(separator: string): string {
  return NAMES[separator] ?? `"${separator}"`;
}

/** What is unusual in a dialect, in words for one line; empty for commas, points and UTF-8 with rows alone. */
export function dialectWords(dialect: TableDialect): string[] {
  const { encoding, separator, decimal, lineEnds, separatorLine, leftOut } = dialect;
  const { comments, emptyRows, emptyColumns, repeatedHeaders, trailingSeparators } = leftOut;
  return [
    ...(separator === ',' ? [] : [`${separatorName(separator)} between fields`]),
    ...(decimal === ',' ? ['decimal commas'] : []),
    ...(encoding === 'UTF-8' ? [] : [encoding]),
    ...(lineEnds === 'CR' || lineEnds === 'mixed' ? [`${lineEnds} line ends`] : []),
    ...(separatorLine ? ['a line sep='] : []),
    ...counted(comments, 'comment line'),
    ...counted(emptyRows, 'empty row'),
    ...counted(emptyColumns, 'empty column'),
    ...counted(repeatedHeaders, 'repeated header'),
    ...(trailingSeparators === 0 ? [] : ['separators at the ends of lines']),
  ];
}

function counted(count: number, what: string): string[] {
  return count === 0 ? [] : [`${count} ${what}${count === 1 ? '' : 's'} left out`];
}
