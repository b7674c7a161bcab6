/** `radscore completion SHELL`: the script of a shell, with the words that declarations leave to the layers. */
import { PROTOCOL_IDS } from '@radscore/pipeline';
import { CATALOGUE } from '@radscore/radiomics';
import type { Command } from 'commander';
import { SETTING_NAMES } from '../features/setting-overrides.ts';
import { routeScopes } from '../service/api-description.ts';
import { bashScript } from './bash.ts';
import { type CommandDescription, describeCommand } from './command-tree.ts';
import { fishScript } from './fish.ts';
import { powershellScript } from './powershell.ts';
import type { ShellName } from './shells.ts';
import { zshScript } from './zsh.ts';

const SCRIPTS: Readonly<Record<ShellName, (program: CommandDescription) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
  powershell: powershellScript,
};

/** The completion script of a program for a shell. */
export function completionScript(program: Command, shell: ShellName): string {
  const more = new Map([
    ['--protocol', PROTOCOL_IDS],
    ['--setting', SETTING_NAMES.map((name) => `${name}:`)],
    ['--scope', [...routeScopes()]],
    ['explain name', CATALOGUE.map(({ featureClass, name }) => `${featureClass}_${name}`)],
  ]);
  return SCRIPTS[shell](describeCommand(program, more));
}
