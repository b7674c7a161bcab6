/** The roles of the template for functions that run in one process: each signs as its own role, and may do what that may. */
import { AsyncLocalStorage } from 'node:async_hooks';
import { dynamoDb, s3, stepFunctions } from '../../../layers/pipeline/storage/clients.ts';
import type { Caller, PolicyStatement } from '../../../local/contracts.ts';
import { stateMachineArn } from '../../../local/states/runner.ts';
import type { Stack } from '../../../local/template/stack.ts';
import { type Grant, grantsOf, isWithin, storedStack } from '../../../scripts/infra/stored-grants.ts';
import { UPDATE } from '../../../scripts/infra/stored-template.ts';
import { recordGrants } from './grant-record.ts';

/** Names of the stores that the tests use in place of the stack's. */
export interface StoreNames {
  readonly studies: string;
  readonly artefacts: string;
  readonly quarantine: string;
  readonly quarantineKeyArn: string;
  readonly table: string;
}

export interface Roles {
  /** Every function's role, as who signs. */
  readonly callers: readonly Caller[];
  /** Runs the work of a function with the keys of its role. */
  act<Result>(functionName: string, work: () => Promise<Result>): Promise<Result>;
  /** What the role of a state machine may do. */
  ofMachine(name: string): readonly PolicyStatement[];
}

/** Letters and digits only, as AWS has them: DynamoDB Local refuses others. */
const keyOf = (functionName: string): string => `ROLE${functionName.replaceAll(/[^a-z0-9]/gi, '').toUpperCase()}`;

/** Left out of its role, if it is set: the test that notices proves that the grant is needed (scripts/infra/grants.ts). */
const WITHOUT = process.env['RADSCORE_WITHOUT_GRANT'];

const acting = new AsyncLocalStorage<Caller>();
let known: ReadonlyMap<string, Caller> = new Map();

/** Reads the roles of the stored template, with the names of these stores, and lets the clients of functions sign by them. */
export function rolesOf(names: StoreNames, operator: Caller): Roles {
  const stack = storedStack();
  const functions = stack.ofType('AWS::Lambda::Function').flatMap(({ properties }) => {
    const name = /^lambdas\/(.+)$/.exec(String(properties.Description))?.[1];
    return name === undefined ? [] : [{ name, role: properties.Role }];
  });
  const policies = (role: unknown) =>
    grantsOf(stack, role)
      .filter(({ Sid }) => Sid !== WITHOUT)
      .map((grant) => renamed(grant, stack, names));
  known = new Map(
    functions.map(({ name, role }) => [
      name,
      { accessKeyId: keyOf(name), secretAccessKey: `secret-of-${name}`, policies: policies(role) },
    ]),
  );
  for (const { config } of [s3, dynamoDb, stepFunctions]) {
    // Not by the setter, which remembers credentials: functions that run at the same time would sign as each other.
    Object.defineProperty(config, 'credentials', {
      value: async () => acting.getStore() ?? operator,
      configurable: true,
      enumerable: true,
    });
  }
  recordGrants();
  return {
    callers: [...known.values()],
    act: actAs,
    ofMachine(name) {
      const machine = stack
        .ofType('AWS::StepFunctions::StateMachine')
        .find(({ logicalId }) => logicalId.startsWith(`${pascalCase(name)}Workflow`));
      if (!machine) throw new Error(`got no state machine ${name} in the stored template; store it again: ${UPDATE}`);
      return policies(machine.properties.RoleArn);
    },
  };
}

/** Runs the work of a function with the keys of its role; before the roles are known, as the operator. */
export function actAs<Result>(functionName: string, work: () => Promise<Result>): Promise<Result> {
  const caller = known.get(functionName);
  return caller ? acting.run(caller, work) : work();
}

/** The grant, on the stores of the tests. */
function renamed(grant: Grant, stack: Stack, names: StoreNames): Grant {
  let resource = String(grant.Resource);
  const replace = (from: string, to: string) => {
    if (isWithin(resource, from)) resource = `${to}${resource.slice(from.length)}`;
  };
  for (const { type, logicalId, attributes, properties } of stack.resources) {
    const { Arn: arn } = attributes;
    if (arn === undefined) continue;
    if (type === 'AWS::S3::Bucket') {
      const store = (['studies', 'artefacts', 'quarantine'] as const).find((one) =>
        logicalId.startsWith(`StudyStore${one[0].toUpperCase()}${one.slice(1)}`),
      );
      if (store) replace(arn, `arn:aws:s3:::${names[store]}`);
    }
    if (type === 'AWS::KMS::Key') replace(arn, names.quarantineKeyArn);
    if (type === 'AWS::DynamoDB::GlobalTable') replace(arn, arn.replace(/[^/]+$/, names.table));
    if (type === 'AWS::StepFunctions::StateMachine') {
      const machine = /^(\w+?)Workflow/.exec(logicalId)?.[1] ?? '';
      replace(arn, stateMachineArn(kebabCase(machine)));
      resource = resource.replace(`:execution:${attributes.Name}:`, `:execution:${kebabCase(machine)}:`);
    }
    if (type === 'AWS::Lambda::Function') {
      const name = /^lambdas\/(.+)$/.exec(String(properties.Description))?.[1];
      if (name) replace(arn, arn.replace(/[^:]+$/, name));
    }
  }
  return { ...grant, Resource: resource };
}

const kebabCase = (name: string) => name.replace(/(?!^)[A-Z]/g, '-$&').toLowerCase();
const pascalCase = (name: string) =>
  name.replace(/(^|-)([a-z])/g, (_match, _dash, letter: string) => letter.toUpperCase());
