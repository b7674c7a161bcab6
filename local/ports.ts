/** Which ports a folder uses, the same at every start. */
import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { diskOf } from './disk/disk.ts';
import { readKept } from './disk/kept-json.ts';
import { type LoopbackServer, listenOnLoopback } from './loopback.ts';

/** The order in which ports are counted from the first one. */
const SERVICES = ['api', 's3', 'dynamodb', 'states', 'issuer', 'operator', 'console'] as const;

export type Ports = Readonly<Record<(typeof SERVICES)[number], number>>;

/** A port of the local cloud that another process listens on. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken';
  readonly port: number;

  constructor(port: number, options: ErrorOptions) {
    super(`port ${port} is taken by another process; end that one, or give the local cloud other ports`, options);
    this.port = port;
  }
}

/** What starting a server on a port throws, in words if it is that the port is taken. */
export function explainListening(error: unknown): unknown {
  const { code, port } = error as { code?: string; port?: number };
  return code === 'EADDRINUSE' && port !== undefined ? new PortTaken(port, { cause: error }) : error;
}

/**
 * The ports that the folder keeps, so that presigned URLs and tokens stay valid over restarts. At the first start, and
 * whenever `first` is given, these are `first` and those after it; if it is 0, free ones that nobody else gets by chance.
 */
export async function keptPorts(directory: string, first: number): Promise<Ports> {
  const file = join(directory, 'ports.json');
  const kept: Partial<Ports> = (first === 0 && readKept(file, isPorts, LOST_PORTS)) || {};
  // A folder of an earlier version lacks the services that came since: these get ports, the others keep theirs.
  const missing = SERVICES.filter((service) => kept[service] === undefined);
  if (missing.length === 0) return kept as Ports;
  const numbers = first === 0 ? await freePorts(missing.length) : missing.map((_, index) => first + index);
  const ports = { ...kept, ...Object.fromEntries(missing.map((service, index) => [service, numbers[index]])) } as Ports;
  diskOf(file).replace(file, JSON.stringify(ports));
  return ports;
}

const LOST_PORTS = 'other ports are used now; URLs and tokens of before are refused';

function isPorts(kept: object): kept is Partial<Ports> {
  return Object.values(kept).every((port) => Number.isInteger(port));
}

/** Systems give outgoing connections ports from 32768 on; one of those could be taken while the cloud is down. */
const LOWEST = 10_240;
const HIGHEST = 32_767;

/** All are held at the same time, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers: LoopbackServer[] = [];
  while (servers.length < count) {
    const server = await listenIfFree(randomInt(LOWEST, HIGHEST + 1));
    if (server) servers.push(server);
  }
  for (const server of servers) await server.close();
  return servers.map(({ port }) => port);
}

async function listenIfFree(port: number): Promise<LoopbackServer | undefined> {
  try {
    return await listenOnLoopback(() => {}, { port });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
