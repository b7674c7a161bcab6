/** `radscore completion`: a script with which a shell completes commands, options and their values. */
import { Argument } from 'commander';
import { SHELLS, type ShellName } from '../completion/shells.ts';
import { EXIT } from '../terminal/failure.ts';
import type { Declaration } from './shell.ts';

export const declareCompletion: Declaration = (program, { terminal, end }) => {
  program
    .command('completion')
    .description('print a script with which a shell completes commands, options and their values')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      `
Examples:
  source <(radscore completion bash)                        # in ~/.bashrc
  source <(radscore completion zsh)                         # in ~/.zshrc, behind compinit
  radscore completion fish | source                         # in ~/.config/fish/config.fish
  radscore completion powershell | Out-String | Invoke-Expression
`,
    )
    .action(async (shell: ShellName) => {
      const { completionScript } = await import('../completion/completion-script.ts');
      terminal.out(completionScript(program, shell));
      end(EXIT.ok);
    });
};
