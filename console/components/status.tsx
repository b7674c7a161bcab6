/** Status: always a shape, a word and a colour. */
import type { JSX } from 'preact';
import type { SequenceState, StudyState } from '../api/study-states.ts';
import { t } from '../texts/texts.ts';
import { Icon, type IconName } from './icon.tsx';

type Tone = 'ok' | 'warn' | 'bad' | 'run' | 'quiet' | 'info';

const STUDY: Readonly<Record<StudyState, readonly [Tone, IconName]>> = {
  complete: ['ok', 'tick'],
  partial: ['warn', 'half'],
  refused: ['bad', 'cross'],
  quarantined: ['bad', 'lock'],
  failed: ['bad', 'triangle'],
  waiting: ['warn', 'clock'],
  analysing: ['run', 'running'],
  uploading: ['run', 'upload'],
};

const SEQUENCE: Readonly<Record<SequenceState, readonly [Tone | '', IconName]>> = {
  done: ['ok', 'tick'],
  refused: ['bad', 'cross'],
  missing: ['warn', 'minus'],
  running: ['run', 'running'],
  waiting: ['', 'clock'],
  'not-read': ['', 'none'],
};

/** A pill with any words, of one tone. */
export function Pill({
  tone,
  icon,
  children,
}: {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly children: string;
}): JSX.Element {
  return (
    <span class={`pill ${tone}`}>
      <Icon name={icon} />
      {children}
    </span>
  );
}

/** The status of a study. */
export function StatusPill({ state }: { readonly state: StudyState }): JSX.Element {
  const [tone, icon] = STUDY[state];
  return (
    <Pill tone={tone} icon={icon}>
      {t().status[state]}
    </Pill>
  );
}

/** One sequence of a study: its name, its state, and a bar while it runs. */
export function SequenceChip({
  name,
  state,
  done,
}: {
  readonly name: string;
  readonly state: SequenceState;
  readonly done?: number;
}): JSX.Element {
  const [tone, icon] = SEQUENCE[state];
  return (
    <span class={`seq ${tone}`}>
      <span>
        <b class="xs">{name}</b>
        <Icon name={icon} label={`${name} ${t().sequenceState[state]}`} />
      </span>
      {done !== undefined && <progress max={1} value={done} aria-label={name} />}
    </span>
  );
}
