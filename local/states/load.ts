/** From Amazon States Language to a machine that runs; everything that is not honoured is refused by name. */
import type { Catcher, ChoiceRule, DistributedMap, Machine, Retrier, Scope, State } from './definition.ts';
import { StateMachineRefused } from './errors.ts';
import { compileTemplate, type Template } from './expressions.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The optimized integrations that run here, with the arguments they honour. */
export const INTEGRATIONS: Readonly<Record<string, readonly string[]>> = {
  'lambda:invoke': ['FunctionName', 'Payload'],
  'events:putEvents': ['Entries'],
  'states:startExecution.sync:2': ['StateMachineArn', 'Input', 'Name'],
};

const ANYWHERE = ['Type', 'Comment', 'QueryLanguage'];
const ON_THE_WAY = ['Assign', 'Output', 'Next', 'End'];
const ON_FAILURE = ['Retry', 'Catch'];

/** Every field that is honoured, per type of state; any other is refused by name. */
export const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [...ON_THE_WAY, ...ON_FAILURE, 'Resource', 'Arguments', 'TimeoutSeconds'],
  Map: [
    ...ON_THE_WAY,
    ...ON_FAILURE,
    'Items',
    'ItemSelector',
    'MaxConcurrency',
    'ItemProcessor',
    'ItemReader',
    'ResultWriter',
    'ToleratedFailurePercentage',
  ],
  Parallel: [...ON_THE_WAY, ...ON_FAILURE, 'Arguments', 'Branches'],
  Choice: ['Choices', 'Default', 'Assign', 'Output'],
  Wait: [...ON_THE_WAY, 'Seconds', 'Timestamp'],
  Pass: ON_THE_WAY,
  Succeed: ['Output'],
  Fail: ['Error', 'Cause'],
};

/**
 * Compiles an Amazon States Language definition (QueryLanguage JSONata). Throws `StateMachineRefused` that names the
 * state and the field of whatever the interpreter would not honour, so that nothing is ignored when it runs.
 */
export function loadMachine(name: string, definition: unknown): Machine {
  return new Loader(name).machine(definition);
}

class Loader {
  readonly #machine: string;
  readonly #seen = new Set<string>();

  constructor(machine: string) {
    this.#machine = machine;
  }

  machine(definition: unknown): Machine {
    const fields = this.#object(definition, 'the definition');
    if (fields.QueryLanguage !== 'JSONata') {
      this.#refuse('QueryLanguage', `is ${JSON.stringify(fields.QueryLanguage ?? 'JSONPath')}; only "JSONata" runs`);
    }
    this.#only(
      fields,
      ['Comment', 'QueryLanguage', 'Version', 'StartAt', 'States', 'TimeoutSeconds'],
      'the definition:',
    );
    if (fields.Version !== undefined && fields.Version !== '1.0') this.#refuse('Version', 'is not "1.0"');
    const timeoutSeconds = fields.TimeoutSeconds;
    if (timeoutSeconds !== undefined && !(typeof timeoutSeconds === 'number' && timeoutSeconds > 0)) {
      this.#refuse('TimeoutSeconds', `is ${JSON.stringify(timeoutSeconds)}; a number above 0 is wanted`);
    }
    return { ...this.#scope(fields, 'the machine', new Set()), timeoutSeconds };
  }

  /** `taken` are the variables that outer scopes assign: as on AWS an inner scope reads them and cannot assign them. */
  #scope(fields: Fields, place: string, taken: ReadonlySet<string>): Scope {
    const raw = Object.entries(this.#object(fields.States, `${place}: States`));
    for (const [name] of raw) {
      if (this.#seen.has(name)) this.#refuse(`state ${name}`, 'appears twice; names are unique in a machine');
      this.#seen.add(name);
    }
    const startAt = this.#text(fields.StartAt, `${place}: StartAt`);
    const assigned = new Set(taken);
    for (const [name, state] of raw) this.#collectAssigned(name, state, taken, assigned);
    const states = new Map(raw.map(([name, state]) => [name, this.#state(name, state, assigned)]));
    const targets = [startAt, ...[...states.values()].flatMap(targetsOf)];
    for (const target of targets) {
      if (!states.has(target)) this.#refuse(`the target ${target}`, `is no state of ${place}`);
    }
    return { startAt, states };
  }

  #collectAssigned(name: string, raw: unknown, taken: ReadonlySet<string>, assigned: Set<string>): void {
    const fields = this.#object(raw, `state ${name}`);
    const assigns = [fields, ...this.#list(fields.Choices), ...this.#list(fields.Catch)].map((place) => place.Assign);
    for (const variable of assigns.flatMap((assign) => Object.keys(assign ?? {}))) {
      if (taken.has(variable)) this.#refuse(`state ${name}: variable ${variable}`, 'belongs to an outer scope');
      if (variable === 'states') this.#refuse(`state ${name}: variable states`, 'is reserved');
      assigned.add(variable);
    }
  }

  #state(name: string, raw: unknown, outer: ReadonlySet<string>): State {
    const fields = this.#object(raw, `state ${name}`);
    const place = `state ${name}:`;
    const type = String(fields.Type);
    if (!FIELDS[type]) this.#refuse(`${place} Type`, `is ${type}, which does not exist`);
    this.#only(fields, [...ANYWHERE, ...FIELDS[type]], place);
    if (fields.QueryLanguage !== undefined && fields.QueryLanguage !== 'JSONata') {
      this.#refuse(`${place} QueryLanguage`, `is ${JSON.stringify(fields.QueryLanguage)}; only "JSONata" runs`);
    }
    const template = (field: string) => this.#template(fields, field, place);
    if (type === 'Fail') {
      const error = template('Error') ?? this.#refuse(`${place} Error`, 'is missing');
      return { type, name, error, causeText: template('Cause') };
    }

    const leaving = {
      name,
      assign: template('Assign'),
      output: template('Output'),
      next: this.#next(type, fields, place),
    };
    if (type === 'Pass' || type === 'Succeed') return { type, ...leaving };
    if (type === 'Wait') {
      const [seconds, timestamp] = [template('Seconds'), template('Timestamp')];
      if (seconds && !timestamp) return { type, ...leaving, seconds };
      if (timestamp && !seconds) return { type, ...leaving, timestamp };
      return this.#refuse(`${place} Wait`, 'wants Seconds or Timestamp, and not both');
    }
    if (type === 'Choice') {
      const choices = this.#list(fields.Choices).map((rule) => this.#choice(rule, place));
      if (choices.length === 0) this.#refuse(`${place} Choices`, 'is empty');
      return { type, ...leaving, choices };
    }

    const working = {
      ...leaving,
      retry: this.#list(fields.Retry).map((retrier) => this.#retrier(retrier, place)),
      catchers: this.#list(fields.Catch).map((catcher) => this.#catcher(catcher, place)),
    };
    if (type === 'Task') {
      const integration = this.#integration(fields, place);
      return {
        type,
        ...working,
        integration,
        arguments: template('Arguments'),
        timeoutSeconds: template('TimeoutSeconds'),
      };
    }
    if (type === 'Parallel') {
      const branches = this.#list(fields.Branches).map((branch, index) => {
        this.#only(branch, ['Comment', 'StartAt', 'States'], `${place} Branches[${index}]`);
        return this.#scope(branch, `branch ${index} of ${name}`, outer);
      });
      if (branches.length === 0) this.#refuse(`${place} Branches`, 'is empty');
      return { type: 'Parallel', ...working, arguments: template('Arguments'), branches };
    }
    const processor = this.#object(fields.ItemProcessor, `${place} ItemProcessor`);
    this.#only(processor, ['Comment', 'ProcessorConfig', 'StartAt', 'States'], `${place} ItemProcessor:`);
    const config =
      processor.ProcessorConfig === undefined ? {} : this.#object(processor.ProcessorConfig, `${place} Map`);
    this.#only(config, ['Mode', 'ExecutionType'], `${place} ProcessorConfig:`);
    const distributed = this.#distributed(fields, config, place);
    return {
      type: 'Map',
      ...working,
      items: template('Items'),
      itemSelector: template('ItemSelector'),
      maxConcurrency: template('MaxConcurrency'),
      // As on AWS the executions of a distributed Map neither see nor take the variables of the scopes around it.
      processor: this.#scope(processor, `the processor of ${name}`, distributed ? new Set() : outer),
      distributed,
    };
  }

  #distributed(fields: Fields, config: Fields, place: string): DistributedMap | undefined {
    const mode = config.Mode ?? 'INLINE';
    if (mode === 'INLINE') {
      for (const field of ['ItemReader', 'ResultWriter', 'ToleratedFailurePercentage']) {
        if (fields[field] !== undefined)
          this.#refuse(`${place} field ${field}`, 'belongs to a Map in mode DISTRIBUTED');
      }
      if (config.ExecutionType !== undefined) {
        this.#refuse(`${place} ProcessorConfig: ExecutionType`, 'belongs to a Map in mode DISTRIBUTED');
      }
      return undefined;
    }
    if (mode !== 'DISTRIBUTED') {
      this.#refuse(`${place} ProcessorConfig: Mode`, `is ${String(mode)}, neither INLINE nor DISTRIBUTED`);
    }
    if (config.ExecutionType !== 'STANDARD') {
      const type = String(config.ExecutionType);
      this.#refuse(`${place} ProcessorConfig: ExecutionType ${type}`, 'is not honoured; only STANDARD runs');
    }
    if (fields.ItemReader !== undefined && fields.Items !== undefined) {
      this.#refuse(`${place} Items`, 'lies next to ItemReader; wanted one of them');
    }
    const reader = this.#objectOf(fields, 'ItemReader', 's3:getObject', ['Bucket', 'Key'], place, ['ReaderConfig']);
    if (reader) {
      const readerConfig = this.#object((fields.ItemReader as Fields).ReaderConfig, `${place} ReaderConfig`);
      this.#only(readerConfig, ['InputType'], `${place} ReaderConfig:`);
      if (readerConfig.InputType !== 'JSONL') {
        this.#refuse(`${place} InputType ${String(readerConfig.InputType)}`, 'is not honoured; only JSONL is read');
      }
    }
    if (fields.ToleratedFailurePercentage !== undefined && fields.ResultWriter === undefined) {
      this.#refuse(
        `${place} ToleratedFailurePercentage`,
        'is honoured next to ResultWriter only, which lists what failed',
      );
    }
    return {
      reader,
      writer: this.#objectOf(fields, 'ResultWriter', 's3:putObject', ['Bucket', 'Prefix'], place),
      toleratedFailurePercentage: this.#template(fields, 'ToleratedFailurePercentage', place),
    };
  }

  /** The arguments of a field that names an object in S3. */
  #objectOf(
    fields: Fields,
    field: string,
    action: string,
    wanted: readonly string[],
    place: string,
    others: readonly string[] = [],
  ): Template | undefined {
    if (fields[field] === undefined) return undefined;
    const part = this.#object(fields[field], `${place} ${field}`);
    this.#only(part, ['Resource', 'Arguments', ...others], `${place} ${field}:`);
    const resource = this.#text(part.Resource, `${place} ${field}: Resource`);
    if (resource !== `arn:aws:states:::${action}`) {
      this.#refuse(`${place} ${field}: Resource ${resource}`, `is not honoured; only arn:aws:states:::${action} is`);
    }
    const given = this.#object(part.Arguments, `${place} ${field}: Arguments`);
    this.#only(given, wanted, `${place} ${field}: Arguments:`);
    return this.#template(part, 'Arguments', place);
  }

  #next(type: string, fields: Fields, place: string): string | undefined {
    if (type === 'Succeed') return undefined;
    if (type === 'Choice')
      return fields.Default === undefined ? undefined : this.#text(fields.Default, `${place} Default`);
    if ((fields.Next === undefined) === (fields.End === undefined)) {
      this.#refuse(place, 'wants Next or End, and not both');
    }
    if (fields.End !== undefined && fields.End !== true) this.#refuse(`${place} End`, 'can only be true');
    return fields.Next === undefined ? undefined : this.#text(fields.Next, `${place} Next`);
  }

  #choice(rule: Fields, place: string): ChoiceRule {
    this.#only(rule, ['Condition', 'Next', 'Assign', 'Output', 'Comment'], `${place} Choices:`);
    const condition = this.#template(rule, 'Condition', place);
    if (!condition) this.#refuse(`${place} Choices: Condition`, 'is missing');
    const [assign, output] = [this.#template(rule, 'Assign', place), this.#template(rule, 'Output', place)];
    return { condition, assign, output, next: this.#text(rule.Next, `${place} Choices: Next`) };
  }

  #retrier(fields: Fields, place: string): Retrier {
    const names = ['IntervalSeconds', 'MaxAttempts', 'BackoffRate', 'MaxDelaySeconds'];
    this.#only(fields, ['ErrorEquals', 'JitterStrategy', 'Comment', ...names], `${place} Retry:`);
    const jitter = fields.JitterStrategy ?? 'NONE';
    if (jitter !== 'NONE' && jitter !== 'FULL')
      this.#refuse(`${place} Retry: JitterStrategy`, 'is neither FULL nor NONE');
    const number = (field: string, otherwise: number, least: number) => {
      const value = fields[field] ?? otherwise;
      if (typeof value === 'number' && value >= least) return value;
      return this.#refuse(
        `${place} Retry: ${field}`,
        `is ${JSON.stringify(value)}; a number of ${least} or more is wanted`,
      );
    };
    return {
      errorEquals: this.#errorEquals(fields, `${place} Retry:`),
      intervalSeconds: number('IntervalSeconds', 1, 1),
      maxAttempts: number('MaxAttempts', 3, 0),
      backoffRate: number('BackoffRate', 2, 1),
      maxDelaySeconds: number('MaxDelaySeconds', Number.POSITIVE_INFINITY, 1),
      fullJitter: jitter === 'FULL',
    };
  }

  #catcher(fields: Fields, place: string): Catcher {
    this.#only(fields, ['ErrorEquals', 'Next', 'Assign', 'Output', 'Comment'], `${place} Catch:`);
    return {
      errorEquals: this.#errorEquals(fields, `${place} Catch:`),
      assign: this.#template(fields, 'Assign', place),
      output: this.#template(fields, 'Output', place),
      next: this.#text(fields.Next, `${place} Catch: Next`),
    };
  }

  #errorEquals(fields: Fields, place: string): string[] {
    const names = fields.ErrorEquals;
    if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) {
      return this.#refuse(`${place} ErrorEquals`, 'is not a list of error names');
    }
    if (names.includes('States.ALL') && names.length > 1) {
      this.#refuse(`${place} ErrorEquals`, 'has other names next to States.ALL');
    }
    return names;
  }

  #integration(fields: Fields, place: string): string {
    const resource = this.#text(fields.Resource, `${place} Resource`);
    const integration = /^arn:aws:states:::(.+)$/.exec(resource)?.[1] ?? resource;
    const allowed = INTEGRATIONS[integration];
    if (!allowed) {
      const known = Object.keys(INTEGRATIONS).join(', ');
      return this.#refuse(`${place} Resource ${resource}`, `is not honoured by the local cloud; it runs ${known}`);
    }
    if (typeof fields.Arguments === 'object') {
      this.#only(this.#object(fields.Arguments, `${place} Arguments`), allowed, `${place} Arguments:`);
    }
    return integration;
  }

  #template(fields: Fields, field: string, place: string): Template | undefined {
    if (fields[field] === undefined) return undefined;
    try {
      return compileTemplate(fields[field], `${place} ${field}`);
    } catch (error) {
      return this.#refuse('', (error as Error).message);
    }
  }

  #only(fields: Fields, allowed: readonly string[], place: string): void {
    for (const field of Object.keys(fields)) {
      if (!allowed.includes(field)) this.#refuse(`${place} field ${field}`, 'is not honoured by the local cloud');
    }
  }

  #object(value: unknown, place: string): Fields {
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
    return this.#refuse(place, 'is not an object');
  }

  #list(value: unknown): Fields[] {
    return Array.isArray(value) ? value.map((part) => this.#object(part, 'an element of a list')) : [];
  }

  #text(value: unknown, place: string): string {
    return typeof value === 'string' ? value : this.#refuse(place, 'is missing or not a string');
  }

  #refuse(place: string, reason: string): never {
    throw new StateMachineRefused(this.#machine, place, reason);
  }
}

function targetsOf(state: State): string[] {
  if (state.type === 'Fail') return [];
  const others = state.type === 'Choice' ? state.choices : 'catchers' in state ? state.catchers : [];
  return [...(state.next === undefined ? [] : [state.next]), ...others.map((way) => way.next)];
}
