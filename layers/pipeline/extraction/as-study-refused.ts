/** What the engine refuses, as the workflow knows it. */
import { InputRefused } from '@radscore/imaging';
import { StudyRefused } from '../errors.ts';

/** A refusal of the engine, under the name that the state machines know; any other error as it is. */
export function asStudyRefused(error: unknown): unknown {
  return error instanceof InputRefused ? new StudyRefused(error, { cause: error }) : error;
}
