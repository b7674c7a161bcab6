/** The command `pyradiomics` of the Python wheel: `radscore extract` under its name, with its output. */
import { Command, CommanderError } from 'commander';
import { declareExtract } from '../commands/extract.ts';
import { withLongNames } from '../features/pyradiomics-options.ts';
import cli from '../package.json' with { type: 'json' };
import { EXIT, type ExitCode, exitCodeOf, explain } from '../terminal/failure.ts';
import { processTerminal } from '../terminal/terminal.ts';

/** Runs the command line without the program's name, and gives the exit code. */
async function run(args: readonly string[]): Promise<ExitCode> {
  let exitCode: ExitCode = EXIT.ok;
  const program = new Command('pyradiomics').exitOverride();
  const end = (code: ExitCode): void => {
    exitCode = code;
  };
  declareExtract(program, { terminal: processTerminal, end });
  // The only command there is stands for itself.
  const [command] = program.commands;
  command.name('pyradiomics').version(cli.version).exitOverride().parent = null;
  try {
    await command.parseAsync(['--format-like', 'pyradiomics', ...withLongNames(args)], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    processTerminal.note(explain(error));
    return exitCodeOf(error);
  }
}

process.exitCode = await run(process.argv.slice(2));
