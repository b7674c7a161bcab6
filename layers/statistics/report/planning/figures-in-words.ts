/** Numbers of a plan, as a reader wants them. */
import type { Spread } from '../../planning/spread.ts';
import { fixed } from '../plots/models.ts';

/** A whole number with its thousands apart: 12,345. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** A number of patients with the expected number of events, rounded up as those who recruit must. */
export function patientsText(patients: number, events: number): string {
  return `${whole(patients)} (${whole(Math.ceil(events - 1e-9))} with the outcome)`;
}

export function percent(share: number, decimals = 0): string {
  return `${(100 * share).toFixed(decimals)} %`;
}

/** Mean with its Monte Carlo error. */
export function meanText({ mean, error }: Spread): string {
  return `${fixed(mean)} ± ${fixed(error)}`;
}

/** "0.41 to 0.62", of 95 % of simulations. */
export function middle95({ quantiles }: Spread): string {
  return `${fixed(quantiles['0.025'])} to ${fixed(quantiles['0.975'])}`;
}
