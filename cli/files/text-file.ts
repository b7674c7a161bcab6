/** Reads a file of text that the user named; a missing one is refused with what it should have been. */
import { readFileSync } from 'node:fs';
import { InputRefused } from '@radscore/imaging';

/** Reads a file as text; `wanted` is what a refusal calls it. @throws InputRefused `file-missing` */
export function readText(file: string, wanted: string): string {
  return readBytes(file, wanted).toString('utf8');
}

/** Reads a file; `wanted` is what a refusal calls it. @throws InputRefused `file-missing` */
export function readBytes(file: string, wanted: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    const { code = 'an error' } = cause as NodeJS.ErrnoException;
    const got = code === 'ENOENT' ? 'no such file' : `${code} from the system`;
    throw new InputRefused({ code: 'file-missing', file, got, wanted, remedy: 'Check the path.' }, { cause });
  }
}
