/** Completion for fish: a line for every command, option and value. */
import { allCommands, type CommandDescription, type OptionDescription, type ValueDescription } from './command-tree.ts';

/** The script; it can be sourced, or lie in `~/.config/fish/completions/radscore.fish`. */
export function fishScript(program: CommandDescription): string {
  const lines = allCommands(program).flatMap((command) => {
    const condition = `-n ${quoted(conditionOf(command))}`;
    return [
      ...command.commands.map(
        ({ name, description }) => `complete -c radscore ${condition} -f -a ${quoted(name)} -d ${quoted(description)}`,
      ),
      ...command.options.map((option) => `complete -c radscore ${condition} ${optionOf(option)}`),
      ...valueLine(command, condition),
    ];
  });
  return `# fish completion for radscore; in ~/.config/fish/config.fish: radscore completion fish | source
complete -c radscore -f
${lines.join('\n')}
`;
}

/** When a command is the one that is being written: no command below it is there yet. */
function conditionOf({ path, commands }: CommandDescription): string {
  const names = path.split(' ').filter((name) => name !== '');
  const seen = names.map((name) => `__fish_seen_subcommand_from ${name}`);
  const below =
    commands.length > 0 ? [`not __fish_seen_subcommand_from ${commands.map(({ name }) => name).join(' ')}`] : [];
  return [...seen, ...below].join('; and ');
}

function optionOf({ flags, description, value }: OptionDescription): string {
  const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  return [...names, ...(value ? [takes(value)] : []), `-d ${quoted(description)}`].join(' ');
}

function valueLine({ values }: CommandDescription, condition: string): string[] {
  const choices = values.flatMap((value) => value.choices);
  const hasPath = values.some(({ kind }) => kind === 'file' || kind === 'folder');
  return [
    ...(choices.length > 0 ? [`complete -c radscore ${condition} -f -a ${quoted(choices.join(' '))}`] : []),
    ...(hasPath ? [`complete -c radscore ${condition} -F`] : []),
  ];
}

function takes({ kind, choices }: ValueDescription): string {
  if (kind === 'choice') return `-x -a ${quoted(choices.join(' '))}`;
  if (kind === 'folder') return "-x -a '(__fish_complete_directories)'";
  return kind === 'file' ? '-r -F' : '-x';
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
