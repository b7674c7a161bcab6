/** An execution in a process of its own, to be killed by a test. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VirtualClock } from '../../../local/clock.ts';
import { StateMachines, stateMachineArn } from '../../../local/states/runner.ts';

/**
 * A process to be killed: goes on with what it finds in the directory, or starts `one`. Each invocation takes 40 ms and
 * leaves a line in `calls`; after the given number of lines and milliseconds comes SIGKILL. Otherwise it prints the output.
 */
const [directory, lines, milliseconds] = process.argv.slice(2);
const calls = join(directory, 'calls');
const step = (name: string, next?: string) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: name, Payload: '{% $states.input %}' },
  Output: '{% $states.result.Payload %}',
  ...(next ? { Next: next } : { End: true }),
});
const machines = new StateMachines({
  directory: join(directory, 'states'),
  machines: [
    {
      name: 'machine',
      roleArn: 'arn:aws:iam::000000000000:role/machine',
      definition: {
        QueryLanguage: 'JSONata',
        StartAt: 'Each',
        States: {
          Each: {
            Type: 'Map',
            MaxConcurrency: 2,
            Items: '{% [1..6] %}',
            ItemProcessor: { StartAt: 'First', States: { First: step('first', 'Second'), Second: step('second') } },
            Next: 'Last',
          },
          Last: step('last'),
        },
      },
    },
  ],
  clock: new VirtualClock(join(directory, 'clock.json')),
  events: { publish: () => {} },
  invoker: {
    async invoke(name, payload) {
      appendFileSync(calls, `${name} ${JSON.stringify(payload)}\n`);
      const made = readFileSync(calls, 'utf8').trim().split('\n').length;
      if (made >= Number(lines)) setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(milliseconds));
      await new Promise((resolve) => setTimeout(resolve, 40));
      if (name === 'last') return (payload as number[]).reduce((sum, n) => sum + n, 0);
      return name === 'first' ? (payload as number) * 10 : (payload as number) + 1;
    },
  },
});
machines.resume();
const { executionArn } = machines.start(stateMachineArn('machine'), { study: 'BB-0001' }, 'one');
const { ended } = await machines.ended(executionArn);
process.stdout.write(`${JSON.stringify(ended?.output)}\n`);
process.exit(0);
