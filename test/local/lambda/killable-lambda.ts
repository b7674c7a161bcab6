/** Runs a function that never ends, to be killed while it does; the function writes its process id to a file. */
import { createLambda } from '../../../local/lambda/lambda.ts';

const lambda = createLambda({
  functions: [
    {
      name: 'endless',
      codeDirectory: process.argv[2],
      handler: 'index.handler',
      layers: [],
      memoryMb: 256,
      timeoutSeconds: 900,
      environment: {},
      caller: { accessKeyId: 'AK', secretAccessKey: 'SK' },
    },
  ],
  endpoints: {},
  concurrency: 2,
  log: () => {},
});
await Promise.all([lambda.invoke('endless', { how: 'waits' }), lambda.invoke('endless', { how: 'computes' })]);
