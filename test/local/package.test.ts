/** The local cloud as a package: what it imports, what it exports, its page, and that it starts without the product. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import * as localCloud from '@radscore/local-cloud';
import { expect, it, onTestFinished } from 'vitest';
import { withSections } from '../../local/describe.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LOCAL = join(ROOT, 'local');
const FILES = readdirSync(LOCAL, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
  .map((file) => file.replaceAll('\\', '/'));

/** Specifiers that a file imports or requires, of types too. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(LOCAL, file), 'utf8');
  const found = source.matchAll(/(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*'([^']+)'/g);
  return [...found].map(([, specifier]) => specifier);
}

it('the local cloud imports Node, its own files and the packages that it declares, and nothing of Radscore', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(LOCAL, 'package.json'), 'utf8'));
  const types = Object.keys(devDependencies).map((name) => name.replace('@types/', ''));
  const packages = FILES.flatMap(importsOf)
    .filter((specifier) => !specifier.startsWith('node:') && !specifier.startsWith('.'))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
  expect([...new Set(packages)].sort()).toEqual([...Object.keys(dependencies), ...types].sort());
  for (const file of FILES) {
    const outside = importsOf(file).filter(
      (specifier) => specifier.startsWith('.') && normalize(join(dirname(file), specifier)).startsWith('..'),
    );
    expect([file, outside]).toEqual([file, []]);
  }
});

it('the files of the local cloud import each other without a circle', () => {
  const arrows = new Map(
    FILES.map((file) => [
      file,
      importsOf(file)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => normalize(join(dirname(file), specifier)).replaceAll('\\', '/')),
    ]),
  );
  const done = new Set<string>();
  const visit = (file: string, way: readonly string[]): void => {
    if (way.includes(file)) throw new Error(`got the circle ${[...way.slice(way.indexOf(file)), file].join(' → ')}`);
    if (done.has(file)) return;
    for (const next of arrows.get(file) ?? []) visit(next, [...way, file]);
    done.add(file);
  };
  for (const file of FILES) visit(file, []);
  expect(done.size).toBe(FILES.length);
});

it('every file of the local cloud opens with one line that says what it is', () => {
  const without = FILES.filter(
    (file) => !/^\/\*\* .+ \*\/\n(import|export \{|\n|\/\*\*|const \[)/.test(readFileSync(join(LOCAL, file), 'utf8')),
  );
  expect(without).toEqual([]);
});

it('the package exports what starts the cloud, and what that throws', () => {
  expect(Object.keys(localCloud).sort()).toEqual([
    'FaultPlanRefused',
    'FolderInUse',
    'PortTaken',
    'StateDamaged',
    'TemplateRefused',
    'checkState',
    'faultPlan',
    'readFaultPlan',
    'startCloud',
  ]);
});

it('docs/local-cloud.md is as `npm run docs` writes it', () => {
  const page = readFileSync(join(ROOT, 'docs/local-cloud.md'), 'utf8');
  expect(page).toBe(withSections(page));
});

it('the local cloud starts by itself on an assembly of others, and ends on a signal', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'local-cloud-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeAssembly(folder, {
    Uploads: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'uploads' } },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'api', ProtocolType: 'HTTP' } },
    Pool: { Type: 'AWS::Cognito::UserPool' },
    Client: {
      Type: 'AWS::Cognito::UserPoolClient',
      Properties: { UserPoolId: { Ref: 'Pool' }, AllowedOAuthScopes: [] },
    },
  });
  const cloud = spawn(process.execPath, [join(LOCAL, 'start.ts'), folder, join(folder, 'state')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void cloud.kill('SIGKILL'));
  const [line] = (await once(createInterface(cloud.stdout), 'line')) as [string];
  const { endpoints, credentials, outputs } = JSON.parse(line);
  expect(outputs).toEqual({ Bucket: 'uploads' });
  const client = new S3Client({ endpoint: endpoints.s3, region: 'us-east-1', credentials });
  onTestFinished(() => client.destroy());
  expect((await client.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual(['uploads']);
  cloud.kill('SIGTERM');
  expect(await once(cloud, 'exit')).toEqual([0, null]);
});

/** What `cdk synth` writes for one stack without assets. */
function writeAssembly(folder: string, Resources: object): void {
  const template = { Resources, Outputs: { Bucket: { Value: { Ref: 'Uploads' } } } };
  const stack = { type: 'aws:cloudformation:stack', properties: { templateFile: 'Other.template.json' } };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ artifacts: { Other: stack } }));
  writeFileSync(join(folder, 'Other.template.json'), JSON.stringify(template));
}
