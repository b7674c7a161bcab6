/** The commands as they are declared, for scripts that complete command lines: names, options, and which values they take. */
import type { Argument, Command, Option } from 'commander';

/** What stands for a value: words of a list, a file, a folder, or anything. */
export type ValueKind = 'choice' | 'file' | 'folder' | 'text';

export interface ValueDescription {
  readonly kind: ValueKind;
  readonly choices: readonly string[];
}

export interface OptionDescription {
  /** `-f` and `--format`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Absent for an option that takes none. */
  readonly value?: ValueDescription;
}

export interface CommandDescription {
  /** From the program on: `models promote`; the program's own is empty. */
  readonly path: string;
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionDescription[];
  readonly values: readonly ValueDescription[];
  readonly commands: readonly CommandDescription[];
}

/** Words that an option or an argument takes, where its declaration does not list them: by its flag, or by `command name`. */
export type MoreChoices = ReadonlyMap<string, readonly string[]>;

const FOLDERS: ReadonlySet<string> = new Set(['dir', 'folder', 'study-dir']);
const FILES: ReadonlySet<string> = new Set(['file', 'image', 'mask', 'model', 'params', 'table', 'out']);

/** The tree of a program's commands. */
export function describeCommand(
  command: Command,
  more: MoreChoices,
  parents: readonly string[] = [],
): CommandDescription {
  const path = parents.join(' ');
  const commands = command.commands.map((child) => describeCommand(child, more, [...parents, child.name()]));
  const help: OptionDescription = { flags: ['-h', '--help'], description: 'display help for command' };
  return {
    path,
    name: command.name(),
    description: command.description(),
    options: [...command.options.filter(({ hidden }) => !hidden).map((option) => describeOption(option, more)), help],
    values: command.registeredArguments.map((argument) => describeArgument(argument, path, more)),
    commands: parents.length > 0 ? commands : [...commands, helpCommand(commands)],
  };
}

/** Every command below one, and itself. */
export function allCommands(command: CommandDescription): readonly CommandDescription[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function describeOption(option: Option, more: MoreChoices): OptionDescription {
  const flags = [option.short, option.long].filter((flag) => flag !== undefined);
  const { description } = option;
  if (!option.required && !option.optional) return { flags, description };
  const choices = option.argChoices ?? more.get(flags.at(-1) ?? '');
  const placeholder = /[<[]([^>\]]+)/.exec(option.flags)?.[1] ?? '';
  return { flags, description, value: choices ? { kind: 'choice', choices } : valueCalled(placeholder) };
}

function describeArgument(argument: Argument, path: string, more: MoreChoices): ValueDescription {
  const choices = argument.argChoices ?? more.get(`${path} ${argument.name()}`);
  return choices ? { kind: 'choice', choices } : valueCalled(argument.name());
}

function valueCalled(placeholder: string): ValueDescription {
  const kind = FOLDERS.has(placeholder) ? 'folder' : FILES.has(placeholder) ? 'file' : 'text';
  return { kind, choices: [] };
}

function helpCommand(commands: readonly CommandDescription[]): CommandDescription {
  const choices = commands.map(({ name }) => name);
  const rest = { options: [], commands: [], values: [{ kind: 'choice' as const, choices }] };
  return { path: 'help', name: 'help', description: 'display help for command', ...rest };
}
