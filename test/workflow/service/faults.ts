/** Faults in front of the AWS clients of the functions: a sandbox that dies, and services that throttle. */
import { dynamoDb, s3 } from '../../../layers/pipeline/storage/clients.ts';

const WRITES = /^(Put|Update|Delete|BatchWrite|Copy|Abort)/;

interface Command {
  readonly name: string;
  /** Place among the commands since the fault was injected. */
  readonly n: number;
  readonly isWrite: boolean;
  readonly isOfTable: boolean;
}

export interface Fault {
  /** Whether a command goes wrong: before it reaches the service, or after; whatever it does first is done before it. */
  strikes(command: Command): 'before' | 'after' | undefined | Promise<undefined>;
  /** Name of the error. */
  readonly error: string;
}

let current: { fault: Fault; n: number } | undefined;

for (const client of [s3, dynamoDb]) {
  const middleware =
    (next: (args: never) => Promise<never>, context: { readonly commandName?: string }) =>
    async (args: never): Promise<never> => {
      if (!current) return next(args);
      const name = (context.commandName ?? '').replace(/Command$/, '');
      const { error, strikes } = current.fault;
      const command = { name, n: current.n++, isWrite: WRITES.test(name), isOfTable: client === dynamoDb };
      const when = await strikes(command);
      if (when === 'before') throw Object.assign(new Error(`fault before ${name}`), { name: error });
      const result = await next(args);
      if (when === 'after') throw Object.assign(new Error(`fault after ${name}`), { name: error });
      return result;
    };
  (client as typeof s3).middlewareStack.add(middleware as never, { step: 'initialize', name: 'fault' });
}

/** Puts a fault in front of every command of the functions; returns what takes it away. */
export function injectFault(fault: Fault): () => void {
  current = { fault, n: 0 };
  return () => {
    current = undefined;
  };
}
