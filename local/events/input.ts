/** What a target of a rule receives: the event, a part of it, a constant, or a transformed text. */
import type { BusEvent } from '../contracts.ts';

/** What a rule's target gets instead of the whole event; at most one of the three. */
export interface InputSettings {
  readonly Input?: string;
  readonly InputPath?: string;
  readonly InputTransformer?: {
    readonly InputPathsMap?: Readonly<Record<string, string>>;
    readonly InputTemplate: string;
  };
}

/** An input transformation that the local cloud does not honour. */
export class InputSettingsRefused extends Error {
  override readonly name = 'InputSettingsRefused';
}

/** Compiles what a target gets of an event. Throws `InputSettingsRefused`. */
export function compileInput(settings: InputSettings, ruleArn: string): (event: BusEvent) => unknown {
  const { Input, InputPath, InputTransformer } = settings;
  if (Input !== undefined) {
    const constant: unknown = JSON.parse(Input);
    return () => constant;
  }
  if (InputPath !== undefined) return compilePath(InputPath);
  if (InputTransformer === undefined) return (event) => event;

  const paths = Object.entries(InputTransformer.InputPathsMap ?? {}).map(
    ([name, path]) => [name, compilePath(path)] as const,
  );
  const reserved: readonly (readonly [string, (event: BusEvent) => unknown])[] = [
    ['aws.events.event', (event) => event],
    ['aws.events.event.json', (event) => event],
    ['aws.events.event.ingestion-time', (event) => event.time],
    ['aws.events.rule-arn', () => ruleArn],
  ];
  const values = new Map([...paths, ...reserved]);
  const pieces = placeholders(InputTransformer.InputTemplate);
  for (const { name } of pieces) {
    if (!values.has(name)) throw new InputSettingsRefused(`InputTemplate: <${name}> is not in InputPathsMap`);
  }
  const { InputTemplate } = InputTransformer;
  return (event) => {
    let text = '';
    let end = 0;
    for (const { name, at, quoted } of pieces) {
      const value = values.get(name)?.(event);
      text += InputTemplate.slice(end, at) + (quoted ? inString(value) : JSON.stringify(value ?? ''));
      end = at + name.length + 2;
    }
    return JSON.parse(text + InputTemplate.slice(end));
  };
}

/** `$`, `$.detail.object.key`, `$.resources[0]`: the paths that rules use; wildcards and filters are refused. */
function compilePath(path: string): (event: BusEvent) => unknown {
  if (!/^\$(\.[\w-]+|\[\d+\])*$/.test(path)) {
    throw new InputSettingsRefused(`the JSON path ${path} is not honoured; plain fields and indices are`);
  }
  const steps = path.match(/[\w-]+/g) ?? [];
  return (event) =>
    steps.reduce<unknown>((value, step) => (value as Record<string, unknown> | null | undefined)?.[step], event);
}

/** Where `<name>` stands in a template, and whether inside a JSON string. */
function placeholders(template: string): { name: string; at: number; quoted: boolean }[] {
  return [...template.matchAll(/<([\w.-]+)>/g)].map((match) => ({
    name: match[1],
    at: match.index,
    quoted: (template.slice(0, match.index).match(/(?<!\\)"/g)?.length ?? 0) % 2 === 1,
  }));
}

function inString(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value ?? '');
  return JSON.stringify(text).slice(1, -1);
}
