/** A sandbox's part of a processor: Lambda gives CPU in proportion to memory. */
import { readFileSync } from 'node:fs';

/** Memory that comes with one whole vCPU (AWS Lambda Developer Guide, "Configure Lambda function memory"). */
export const MEMORY_OF_A_PROCESSOR_MB = 1769;

const PERIOD_MS = 100;
const CHECK_MS = 10;
/** Linux counts processor time in hundredths of a second (USER_HZ). */
const TICK_MS = 10;

/** Processor time of a process in milliseconds; `undefined` if it is gone, or the system has no /proc. */
export function processorTimeOf(pid: number): number | undefined {
  try {
    // The name in brackets may hold spaces: fields are counted behind it; utime and stime are the 14th and 15th.
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
  } catch {
    return undefined;
  }
}

/**
 * Keeps a process to its share: in each period it is stopped when it has used its part, as the kernel's bandwidth control
 * does it for a container. A share of one processor or more is not limited. Returns how it is ended.
 */
export function limitProcessor(pid: number, memoryMb: number): () => void {
  const share = memoryMb / MEMORY_OF_A_PROCESSOR_MB;
  if (share >= 1 || processorTimeOf(pid) === undefined) return () => {};
  let periodStart = performance.now();
  let usedBefore = processorTimeOf(pid) ?? 0;
  let stopped = false;
  const send = (signal: 'SIGSTOP' | 'SIGCONT') => {
    stopped = signal === 'SIGSTOP';
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended.
    }
  };
  const check = setInterval(() => {
    const used = processorTimeOf(pid);
    if (used === undefined) return;
    const now = performance.now();
    const periods = Math.floor((now - periodStart) / PERIOD_MS);
    if (periods > 0) {
      // What was overdrawn is paid back; what was left over is not kept.
      usedBefore = Math.min(used, usedBefore + periods * PERIOD_MS * share);
      periodStart += periods * PERIOD_MS;
    }
    const isOver = used - usedBefore >= PERIOD_MS * share;
    if (isOver !== stopped) send(isOver ? 'SIGSTOP' : 'SIGCONT');
  }, CHECK_MS);
  return () => {
    clearInterval(check);
    if (stopped) send('SIGCONT');
  };
}
