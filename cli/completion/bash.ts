/** Completion for bash: a function that knows every command, without asking the program. */
import { allCommands, type CommandDescription, type ValueDescription } from './command-tree.ts';

/** The script; it needs bash 4 and nothing else. */
export function bashScript(program: CommandDescription): string {
  const commands = allCommands(program);
  const paths = commands.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  const cases = (of: (command: CommandDescription) => readonly string[]): string => commands.flatMap(of).join('\n');
  return `# bash completion for radscore; in ~/.bashrc: source <(radscore completion bash)
_radscore() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD - 1]}" path="" last="" word i
  local -i place=0
  # bash takes --option=value apart.
  if [[ $cur == "=" ]]; then cur=""; elif [[ $prev == "=" ]]; then prev="\${COMP_WORDS[COMP_CWORD - 2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    [[ $word == "=" ]] && continue
    if [[ $word == -* ]]; then last="$word"; continue; fi
    if [[ -n $last ]] && _radscore_takes_value "$path" "$last"; then last=""; continue; fi
    last=""
    case "\${path:+$path }$word" in
      ${paths.join(' | ')}) path="\${path:+$path }$word"; place=0 ;;
      *) place+=1 ;;
    esac
  done
  COMPREPLY=()
  case "$path $prev" in
${cases(({ path, options }) => options.flatMap(({ flags, value }) => (value ? [valueCase(path, flags, value)] : [])))}
  esac
  if [[ $cur == -* ]]; then
    case "$path" in
${cases(({ path, options }) => [`      ${quoted(path)}) _radscore_words ${quoted(options.flatMap(({ flags }) => flags).join(' '))} ;;`])}
    esac
    return
  fi
  case "$path $place" in
${cases((command) => placeCases(command))}
  esac
}

_radscore_words() {
  mapfile -t COMPREPLY < <(compgen -W "$1" -- "$cur")
  # A setting goes on with its value.
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *: ]]; then compopt -o nospace 2> /dev/null; fi
}

_radscore_files() {
  mapfile -t COMPREPLY < <(compgen "$1" -- "$cur")
  compopt -o filenames 2> /dev/null
}

_radscore_takes_value() {
  case "$1 $2" in
${cases(({ path, options }) =>
  options.flatMap(({ flags, value }) => (value ? [`    ${patterns(path, flags)}) return 0 ;;`] : [])),
)}
  esac
  return 1
}

complete -F _radscore radscore
`;
}

function valueCase(path: string, flags: readonly string[], value: ValueDescription): string {
  return `    ${patterns(path, flags)}) ${filling(value)}; return ;;`;
}

function placeCases({ path, values, commands }: CommandDescription): string[] {
  const names = commands.map(({ name }) => name);
  const [first, ...rest] = values;
  // A command's own first argument and the commands below it stand in the same place.
  const words = [...names, ...(first?.choices ?? [])];
  const head = words.length > 0 ? `_radscore_words ${quoted(words.join(' '))}` : first ? filling(first) : ':';
  return [head, ...rest.map(filling)].map((action, place) => `    ${quoted(`${path} ${place}`)}) ${action} ;;`);
}

function filling({ kind, choices }: ValueDescription): string {
  if (kind === 'choice') return `_radscore_words ${quoted(choices.join(' '))}`;
  if (kind === 'text') return ':';
  return `_radscore_files ${kind === 'folder' ? '-d' : '-f'}`;
}

function patterns(path: string, flags: readonly string[]): string {
  return flags.map((flag) => quoted(`${path} ${flag}`)).join(' | ');
}

/** For bash and zsh; also PowerShell, if no quote is in it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
