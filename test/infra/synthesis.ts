/** Builds and synthesizes once for all tests of the infrastructure. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { afterAll } from 'vitest';
import { RadscoreStack } from '../../infra/radscore-stack.ts';
import { readSettings, stackNameOf } from '../../infra/settings.ts';
import { build } from '../../scripts/build.ts';

export const repository = join(import.meta.dirname, '..', '..');

const scratch: string[] = [];
afterAll(() => {
  for (const folder of scratch) rmSync(folder, { recursive: true, force: true });
});

/** A folder outside the repository, gone when the file's tests have run. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'radscore-infra-'));
  scratch.push(folder);
  return folder;
}

let code: Promise<string> | undefined;

/** The deployable code of the sources as they are, built once for each test file. */
export function builtCode(): Promise<string> {
  code ??= (async () => {
    const out = scratchFolder();
    await build({ root: repository, out });
    return out;
  })();
  return code;
}

export interface Synthesis {
  readonly app: App;
  readonly stack: RadscoreStack;
  readonly template: Template;
  /** Resources of a type by logical id. */
  resources(type: string): [id: string, properties: Record<string, unknown>][];
  /** Names that the template gives, as text: of two stacks of one account none may be the same. */
  physicalNames(): string[];
}

/** The stack as `cdk synth` makes it, with context of the test's own. */
export async function synthesize(context: Record<string, unknown> = {}): Promise<Synthesis> {
  const app = new App({
    context: { ...recommendedFlags, ...context },
    outdir: scratchFolder(),
    analyticsReporting: false,
  });
  const stack = new RadscoreStack(app, stackNameOf(readSettings(app.node)), { codeFolder: await builtCode() });
  const template = Template.fromStack(stack);
  const resources = (type: string) =>
    Object.entries(template.findResources(type)).map(
      ([id, { Properties }]) => [id, Properties] as [string, typeof Properties],
    );
  const physicalNames = () =>
    Object.values(template.toJSON().Resources as Record<string, { Type: string; Properties?: object }>).flatMap(
      ({ Type, Properties = {} }) =>
        TYPES_INSIDE.has(Type) ? [] : namesIn(Properties).map((name) => `${Type} ${name}`),
    );
  return { app, stack, template, resources, physicalNames };
}

/** Members that name a resource within its account. */
const NAMES = /^(Name|.*Name|Domain)$/;
/** Names of other resources, or of what has a name inside another resource only. */
const INSIDE = new Set(['PolicyName', 'StageName', 'ParameterName', 'AttributeName', 'IndexName', 'MetricName']);
const TYPES_INSIDE = new Set(['AWS::Cognito::UserPoolResourceServer', 'AWS::ApiGatewayV2::Authorizer']);

function namesIn(value: object): string[] {
  return Object.entries(value).flatMap(([member, one]): string[] => {
    const isText = typeof one === 'string' || JSON.stringify(one).includes('Fn::Join');
    if (NAMES.test(member) && !INSIDE.has(member) && isText) return [JSON.stringify(one)];
    const isPart = /Config$|^Budget$/.test(member) && typeof one === 'object' && one !== null;
    return isPart ? namesIn(one) : [];
  });
}

export interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

/** What roles may do, by the construct that the role belongs to: `AdmitStudy`, `Workflow` … */
export function statementsOf({ resources }: Synthesis): { policy: string; statements: Statement[] }[] {
  return resources('AWS::IAM::Policy').map(([policy, properties]) => {
    const document = properties.PolicyDocument as { Statement: Statement[] };
    return { policy, statements: document.Statement };
  });
}
