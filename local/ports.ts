import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The order in which ports are counted from the first one. */
const SERVICES = ['api', 's3', 'dynamodb', 'states', 'issuer', 'operator'] as const;

export type Ports = Readonly<Record<(typeof SERVICES)[number], number>>;

/**
 * The ports of the last start, so that presigned URLs and tokens stay valid; or else `first` and those after it, or any
 * free ones if `first` is 0.
 */
export function readPorts(directory: string, first: number): Ports {
  const file = fileIn(directory);
  if (first === 0 && existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as Ports;
  return Object.fromEntries(SERVICES.map((service, index) => [service, first === 0 ? 0 : first + index])) as Ports;
}

export function keepPorts(directory: string, ports: Ports): void {
  const file = fileIn(directory);
  writeFileSync(`${file}.new`, JSON.stringify(ports));
  renameSync(`${file}.new`, file);
}

function fileIn(directory: string): string {
  return join(directory, 'ports.json');
}
