/** English. */
import type { SequenceState, StudyState } from '../../api/study-states.ts';
import { featureMeanings } from './feature-meanings.ts';
import { models } from './models.ts';
import { monitoring } from './monitoring.ts';
import { newStudy } from './new-study.ts';
import { predictionPage } from './prediction.ts';
import { score } from './score.ts';
import { studies } from './studies.ts';
import { study } from './study.ts';

/** Keys of one place: pressed, and what they do. */
interface KeyPlace {
  readonly where: string;
  readonly keys: readonly (readonly [pressed: string, meaning: string])[];
}

type States<Key extends string> = Readonly<Record<Key, string>>;

export const en = {
  name: 'English',
  strip: { researchUse: 'Research use only.', notADevice: 'Not a medical device.', synthetic: 'Synthetic data' },
  shell: {
    skip: 'Skip to the content',
    main: 'Main',
    notice: 'Notice',
    studies: 'Studies',
    models: 'Models',
    monitoring: 'Monitoring',
    score: 'Score here',
    account: 'Account',
    signIn: 'Sign in',
    signOut: 'Sign out',
    language: 'Language',
    components: 'Components',
    keyboard: 'Keyboard',
    documentTitle: (page: string) => `${page} · Radscore`,
    footer: 'Research use only. Not a medical device.',
  },
  status: {
    complete: 'Complete',
    partial: 'Partial',
    refused: 'Refused',
    quarantined: 'Quarantined',
    failed: 'Failed',
    waiting: 'Waiting for files',
    analysing: 'Analysing',
    uploading: 'Uploading',
  } satisfies States<StudyState>,
  sequence: { t2fs: 'T2', dwi: 'DWI', dce: 'DCE' },
  sequenceState: {
    done: 'done',
    refused: 'refused',
    missing: 'missing',
    running: 'running',
    waiting: 'waiting',
    'not-read': 'not read',
  } satisfies States<SequenceState>,
  states: {
    loading: 'Loading',
    again: 'Try again',
    offline: 'The service cannot be reached.',
    offlineMore: 'Nothing is lost. The page goes on by itself when the service answers again.',
    missingScope: 'Your sign-in does not cover this.',
    scopeNeeded: (scope: string) =>
      `This page needs the scope ${scope}. Ask the administrator of your sign-ins for it.`,
    notFound: 'There is no such page.',
    notFoundMore: 'The address may be mistyped, or what it named was withdrawn.',
    expired: 'Your session has ended.',
    expiredMore: 'Sign in again: you come back to this place, and nothing in this tab is lost.',
    unexpected: 'The page met an error of its own.',
  },
  dialog: {
    reason: 'Reason (kept in the audit)',
    reasonTooShort: (least: number) => `Give a reason of at least ${least} characters.`,
  },
  table: {
    clearFilters: 'Clear filters',
    sameAsTable: 'The same as a table',
    previous: 'Previous',
    next: 'Next',
    of: (from: string, to: string, all: string) => `${from} to ${to} of ${all}`,
  },
  reasons: {
    about: (what: string, meaning: string) => `${what}: ${meaning}`,
    unknown: 'The service gives a reason that this page does not know.',
  },
  prediction: {
    probabilityIs: (share: string) => `Probability ${share}`,
    intervalAndThreshold: (interval: string, threshold: string) =>
      `95 % interval ${interval} %; the threshold is at ${threshold}.`,
  },
  keyboard: {
    title: 'Keyboard',
    where: 'Place',
    keys: 'Keys',
    letters: 'Keys without a modifier are shortcuts (never while a field has the focus)',
    close: 'Close',
    places: [
      {
        where: 'Everywhere',
        keys: [
          ['/', 'search'],
          ['?', 'this table'],
          ['g s', 'studies'],
          ['g m', 'models'],
          ['n', 'new study'],
          ['Esc', 'close'],
        ],
      },
      {
        where: 'List',
        keys: [
          ['↑ ↓', 'rows'],
          ['Enter', 'open'],
        ],
      },
      {
        where: 'Viewer',
        keys: [
          ['↑ ↓', 'slice'],
          ['PgUp PgDn', 'ten slices'],
          ['[ ]', 'phase'],
          ['+ −', 'zoom'],
          ['Shift', 'with arrows: pan'],
          ['Alt', 'with arrows: window and level'],
          ['O', 'outline'],
          ['L', 'link'],
          ['H', 'largest slice'],
          ['R', 'reset'],
        ],
      },
      {
        where: 'What if',
        keys: [
          ['← →', 'one step'],
          ['PgUp PgDn', 'ten steps'],
          ['Home End', 'ends'],
        ],
      },
    ] as readonly KeyPlace[],
  },
  signIn: {
    title: 'Sign in',
    lead: 'Radscore predicts, for research, whether a HER2-positive breast tumour will be gone at surgery.',
    button: 'Continue with your hospital account',
    buttonLocal: 'Choose who to be',
    going: 'You are sent to the sign-in of your institution and come back here. Radscore never sees your password.',
    refused: 'The sign-in was not completed.',
    local: 'This is the local cloud: its own page signs you in. The command radscore console does it in one step.',
    handedOver: 'You are signed in. Go back to the other tab; this one can be closed.',
    withoutSigningIn: 'Score here without signing in',
  },
  studies,
  newStudy,
  study,
  predictionPage,
  featureMeanings,
  models,
  monitoring,
  score,
};

/** Every text of the console; a language that lacks one is refused by the compiler. */
export type Texts = typeof en;
