/** `radscore re-extract`: starts re-extract-cohort, shows how far it is, and waits for its end. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  paginateListStateMachines,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { homeDirectory, requireLocalCloud } from '../service/connection.ts';
import { EXIT, type ExitCode, UsageProblem } from '../terminal/failure.ts';
import { jsonText, type Terminal } from '../terminal/terminal.ts';

export interface ReExtractOptions {
  readonly home?: string;
  readonly stateMachine?: string;
  readonly institution?: string;
  readonly wait: boolean;
  readonly json?: boolean;
}

const POLL_MS = 1000;

/**
 * Starts a re-extraction and, unless that is not wanted, waits for it.
 *
 * @returns 1 if studies are left that are not up to date: their analyses failed, or wait to be tried again
 */
export async function reExtract(options: ReExtractOptions, terminal: Terminal): Promise<ExitCode> {
  const { client, stateMachineArn } = await stateMachineOf(options);
  try {
    const input = JSON.stringify(options.institution ? { institution: options.institution } : {});
    const { executionArn = '' } = await client.send(new StartExecutionCommand({ stateMachineArn, input }));
    terminal.note(`started ${executionArn}`);
    if (!options.wait) return EXIT.ok;
    const end = await endOf(client, executionArn);
    if (end.status !== 'SUCCEEDED') {
      terminal.note(
        `got ${end.status} (${end.error ?? 'no reason'}); wanted an end. What was analysed stays. Start it again: it goes on with the rest.`,
      );
      return EXIT.unexpected;
    }
    const { outdated, left } = JSON.parse(end.output ?? '{}') as { outdated: number; left: number };
    if (options.json) terminal.out(jsonText({ outdated, left, executionArn }));
    else terminal.out(`${outdated} studies were not up to date; ${left} are left\n`);
    if (left === 0) return EXIT.ok;
    terminal.note('`radscore status` says of each study why. What a fault interrupted is tried again by itself.');
    return EXIT.unexpected;
  } finally {
    client.destroy();
  }
}

async function endOf(client: SFNClient, executionArn: string): Promise<DescribeExecutionOutput> {
  for (;;) {
    const execution = await client.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    await delay(POLL_MS);
  }
}

async function stateMachineOf(options: ReExtractOptions): Promise<{ client: SFNClient; stateMachineArn: string }> {
  if (options.stateMachine) {
    const [, , , region] = options.stateMachine.split(':');
    if (!region) {
      throw new UsageProblem(
        `got ${options.stateMachine} as --state-machine; wanted an ARN, the output ReExtractCohortArn of the stack.`,
      );
    }
    return { client: new SFNClient({ region }), stateMachineArn: options.stateMachine };
  }
  const { endpoints, credentials } = requireLocalCloud(homeDirectory(options.home));
  const client = new SFNClient({ endpoint: endpoints.states, region: 'us-east-1', credentials });
  for await (const { stateMachines = [] } of paginateListStateMachines({ client }, {})) {
    const found = stateMachines.find(({ name }) => name?.includes('ReExtractCohort'));
    if (found?.stateMachineArn) return { client, stateMachineArn: found.stateMachineArn };
  }
  client.destroy();
  throw new Error(
    'got no state machine ReExtractCohort in the local cloud; wanted one. Start it again after `npm run build`.',
  );
}
