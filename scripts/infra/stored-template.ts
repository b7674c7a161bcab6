/** The template that is stored beside the tests: without hashes of code, so that it changes only with the infrastructure. */

/** As much of a CloudFormation template as is stored. */
export interface StoredTemplate {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly [attribute: string]: unknown }>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

/** Where it is kept, from the root of the repository. */
export const STORED_TEMPLATE = 'test/infra/template.json';

/** The command that stores it again. */
export const UPDATE = 'node scripts/infra/template-diff.ts --update';

/** A template in its stored form: hashes of assets left out, resources in the order of their ids. */
export function storedForm(template: object): StoredTemplate {
  const { Resources = {}, Outputs = {} } = JSON.parse(
    JSON.stringify(template).replace(/[0-9a-f]{64}/g, '{hash}'),
  ) as Partial<StoredTemplate>;
  const withoutMetadata = Object.entries(Resources).map(
    ([id, { Metadata: _, ...resource }]) => [id, resource] as const,
  );
  return { Resources: Object.fromEntries(withoutMetadata.sort(byId)), Outputs: sorted(Outputs) };
}

const byId = ([one]: readonly [string, unknown], [other]: readonly [string, unknown]) => (one < other ? -1 : 1);

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(byId));
}

/**
 * What has changed, a line for each place: `+` and `-` for a resource or an output, and `~ AWS::Lambda::Function Id:
 * Properties.MemorySize: 1024 → 2048` for a value.
 */
export function differences(stored: StoredTemplate, current: StoredTemplate): string[] {
  return [
    ...changes(stored.Resources, current.Resources, (id, { Type }) => `${Type} ${id}`),
    ...changes(stored.Outputs, current.Outputs, (id) => `output ${id}`),
  ];
}

function changes<Value>(
  stored: Readonly<Record<string, Value>>,
  current: Readonly<Record<string, Value>>,
  nameOf: (id: string, value: Value) => string,
): string[] {
  const ids = [...new Set([...Object.keys(stored), ...Object.keys(current)])].sort();
  return ids.flatMap((id) => {
    if (!Object.hasOwn(current, id)) return [`- ${nameOf(id, stored[id])}`];
    if (!Object.hasOwn(stored, id)) return [`+ ${nameOf(id, current[id])}`];
    return placesOf(stored[id], current[id]).map((place) => `~ ${nameOf(id, current[id])}: ${place}`);
  });
}

/** The deepest places at which two values differ. */
function placesOf(stored: unknown, current: unknown, place = ''): string[] {
  if (JSON.stringify(stored) === JSON.stringify(current)) return [];
  const isDeep = (value: unknown) => typeof value === 'object' && value !== null;
  const areLists = Array.isArray(stored) && Array.isArray(current);
  if (areLists && [...stored, ...current].every((one) => typeof one === 'string')) {
    const gone = stored.filter((one) => !current.includes(one)).map((one) => `- ${shown(one)}`);
    const added = current.filter((one) => !stored.includes(one)).map((one) => `+ ${shown(one)}`);
    return [...gone, ...added].map((one) => `${place}: ${one}`);
  }
  // Text in pieces, like the body of a dashboard: where it differs is not what changed.
  if (place.endsWith('Fn::Join')) return [`${place}: another text`];
  if (!isDeep(stored) || !isDeep(current) || Array.isArray(stored) !== Array.isArray(current)) {
    return [`${place}: ${shown(stored)} → ${shown(current)}`];
  }
  const [before, now] = [stored, current] as [Record<string, unknown>, Record<string, unknown>];
  const members = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return members.flatMap((member) =>
    placesOf(before[member], now[member], areLists ? `${place}[${member}]` : [place, member].filter(Boolean).join('.')),
  );
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
