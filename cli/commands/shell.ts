/** What a command needs to declare itself: the program that it joins, the terminal, and a place for its exit code. */
import type { Command } from 'commander';
import type { ExitCode } from '../terminal/failure.ts';
import type { Terminal } from '../terminal/terminal.ts';

export interface Shell {
  readonly terminal: Terminal;
  /** Keeps the exit code of the command that ran. */
  readonly end: (code: ExitCode) => void;
}

/**
 * Adds one command to the program. Every start declares all commands, so a declaration imports only what its options
 * need; the action loads the rest when the command is called.
 */
export type Declaration = (program: Command, shell: Shell) => void;
