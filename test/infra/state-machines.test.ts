/** The ASL files: valid, complete, and in step with lambda folders and template. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import validate from 'asl-validator';
import jsonata from 'jsonata';
import { beforeAll, describe, expect, it } from 'vitest';
import { containerFunctionNames, pascalCase, zipFunctionNames } from '../../infra/deployable-code.ts';
import { repository, type Synthesis, synthesize } from './synthesis.ts';

const folder = join(repository, 'state-machines');
const files = readdirSync(folder).filter((name) => name.endsWith('.asl.json'));
const text = (file: string): string => readFileSync(join(folder, file), 'utf8');

interface State {
  readonly Type: string;
  readonly Resource?: string;
  readonly Arguments?: { readonly FunctionName?: string };
  readonly ItemProcessor?: StateMachineBody;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[] }[];
}
interface StateMachineBody {
  readonly States: Readonly<Record<string, State>>;
}

function statesOf(body: StateMachineBody): [name: string, state: State][] {
  return Object.entries(body.States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
}

const functionStates = (file: string) =>
  statesOf(JSON.parse(text(file))).filter(([, { Resource }]) => Resource === 'arn:aws:states:::lambda:invoke');

const placeholdersOf = (text = ''): string[] => Array.from(text.matchAll(/\$\{(\w+)\}/g), ([, name]) => name);

let synthesis: Synthesis;
beforeAll(async () => {
  synthesis = await synthesize();
});

describe.each(files)('%s', (file) => {
  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = validate(JSON.parse(text(file)));
    expect(isValid ? '' : errorsText('\n')).toBe('');
  });

  it('is read as JSONata: fields of JSONPath are refused, and every expression compiles', () => {
    const { isValid } = validate(JSON.parse(text(file).replaceAll('"Arguments"', '"Parameters"')));
    expect(isValid).toBe(false);
    const expressions = Array.from(text(file).matchAll(/"\{% (.+?) %\}"/g), ([, source]) => JSON.parse(`"${source}"`));
    expect(expressions.length).toBeGreaterThan(0);
    for (const expression of expressions) expect(() => jsonata(expression)).not.toThrow();
  });

  it('calls, in the state AdmitStudy, the function of lambdas/admit-study by the placeholder AdmitStudy', () => {
    for (const [state, { Arguments }] of functionStates(file)) {
      const called = placeholdersOf(Arguments?.FunctionName);
      // An expression may choose between functions that do the same work; the state bears the name of the first.
      expect(called[0]).toBe(state);
      if (called.length === 1) expect(Arguments?.FunctionName).toBe(`\${${state}}`);
    }
    for (const name of functionStates(file).flatMap(([, { Arguments }]) => placeholdersOf(Arguments?.FunctionName))) {
      const lambda = name?.replace(/(?<=.)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
      expect(existsSync(join(repository, 'lambdas', `${lambda}`, 'index.ts'))).toBe(true);
    }
  });

  it('has a substitution for each placeholder, and no other, that is the ARN of the function of that name', () => {
    const placeholders = new Set(placeholdersOf(text(file)));
    const stem = basename(file, '.asl.json');
    const machines = synthesis
      .resources('AWS::StepFunctions::StateMachine')
      .filter(([id]) => id.startsWith(pascalCase(stem)));
    expect(machines).toHaveLength(1);
    const substitutions = machines[0][1].DefinitionSubstitutions as Record<
      string,
      { readonly 'Fn::GetAtt'?: string[]; readonly Ref?: string }
    >;
    expect(Object.keys(substitutions).sort()).toEqual([...placeholders].sort());
    const functions = new Map(synthesis.resources('AWS::Lambda::Function'));
    for (const [name, { 'Fn::GetAtt': arn, Ref: machine }] of Object.entries(substitutions)) {
      // A reference to a state machine is its ARN.
      if (machine !== undefined) expect(machine).toMatch(new RegExp(`^${name}Workflow`));
      if (arn === undefined) continue;
      expect(arn[1]).toBe('Arn');
      const description = String(functions.get(arn[0])?.Description);
      expect(pascalCase(basename(description))).toBe(name);
    }
  });

  it('retries errors by name: a retry of everything would repeat what cannot succeed', () => {
    const retried = statesOf(JSON.parse(text(file))).flatMap(([, { Retry = [] }]) =>
      Retry.flatMap(({ ErrorEquals }) => ErrorEquals),
    );
    expect(retried).not.toContain('States.ALL');
    expect(retried).not.toContain('States.Timeout');
  });
});

it('has a state for every function that is neither the API nor a trigger', () => {
  // One function may serve two machines: what arrives of a withdrawn study is erased by both.
  const states = files.flatMap(functionStates);
  const called = [...new Set(states.flatMap(([, { Arguments }]) => placeholdersOf(Arguments?.FunctionName)))].sort();
  const outside = ['api', 'stamp-institution', 'pace-analyses'];
  const functions = [...zipFunctionNames, ...containerFunctionNames].filter((name) => !outside.includes(name));
  expect(called).toEqual(functions.map(pascalCase).sort());
});

it('has a folder in lambdas/ for every function, and a function for every folder', () => {
  const folders = readdirSync(join(repository, 'lambdas'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
    .map(({ name }) => name)
    .sort();
  expect(folders).toEqual([...zipFunctionNames, ...containerFunctionNames].sort());
});
