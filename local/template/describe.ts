/** What becomes of the resources of a template, as rows for the documentation. */
import { RESOURCES } from './resources.ts';
import type { Parts } from './support.ts';

export interface ResourceRow {
  readonly type: string;
  /** `*` for a resource that runs nothing, whatever its properties are. */
  readonly property: string;
  readonly treatment: 'honoured' | 'only' | 'neutral';
  /** Which values pass, or why nobody misses the effect; empty if the property has its whole effect. */
  readonly words: string;
}

/** A row for every property that the local cloud takes; any other is refused by name. */
export function resourceRows(): ResourceRow[] {
  return Object.entries(RESOURCES).flatMap(([type, treatment]): ResourceRow[] =>
    typeof treatment.reason === 'string'
      ? [{ type, property: '*', treatment: 'neutral', words: treatment.reason }]
      : rowsOf(type, treatment as Parts),
  );
}

function rowsOf(type: string, parts: Parts, place = ''): ResourceRow[] {
  return Object.entries(parts).flatMap(([name, treatment]): ResourceRow[] => {
    const property = place === '' ? name : `${place}.${name}`;
    if (treatment.kind === 'parts') return rowsOf(type, treatment.parts, property);
    if (treatment.kind === 'neutral') return [{ type, property, treatment: 'neutral', words: treatment.reason }];
    const words = treatment.kind === 'only' ? treatment.wanted : '';
    return [{ type, property, treatment: treatment.kind, words }];
  });
}

/** Every property with an effect, a line per type; conditions on values in brackets. */
export function honouredTable(): string {
  const rows = resourceRows().filter(({ treatment }) => treatment !== 'neutral');
  const cells = [...Map.groupBy(rows, ({ type }) => type)].map(([type, properties]) => [
    `\`${type}\``,
    properties.map(({ property, words }) => `\`${property}\`${words === '' ? '' : ` (${words})`}`).join(', '),
  ]);
  return markdownTable(['resource', 'properties'], cells);
}

/** Every property without one, by the reason why nobody misses it. */
export function neutralTable(): string {
  const rows = resourceRows().filter(({ treatment }) => treatment === 'neutral');
  const cells = [...Map.groupBy(rows, ({ words }) => words)].map(([reason, properties]) => [
    reason,
    [...Map.groupBy(properties, ({ type }) => type)]
      .map(([type, ones]) => {
        const names = ones.map(({ property }) => property);
        return names[0] === '*' ? `\`${type}\`` : `\`${type}\`: ${names.map((name) => `\`${name}\``).join(', ')}`;
      })
      .join(' · '),
  ]);
  return markdownTable(['why', 'resources and properties'], cells);
}

export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}
