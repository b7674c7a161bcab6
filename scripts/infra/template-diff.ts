/** Says what has changed in the template since it was stored, and stores it. usage: node scripts/infra/template-diff.ts [--update] */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { RadscoreStack } from '../../infra/radscore-stack.ts';
import { readSettings, stackNameOf } from '../../infra/settings.ts';
import { build } from '../build.ts';
import { differences, STORED_TEMPLATE, type StoredTemplate, storedForm, UPDATE } from './stored-template.ts';

const root = resolve(import.meta.dirname, '..', '..');
const file = join(root, STORED_TEMPLATE);
const codeFolder = join(root, 'build');
await build({ root, out: codeFolder });
const app = new App({ context: recommendedFlags, analyticsReporting: false });
const current = storedForm(
  Template.fromStack(new RadscoreStack(app, stackNameOf(readSettings(app.node)), { codeFolder })).toJSON(),
);
const isUpdate = process.argv.includes('--update');
const stored = readStored();
const changed = differences(stored, current);
for (const line of changed) process.stdout.write(`${line}\n`);
if (isUpdate) writeFileSync(file, `${JSON.stringify(current, null, 2)}\n`);
else if (changed.length > 0) {
  process.stderr.write(`${changed.length} changes; if they are wanted: ${UPDATE}\n`);
  process.exitCode = 1;
}

/** None yet, or one with the marks of a merge: there is nothing to compare with, and it is written whole. */
function readStored(): StoredTemplate {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    if (!isUpdate) throw new Error(`${STORED_TEMPLATE} cannot be read; write it again: ${UPDATE}`, { cause: error });
    return storedForm({});
  }
}
