/** The CDK app: one stack, with the settings of the context. */
import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { RadscoreStack } from './radscore-stack.ts';
import { readSettings, stackNameOf } from './settings.ts';

const app = new App({ context: recommendedFlags });
new RadscoreStack(app, stackNameOf(readSettings(app.node)), {
  codeFolder: resolve(import.meta.dirname, '..', 'build'),
});
app.synth();
