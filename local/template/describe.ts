import { RESOURCES } from './resources.ts';
import type { Parts } from './support.ts';

/** The table of what the local cloud honours, as Markdown for the documentation. */
export function describe(): string {
  const rows = Object.entries(RESOURCES).flatMap(([type, treatment]) =>
    typeof treatment.reason === 'string'
      ? [[type, '*', `neutral: ${treatment.reason}`]]
      : rowsOf(treatment as Parts).map(([path, words]) => [type, path, words]),
  );
  return [
    '| resource | property | treatment |',
    '| --- | --- | --- |',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
    '',
  ].join('\n');
}

function rowsOf(parts: Parts, place = ''): [string, string][] {
  return Object.entries(parts).flatMap(([name, treatment]): [string, string][] => {
    const path = place === '' ? name : `${place}.${name}`;
    if (treatment.kind === 'parts') return rowsOf(treatment.parts, path);
    if (treatment.kind === 'neutral') return [[path, `neutral: ${treatment.reason}`]];
    return [[path, treatment.kind === 'only' ? `honoured: ${treatment.wanted}` : 'honoured']];
  });
}
