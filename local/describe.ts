/** The generated parts of `docs/local-cloud.md`: each table comes from the code that decides what is served. */
import { OPERATIONS as TABLE_OPERATIONS } from './dynamodb/engine.ts';
import { PATTERN_OPERATORS } from './events/pattern.ts';
import { faultRows, settingRows } from './faults/describe.ts';
import { CONDITION_KEYS, OPERATORS } from './iam/policy.ts';
import { ROUTES } from './s3/operations.ts';
import { OPERATIONS as EXECUTION_OPERATIONS } from './states/api.ts';
import { FIELDS, INTEGRATIONS } from './states/load.ts';
import { honouredTable, markdownTable, neutralTable } from './template/describe.ts';

/** Name of a section of the page → its text. */
export const SECTIONS: Readonly<Record<string, () => string>> = {
  's3-routes': () => {
    const rows = Object.entries(ROUTES).flatMap(([resource, routes]) =>
      routes.map(({ method, subresource, name, action }) => [
        `\`${method} ${PATHS[resource]}${subresource === '' ? '' : `?${subresource}`}\``,
        name,
        action === undefined ? '`s3:DeleteObject` for each object' : `\`${action}\``,
      ]),
    );
    return markdownTable(['request', 'operation', 'IAM action'], rows);
  },
  'dynamodb-operations': () => `${codes([...TABLE_OPERATIONS])}\n`,
  'states-operations': () => `${codes(Object.keys(EXECUTION_OPERATIONS))}\n`,
  'state-types': () =>
    markdownTable(
      ['type of state', 'fields'],
      Object.entries(FIELDS).map(([type, fields]) => [type, codes(fields)]),
    ),
  integrations: () =>
    markdownTable(
      ['`Resource`', '`Arguments`'],
      Object.entries(INTEGRATIONS).map(([name, fields]) => [`\`arn:aws:states:::${name}\``, codes(fields)]),
    ),
  'policy-conditions': () =>
    `Operators: ${codes(Object.keys(OPERATORS))}. Condition keys: ${codes([...CONDITION_KEYS])}.\n`,
  'pattern-operators': () => `${codes([...PATTERN_OPERATORS])}\n`,
  'fault-rules': () => markdownTable(['`fault`', 'members', 'what happens'], faultRows()),
  'fault-settings': () => markdownTable(['setting', 'what it does'], settingRows()),
  'resources-honoured': honouredTable,
  'resources-neutral': neutralTable,
};

const PATHS: Readonly<Record<string, string>> = { service: '/', bucket: '/{bucket}', object: '/{bucket}/{key}' };

/** The page with every section between `<!-- begin NAME -->` and `<!-- end NAME -->` written again. */
export function withSections(page: string): string {
  let written = page;
  for (const [name, section] of Object.entries(SECTIONS)) {
    const [begin, end] = [`<!-- begin ${name} -->\n`, `<!-- end ${name} -->`];
    const [from, to] = [written.indexOf(begin), written.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`got a page without ${begin.trim()} … ${end}; wanted both`);
    written = `${written.slice(0, from + begin.length)}\n${section()}\n${written.slice(to)}`;
  }
  return written;
}

function codes(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
