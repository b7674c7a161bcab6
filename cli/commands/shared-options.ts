/** Options that several commands share, and the defaults that their help states. */
import { MORPHOLOGIES } from '@radscore/pipeline/choices';
import { RESEARCH_USE } from '@radscore/statistics/wording';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_INSTITUTION, DEFAULT_PROTOCOL } from '../service/defaults.ts';
import { decimalMark, numberBetween, separator, trueOrFalse } from './arguments.ts';

/** Ends the help of every command whose answer could be taken for a finding. */
export const RESEARCH_ONLY = `\n${RESEARCH_USE}\n`;

/** Of the option --json. */
export const AS_API = 'print the answer of the API as JSON';

/** The local cloud that a command means. */
export function withHome(command: Command): Command {
  return command.option('--home <dir>', 'state directory of the local cloud (RADSCORE_HOME; default: .radscore)');
}

/** How a command reaches the service. */
export function withConnection(command: Command): Command {
  return withHome(command)
    .option('--api <url>', 'address of the API (RADSCORE_API; default: the running local cloud)')
    .option('--token <jwt>', 'bearer token (RADSCORE_TOKEN; default: that of the sign-in; the local cloud gives one)')
    .option('--institution <id>', `local cloud: whose studies (RADSCORE_INSTITUTION; default: ${DEFAULT_INSTITUTION})`);
}

/** How a table was saved, if that is not found. */
export function withTableFormat(command: Command): Command {
  return command
    .option('--sheet <name>', 'of a workbook (.xlsx) with several sheets: the name of one, or its number from 1')
    .option('--separator <name>', 'between fields: comma, semicolon, tab or pipe (default: found)', separator)
    .option('--decimal <mark>', 'of numbers: point or comma (default: found)', decimalMark)
    .option('--encoding <name>', 'of text: windows-1252, utf-16le, … (default: UTF-8, or UTF-16 where it is found)');
}

/** What a manifest says of a study. */
export function withManifestOptions(command: Command): Command {
  return command
    .option('--protocol <id>', `study protocol (default: ${DEFAULT_PROTOCOL})`)
    .option('--study-id <id>', 'pseudonym of the study (default: the name of the folder)')
    .option('--sequence <name=image:roi[:label]>', 'where the files of a sequence are; may be repeated', repeated)
    .option(
      '--select <name=volume>',
      'which volume of a sequence, as inspect lists them: dce=type=W,phase=1; may be repeated',
      repeated,
    )
    .option('--phase <n|peak>', 'dce: the phase to read, from 0 in order of time, or peak', phaseOrPeak)
    .option('--accept-repair <name=repair>', 'accept a repair that inspect proposes; may be repeated', repeated)
    .option('--patient <id>', 'pseudonym of the patient, if the patient has several studies or lesions')
    .option('--site <id>', 'hospital or scanner of the images, if not the institution as a whole')
    .option('--repeat-of <study-id>', 'the study whose images these are, segmented again: for robustness by ICC')
    .option('--ki67 <percent>', 'Ki-67 index, per cent', numberBetween(0, 100))
    .addOption(new Option('--morphology <form>', 'tumour morphology').choices(MORPHOLOGIES))
    .option(
      '--clinical <name=value>',
      'any clinical variable that the protocol declares; may be repeated (`radscore clinical variables` lists them)',
      repeated,
    )
    .option('--pcr <true|false>', 'the outcome at surgery, if it is known', trueOrFalse)
    .option('--synthetic', 'the images are synthetic, of no patient: models of patients do not answer for them');
}

function phaseOrPeak(text: string): number | 'peak' {
  if (text === 'peak') return text;
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('wanted a number from 0, or peak.');
}

/** Collects an option that may be given more than once, as text: it is read with the study at hand. */
export function repeated(text: string, earlier: readonly string[] = []): string[] {
  return [...earlier, text];
}
