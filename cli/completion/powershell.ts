/** Completion for PowerShell: a table of the commands, and a block that looks words up in it. */
import { allCommands, type CommandDescription, type ValueDescription } from './command-tree.ts';

/** The script; it needs PowerShell 5 or newer. */
export function powershellScript(program: CommandDescription): string {
  const entries = allCommands(program).map(entryOf);
  return `# PowerShell completion for radscore; in $PROFILE: radscore completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName radscore -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $known = @{
${entries.join('\n')}
  }
  $path = ''
  $place = 0
  $option = ''
  $elements = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | Select-Object -Skip 1)
  foreach ($element in $elements) {
    $word = $element.ToString()
    $below = if ($path) { "$path $word" } else { $word }
    if ($word.StartsWith('-')) { $option = $word }
    elseif ($option -and $known[$path].Values.ContainsKey($option)) { $option = '' }
    elseif ($known.ContainsKey($below)) { $path = $below; $place = 0; $option = '' }
    else { $place++; $option = '' }
  }
  $command = $known[$path]
  $words = if ($option -and $command.Values.ContainsKey($option)) { $command.Values[$option] }
    elseif ($wordToComplete.StartsWith('-')) { $command.Options }
    elseif ($place -eq 0) { @($command.Commands) + @($command.Places[0]) }
    elseif ($place -lt $command.Places.Count) { $command.Places[$place] }
    else { @() }
  # Without words of its own a place takes files, which PowerShell completes itself.
  $words | Where-Object { $_ -and $_.StartsWith($wordToComplete) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
}

function entryOf({ path, options, values, commands }: CommandDescription): string {
  const taking = options.flatMap(({ flags, value }) =>
    value ? flags.map((flag) => `${quoted(flag)} = ${list(choicesOf(value))}`) : [],
  );
  const places = values.map((value) => `,${list(choicesOf(value))}`).join(' + ') || ',@()';
  return [
    `    ${quoted(path)} = @{`,
    `      Commands = ${list(commands.map(({ name }) => name))}`,
    `      Options = ${list(options.flatMap(({ flags }) => flags))}`,
    // Hashtables of PowerShell do not tell cases apart, which the flags -o and -O would need.
    `      Values = @{ ${[...new Set(taking)].join('; ')} }`,
    `      Places = @(${places})`,
    '    }',
  ].join('\n');
}

function choicesOf({ choices }: ValueDescription): readonly string[] {
  return choices;
}

function list(words: readonly string[]): string {
  return `@(${words.map(quoted).join(', ')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
