/** Completion for zsh: a function that knows every command, with the descriptions of the help. */
import { quoted } from './bash.ts';
import { allCommands, type CommandDescription, type ValueDescription } from './command-tree.ts';

/** The script; it can be sourced, or lie as `_radscore` in a folder of `fpath`. */
export function zshScript(program: CommandDescription): string {
  const commands = allCommands(program);
  const paths = commands.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  const cases = (of: (command: CommandDescription) => readonly string[]): string => commands.flatMap(of).join('\n');
  return `#compdef radscore
# zsh completion for radscore; in ~/.zshrc, behind compinit: source <(radscore completion zsh)
_radscore() {
  local cur="\${words[CURRENT]}" prev="\${words[CURRENT - 1]}" command="" last="" word
  local -i place=0 i
  for ((i = 2; i < CURRENT; i++)); do
    word="\${words[i]}"
    if [[ $word == -* ]]; then last="$word"; continue; fi
    if [[ -n $last ]] && _radscore_takes_value "$command $last"; then last=""; continue; fi
    last=""
    case "\${command:+$command }$word" in
      (${paths.join('|')}) command="\${command:+$command }$word"; place=0 ;;
      (*) place+=1 ;;
    esac
  done
  if [[ $cur == --*=* ]]; then prev="\${cur%%=*}"; compset -P 1 '*='; cur="\${cur#*=}"; fi
  case "$command $prev" in
${cases(({ path, options }) =>
  options.flatMap(({ flags, value }) => (value ? [`    (${patterns(path, flags)}) ${filling(value)}; return ;;`] : [])),
)}
  esac
  if [[ $cur == -* ]]; then
    case "$command" in
${cases(({ path, options }) => [
  `      (${quoted(path)}) _radscore_described option ${options.flatMap(({ flags, description }) => flags.map((flag) => described(flag, description))).join(' ')} ;;`,
])}
    esac
    return
  fi
  case "$command $place" in
${cases(placeCases)}
  esac
}

_radscore_described() {
  local what="$1"
  shift
  local -a known
  known=("$@")
  _describe -o "$what" known
}

_radscore_takes_value() {
  case "$1" in
${cases(({ path, options }) =>
  options.flatMap(({ flags, value }) => (value ? [`    (${patterns(path, flags)}) return 0 ;;`] : [])),
)}
  esac
  return 1
}

if [[ "\${funcstack[1]}" == _radscore ]]; then _radscore "$@"; else compdef _radscore radscore; fi
`;
}

function placeCases({ path, values, commands }: CommandDescription): string[] {
  const [first, ...rest] = values;
  const below = commands.map(({ name, description }) => described(name, description)).join(' ');
  const own = first ? filling(first) : '';
  const head = [below && `_radscore_described command ${below}`, own].filter((part) => part !== '').join('; ') || ':';
  return [head, ...rest.map(filling)].map((action, place) => `    (${quoted(`${path} ${place}`)}) ${action} ;;`);
}

function filling({ kind, choices }: ValueDescription): string {
  if (kind === 'choice') {
    const goesOn = choices.some((choice) => choice.endsWith(':'));
    return `compadd ${goesOn ? "-S '' " : ''}-- ${choices.map(quoted).join(' ')}`;
  }
  if (kind === 'text') return ':';
  return kind === 'folder' ? '_files -/' : '_files';
}

function described(name: string, description: string): string {
  return quoted(`${name.replaceAll(':', '\\:')}:${description}`);
}

function patterns(path: string, flags: readonly string[]): string {
  return flags.map((flag) => quoted(`${path} ${flag}`)).join('|');
}
