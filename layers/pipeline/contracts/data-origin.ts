/** Whose data a study or a model is of: patients', or nobody's. */
import { z } from 'zod';
import { DATA_ORIGINS } from './choices.ts';

export const dataOrigin = z.enum(DATA_ORIGINS).meta({
  id: 'DataOrigin',
  description: 'patient, or synthetic: drawn by a program. Models of the one never answer for studies of the other',
});
export type DataOrigin = z.infer<typeof dataOrigin>;

/** Of a study, cohort or version; what was stored before the field was there is of patients. */
export function originOf(of: { readonly dataOrigin?: DataOrigin }): DataOrigin {
  return of.dataOrigin ?? 'patient';
}

/** Institutions of the demonstration hold synthetic studies and nothing else; their names show it. */
export function isDemonstration(institution: string): boolean {
  return institution.startsWith('demo-');
}

/**
 * Of the rows that a cohort takes: synthetic if all institutions are of the demonstration, or if none of the studies is a
 * patient's; else patients'. Studies of the other origin are left out.
 */
export function originOfCohort(
  institutions: readonly string[],
  studies: readonly { readonly dataOrigin?: DataOrigin }[],
): DataOrigin {
  if (institutions.length > 0 && institutions.every(isDemonstration)) return 'synthetic';
  return studies.length > 0 && studies.every((study) => originOf(study) === 'synthetic') ? 'synthetic' : 'patient';
}
