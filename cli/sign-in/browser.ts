/** Opens an address in the browser of the person at the terminal, if there is one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The program that opens an address, and what comes before it. None runs a shell: addresses hold `&`. */
const OPENERS: Readonly<Partial<Record<NodeJS.Platform, readonly [string, ...string[]]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  linux: ['xdg-open'],
};

/** Whether a program was found that opens the address; it may still fail. */
export async function openBrowser(url: string): Promise<boolean> {
  const [program, ...options] = OPENERS[process.platform] ?? [];
  if (!program || (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY)) return false;
  try {
    const opener = spawn(program, [...options, url], { stdio: 'ignore', detached: true });
    await once(opener, 'spawn');
    opener.unref();
    return true;
  } catch {
    return false;
  }
}
