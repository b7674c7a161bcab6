/** The stack of a template: its resources with resolved properties, or a refusal of all that is not honoured. */
import type { PolicyStatement } from '../contracts.ts';
import { assertPolicyIsHonoured, PolicyNotHonoured } from '../iam/policy.ts';
import type { Assembly, RawTemplate } from './assembly.ts';
import { TemplateRefused } from './errors.ts';
import { type Addresses, IDENTITIES } from './identities.ts';
import { type Identity, Resolver } from './resolve.ts';
import { RESOURCES } from './resources.ts';
import { type Parts, refusalsOf } from './support.ts';

/** A resource whose properties are evaluated and honoured. */
export interface Resource extends Identity {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
}

const SECTIONS = [
  'AWSTemplateFormatVersion',
  'Conditions',
  'Description',
  'Mappings',
  'Metadata',
  'Outputs',
  'Parameters',
  'Resources',
];

/** Order, replacement and removal are CloudFormation's; the local cloud only ever adds what is missing. */
const RESOURCE_ATTRIBUTES = [
  'Condition',
  'DeletionPolicy',
  'DependsOn',
  'Metadata',
  'Properties',
  'Type',
  'UpdateReplacePolicy',
];

/** A template whose every part the local cloud honours. */
export class Stack {
  readonly assembly: Assembly;
  readonly resources: readonly Resource[];
  readonly outputs: Readonly<Record<string, string>>;

  /** Throws `TemplateRefused` that names everything at fault at once. */
  constructor(assembly: Assembly, addresses: Addresses) {
    const { stackName, template } = assembly;
    this.assembly = assembly;
    const identities = new Map<string, Identity>();
    const identify = (logicalId: string): Identity | undefined => {
      const raw = template.Resources[logicalId];
      if (!raw || !Object.hasOwn(IDENTITIES, raw.Type)) return undefined;
      let identity = identities.get(logicalId);
      if (!identity) {
        const property = (name: string) => resolver.resolve(raw.Properties?.[name]);
        identity = IDENTITIES[raw.Type]({ stackName, logicalId, property, addresses });
        identities.set(logicalId, identity);
      }
      return identity;
    };
    const resolver = new Resolver(template, stackName, identify);

    const refusals = Object.keys(template)
      .filter((section) => !SECTIONS.includes(section))
      .map((section) => `section ${section} is not honoured by the local cloud`);
    const resources: Resource[] = [];
    const deployers = deployersOf(template);
    for (const [logicalId, raw] of Object.entries(template.Resources)) {
      if (deployers.has(logicalId)) continue;
      const place = `${raw.Type} ${logicalId}`;
      try {
        if (raw.Condition !== undefined && !resolver.condition(raw.Condition)) continue;
        const treatment = Object.hasOwn(RESOURCES, raw.Type) ? RESOURCES[raw.Type] : undefined;
        const identity = identify(logicalId);
        if (!treatment || !identity) {
          refusals.push(`${place}: the local cloud has no resource of this type`);
          continue;
        }
        for (const attribute of Object.keys(raw)) {
          if (!RESOURCE_ATTRIBUTES.includes(attribute))
            refusals.push(`${place}: attribute ${attribute} is not honoured by the local cloud`);
        }
        const runsNothing = typeof treatment.reason === 'string';
        const properties = runsNothing ? {} : (resolver.resolve(raw.Properties ?? {}) as Resource['properties']);
        if (!runsNothing)
          refusals.push(...refusalsOf(properties, treatment as Parts).map((refusal) => `${place}: ${refusal}`));
        resources.push({ ...identity, logicalId, type: raw.Type, properties });
      } catch (error) {
        if (!(error instanceof TemplateRefused)) throw error;
        refusals.push(...error.refusals.map((refusal) => `${place}: ${refusal}`));
      }
    }
    if (refusals.length > 0) throw new TemplateRefused(refusals);
    this.resources = resources;
    this.outputs = Object.fromEntries(
      Object.entries(template.Outputs ?? {}).map(([name, { Value }]) => [name, String(resolver.resolve(Value))]),
    );
  }

  ofType(type: string): Resource[] {
    return this.resources.filter((resource) => resource.type === type);
  }

  /** The resource that a property points to, by its `Ref` or its ARN. */
  find(type: string, reference: unknown): Resource {
    const found = this.ofType(type).find(({ ref, attributes }) => ref === reference || attributes.Arn === reference);
    if (found) return found;
    throw new TemplateRefused([`${String(reference)} is no ${type} of this template`]);
  }

  /** The path of an asset, given its hash or a name that ends in it. Throws `TemplateRefused`. */
  asset(reference: unknown): string {
    const hash = /([0-9a-f]{64})(\.\w+)?$/.exec(String(reference))?.[1] ?? '';
    const path = this.assembly.assets.get(hash);
    if (path !== undefined) return path;
    throw new TemplateRefused([`${String(reference)} is no asset of the cloud assembly`]);
  }

  /** The statements of a role, its own and those of the policies attached to it. Throws `TemplateRefused`. */
  policiesOf(roleArn: unknown): PolicyStatement[] {
    const role = this.find('AWS::IAM::Role', roleArn);
    const attached = this.ofType('AWS::IAM::Policy').filter(({ properties }) =>
      (properties.Roles as string[]).includes(role.ref),
    );
    const documents = [
      ...((role.properties.Policies ?? []) as { readonly PolicyDocument: unknown }[]).map(
        (policy) => policy.PolicyDocument,
      ),
      ...attached.map(({ properties }) => properties.PolicyDocument),
    ] as { readonly Statement: PolicyStatement | readonly PolicyStatement[] }[];
    const statements = documents.flatMap(({ Statement }) => Statement);
    try {
      for (const statement of statements) assertPolicyIsHonoured(statement);
    } catch (error) {
      if (!(error instanceof PolicyNotHonoured)) throw error;
      throw new TemplateRefused([`AWS::IAM::Role ${role.logicalId}: ${error.message}`]);
    }
    return statements;
  }
}

/** Functions that only copy the files of a site on AWS: the local cloud reads the files where the assembly has them. */
function deployersOf({ Resources }: RawTemplate): Set<string> {
  const deployments = Object.values(Resources).filter(({ Type }) => Type === 'Custom::CDKBucketDeployment');
  return new Set(
    deployments.flatMap(({ Properties }) => {
      const token = Properties?.ServiceToken as { readonly 'Fn::GetAtt'?: readonly string[] } | undefined;
      return token?.['Fn::GetAtt']?.slice(0, 1) ?? [];
    }),
  );
}
