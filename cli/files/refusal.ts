/** Gives a refusal the name of the file that it is about. */
import { InputRefused } from '@radscore/imaging';

/** Does some work on a file; a refusal that names no file names this one, if it has a name. */
export function naming<T>(file: string | undefined, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof InputRefused) || error.file !== undefined) throw error;
    const { code, got, wanted, remedy } = error;
    throw new InputRefused({ code, file, got, wanted, remedy }, { cause: error });
  }
}
