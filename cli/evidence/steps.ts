/** The steps of a verification, in order, and the first one that differs. */
import type { Terminal } from '../terminal/terminal.ts';

/** In the order in which a study runs; a difference in one makes all later ones differ. */
export const STEPS = [
  'signature',
  'crate',
  'image',
  'settings',
  'engine',
  'features',
  'table',
  'seed',
  'protocol',
  'split',
  'selection',
  'coefficients',
  'report',
  'sheets',
] as const;
export type Step = (typeof STEPS)[number];

/** A step gives something else than the bundle says. */
export class StepDiffers extends Error {
  override readonly name = 'StepDiffers';
  readonly step: Step;

  constructor(step: Step, message: string) {
    super(message);
    this.step = step;
  }
}

export interface PassedStep {
  readonly step: Step;
  readonly outcome: 'same' | 'not checked';
  readonly message: string;
}

/** Keeps what was checked, and says it. */
export class StepLog {
  readonly passed: PassedStep[] = [];
  readonly #terminal: Terminal;
  readonly #isSilent: boolean;

  constructor(terminal: Terminal, isSilent: boolean) {
    this.#terminal = terminal;
    this.#isSilent = isSilent;
  }

  same(step: Step, message: string): void {
    this.#add({ step, outcome: 'same', message });
  }

  notChecked(step: Step, message: string): void {
    this.#add({ step, outcome: 'not checked', message });
  }

  #add(passed: PassedStep): void {
    this.passed.push(passed);
    if (!this.#isSilent) this.#terminal.out(`${passed.outcome.padEnd(12)}${passed.step.padEnd(14)}${passed.message}\n`);
  }
}

/** The first place where two JSON values differ, as a pointer with both values; undefined if they are the same. */
export function firstDifference(got: unknown, wanted: unknown, path = ''): string | undefined {
  if (typeof got !== 'object' || typeof wanted !== 'object' || got === null || wanted === null) {
    return Object.is(got, wanted) ? undefined : `${path || '/'} is ${brief(got)}; wanted ${brief(wanted)}`;
  }
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(got)])];
  for (const name of names) {
    const [a, b] = [(got as Record<string, unknown>)[name], (wanted as Record<string, unknown>)[name]];
    const found = firstDifference(a, b, `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    if (found) return found;
  }
  return undefined;
}

/** Every seed in a document by its place. */
export function seedsIn(value: unknown, path = ''): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const found: Record<string, unknown> = {};
  for (const [name, one] of Object.entries(value)) {
    if (name === 'seed') found[`${path}/seed`] = one;
    else Object.assign(found, seedsIn(one, `${path}/${name}`));
  }
  return found;
}

function brief(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
