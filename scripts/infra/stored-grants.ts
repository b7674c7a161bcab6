/** The grants of the stored template: each action on each resource that a role may do, by a name that people read. */
import { readFileSync } from 'node:fs';
import type { PolicyStatement } from '../../local/contracts.ts';
import type { RawTemplate } from '../../local/template/assembly.ts';
import { Stack } from '../../local/template/stack.ts';
import { STORED_TEMPLATE } from './stored-template.ts';

/** One action on one resource. `Sid` is its name: `AnalyseStudyAdmitStudy s3:GetObject StudyStoreStudies/institutions/*`. */
export type Grant = PolicyStatement & { readonly Sid: string };

/** The stack of the stored template, its intrinsic functions evaluated as the local cloud does. */
export function storedStack(): Stack {
  const file = new URL(`../../${STORED_TEMPLATE}`, import.meta.url);
  const template = JSON.parse(readFileSync(file, 'utf8')) as RawTemplate;
  const addresses = { api: 'http://api', s3: 'http://s3', issuer: 'http://issuer', console: 'http://console' };
  return new Stack({ stackName: 'Radscore', template, assets: new Map() }, addresses);
}

/** The grants of a role. Their names have logical ids without the hash at their end. */
export function grantsOf(stack: Stack, roleArn: unknown): Grant[] {
  const holder = withoutHash(stack.find('AWS::IAM::Role', roleArn).logicalId).replace(/Role$/, '');
  return stack.policiesOf(roleArn).flatMap(({ Action, Resource, ...statement }) =>
    [Action].flat().flatMap((action) =>
      [Resource].flat().map((resource): Grant => {
        const Sid = `${holder} ${action} ${readable(stack, resource)}`;
        return { ...statement, Action: action, Resource: resource, Sid };
      }),
    ),
  );
}

/** The grants of every role of the stack, by name. */
export function allGrants(stack: Stack): string[] {
  const names = stack.ofType('AWS::IAM::Role').flatMap(({ ref }) => grantsOf(stack, ref).map(({ Sid }) => Sid));
  return [...new Set(names)].sort();
}

/** Whether an ARN is that of a resource, or of what is below it. */
export function isWithin(arn: string, owner: string): boolean {
  return arn === owner || arn.startsWith(`${owner}/`);
}

/** An ARN with the logical id of its resource in place of its physical name: `StudyStoreStudies/institutions/*`. */
function readable(stack: Stack, arn: string): string {
  const owners = stack.resources.flatMap(({ logicalId, ref, attributes }) =>
    [attributes.Arn, ref].flatMap((own) => (own?.startsWith('arn:') && isWithin(arn, own) ? [{ logicalId, own }] : [])),
  );
  const machine = stack.resources.find(({ attributes }) => arn.includes(`:execution:${attributes.Name}:`));
  if (machine) return `${withoutHash(machine.logicalId)}/executions/*`;
  const [owner] = owners.sort((one, other) => other.own.length - one.own.length);
  return owner ? `${withoutHash(owner.logicalId)}${arn.slice(owner.own.length)}` : arn.replaceAll(/\{hash\}/g, '…');
}

const withoutHash = (logicalId: string) => logicalId.replace(/[0-9A-F]{8}$/, '');
