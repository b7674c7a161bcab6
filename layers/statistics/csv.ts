import { InvalidTable } from './errors.ts';

/** A table of text: a header and rows of the same length. */
export interface TextTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Comma-separated values as RFC 4180 has them: quoted fields may hold commas, line breaks and doubled quotes; lines
 * end in LF or CRLF; a byte order mark and blank lines are skipped.
 *
 * @throws InvalidTable naming the line of a row with another number of fields, or of a quote that never closes
 */
export function parseCsv(text: string): TextTable {
  const rows: string[][] = [];
  const lines: number[] = [];
  let row: string[] = [];
  let line = 1;
  let started = 1;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const endRow = () => {
    if (row.length > 1 || row[0] !== '') {
      rows.push(row);
      lines.push(started);
    }
    row = [];
    started = line;
  };
  while (at < text.length) {
    if (text[at] === '"') {
      let field = '';
      for (at++; ; at++) {
        const close = text.indexOf('"', at);
        if (close < 0) throw new InvalidTable(`a quote opened in line ${line} that never closes`, 'a closing quote');
        field += text.slice(at, close);
        at = close + 1;
        if (text[at] !== '"') break;
        field += '"';
      }
      line += field.split('\n').length - 1;
      row.push(field);
    } else {
      let end = at;
      while (end < text.length && text[end] !== ',' && text[end] !== '\n') end++;
      const field = text.slice(at, end);
      row.push(text[end] !== ',' && field.endsWith('\r') ? field.slice(0, -1) : field);
      at = end;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    if (at >= text.length) break;
    if (text[at] === ',') {
      at++;
      if (at === text.length || text[at] === '\n' || text[at] === '\r') row.push('');
      if (text[at] === '\r') at++;
    }
    if (text[at] === '\n') {
      at++;
      line++;
      endRow();
    }
  }
  if (row.length > 0) endRow();
  const [header = [], ...body] = rows;
  body.forEach((fields, i) => {
    if (fields.length !== header.length) {
      throw new InvalidTable(`${fields.length} fields in line ${lines[i + 1]}`, `${header.length}, as in the header`);
    }
  });
  return { header: header.map((name) => name.trim()), rows: body };
}
