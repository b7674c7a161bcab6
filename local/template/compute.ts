/** Functions and state machines of a template, with their code, layers, roles and definitions. */
import { readFileSync } from 'node:fs';
import type { Caller } from '../contracts.ts';
import type { FunctionDefinition } from '../lambda/functions.ts';
import type { StateMachineSettings } from '../states/runner.ts';
import { TemplateRefused } from './errors.ts';
import type { Resource, Stack } from './stack.ts';

/** Gives the holder of a name its keys, the same at every start. */
export type Keys = (holder: string) => Pick<Caller, 'accessKeyId' | 'secretAccessKey'>;

interface FunctionProperties {
  readonly Code: { readonly S3Key?: string; readonly ImageUri?: string };
  readonly Environment?: { readonly Variables: Readonly<Record<string, string>> };
  readonly Handler?: string;
  readonly ImageConfig?: { readonly Command?: readonly string[] };
  readonly Layers?: readonly string[];
  readonly MemorySize?: number;
  readonly ReservedConcurrentExecutions?: number;
  readonly Role: string;
  readonly Timeout?: number;
}

interface StateMachineProperties {
  readonly DefinitionS3Location?: { readonly Key: string };
  readonly DefinitionString?: string;
  readonly DefinitionSubstitutions?: Readonly<Record<string, string>>;
  readonly RoleArn: string;
}

/** The functions, each as the caller that its role makes it. */
export function functionsOf(stack: Stack, keys: Keys): FunctionDefinition[] {
  return stack.ofType('AWS::Lambda::Function').map((resource) => {
    const {
      Code,
      Environment,
      Handler,
      ImageConfig,
      Layers = [],
      ...properties
    } = resource.properties as unknown as FunctionProperties;
    const handler = Code.ImageUri === undefined ? Handler : ImageConfig?.Command?.[0];
    if (handler === undefined)
      throw new TemplateRefused([`AWS::Lambda::Function ${resource.logicalId} names no handler`]);
    const { ref: role } = stack.find('AWS::IAM::Role', properties.Role);
    return {
      name: resource.ref,
      codeDirectory: stack.asset(Code.ImageUri ?? Code.S3Key),
      handler,
      layers: Layers.map((layer) => layerFolder(stack, stack.find('AWS::Lambda::LayerVersion', layer))),
      memoryMb: properties.MemorySize ?? 128,
      timeoutSeconds: properties.Timeout ?? 3,
      environment: Environment?.Variables ?? {},
      caller: { ...keys(role), policies: stack.policiesOf(properties.Role) },
      reservedConcurrency: properties.ReservedConcurrentExecutions,
    };
  });
}

function layerFolder(stack: Stack, layer: Resource): string {
  return stack.asset((layer.properties.Content as { readonly S3Key: string }).S3Key);
}

export function stateMachinesOf(stack: Stack, keys: Keys): StateMachineSettings[] {
  return stack.ofType('AWS::StepFunctions::StateMachine').map(({ logicalId, attributes, properties }) => {
    const {
      DefinitionS3Location,
      DefinitionString,
      DefinitionSubstitutions = {},
      RoleArn,
    } = properties as unknown as StateMachineProperties;
    const text = DefinitionString ?? readFileSync(stack.asset(DefinitionS3Location?.Key), 'utf8');
    const filled = text.replace(/\$\{(\w+)\}/g, (whole, name: string) => {
      if (Object.hasOwn(DefinitionSubstitutions, name)) return DefinitionSubstitutions[name];
      throw new TemplateRefused([`AWS::StepFunctions::StateMachine ${logicalId}: nothing is given for ${whole}`]);
    });
    return {
      name: attributes.Name,
      definition: JSON.parse(filled),
      roleArn: RoleArn,
      policies: stack.policiesOf(RoleArn),
      keys: keys(stack.find('AWS::IAM::Role', RoleArn).ref),
    };
  });
}
