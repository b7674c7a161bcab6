/** How much memory a process of this machine has, as far as the system says. */
import { readFileSync } from 'node:fs';

const RESIDENT = /^VmRSS:\s+(\d+) kB/m;
const PEAK = /^VmHWM:\s+(\d+) kB/m;

/** Whether the system reports how much memory a process has: Linux does. Elsewhere only V8's own heap is bounded. */
export const canMeasureMemory = memoryOf(process.pid) !== undefined;

export interface ProcessMemory {
  readonly residentMb: number;
  /** The most it ever had. */
  readonly peakMb: number;
}

/** `undefined` if the process is gone, or the system has no /proc. */
export function memoryOf(pid: number): ProcessMemory | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'latin1');
    const megabytes = (field: RegExp) => Number(field.exec(status)?.[1]) / 1024;
    const memory = { residentMb: megabytes(RESIDENT), peakMb: megabytes(PEAK) };
    return Number.isNaN(memory.residentMb) ? undefined : memory;
  } catch {
    return undefined;
  }
}
