import { resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { RadscoreStack } from './radscore-stack.ts';

const app = new App();
new RadscoreStack(app, 'Radscore', { codeFolder: resolve(import.meta.dirname, '..', 'build') });
app.synth();
