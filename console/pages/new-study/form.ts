/** The fields of the form, and what is still open before the study can be sent. */
import {
  type ManifestContent,
  type Protocol as PipelineProtocol,
  patientId,
  readClinical,
  refusedWithout,
  studyId,
} from '@radscore/pipeline/upload';

/** What the form reads of a protocol. */
export type Protocol = Pick<PipelineProtocol, 'id' | 'title' | 'clinical' | 'outcome'>;
export type Variable = Protocol['clinical'][number];

/** What is typed and chosen. */
export interface Fields {
  readonly studyId: string;
  readonly patient: string;
  readonly protocol: string;
  readonly origin: 'patient' | 'synthetic';
  /** As it is typed: by variable. */
  readonly clinical: Readonly<Record<string, string>>;
  readonly outcome: '' | 'pcr' | 'residual';
  readonly hasLooked: boolean;
}

export const EMPTY_FIELDS: Fields = {
  studyId: '',
  patient: '',
  protocol: 'her2-pcr@1',
  origin: 'patient',
  clinical: {},
  outcome: '',
  hasLooked: false,
};

/** Names of institutions of the demonstration show that their studies are synthetic. */
export function fieldsFor(institution: string): Fields {
  return { ...EMPTY_FIELDS, origin: institution.startsWith('demo-') ? 'synthetic' : 'patient' };
}

export function isPseudonym(text: string): boolean {
  return studyId.safeParse(text).success;
}

/** A number as it is typed, with a point or a comma; the text itself if it is none. */
export function numberFrom(text: string): number | string {
  const plain = text
    .trim()
    .replace('−', '-')
    .replace(/^([+-]?\d*),(\d+)$/, '$1.$2');
  const value = Number(plain);
  return plain !== '' && Number.isFinite(value) ? value : text;
}

/** Clinical values as the protocol writes them, and the variables whose text is none of theirs. */
export function clinicalFrom(
  protocol: Protocol,
  typed: Fields['clinical'],
): {
  readonly clinical: ManifestContent['clinical'];
  readonly wrong: readonly string[];
  readonly unusual: readonly string[];
} {
  const given: Record<string, number | string> = {};
  for (const { name, kind } of protocol.clinical) {
    const text = typed[name]?.trim() ?? '';
    if (text !== '') given[name] = kind === 'continuous' ? numberFrom(text) : text;
  }
  const { clinical, issues, notes } = readClinical(protocol, given);
  return {
    clinical,
    wrong: issues.map(({ path }) => path.replace(/^clinical\./, '')),
    unusual: notes.map(({ message }) => message),
  };
}

/** What keeps the study from being sent, in the order in which the page shows it. */
export type OpenPoint =
  | {
      readonly what:
        | 'checking'
        | 'identity'
        | 'finding'
        | 'undecided'
        | 'noSequence'
        | 'protocol'
        | 'id'
        | 'patient'
        | 'looked';
    }
  | { readonly what: 'clinical' | 'missing'; readonly label: string };

export interface Standing {
  readonly isChecking: boolean;
  readonly verdict: 'accepted' | 'quarantined' | 'refused';
  readonly undecided: number;
  readonly sequences: number;
}

/** @param protocol undefined while it is being loaded */
export function openPoints(fields: Fields, standing: Standing, protocol: Protocol | undefined): OpenPoint[] {
  const points: OpenPoint[] = [];
  if (standing.isChecking) points.push({ what: 'checking' });
  else if (standing.verdict === 'quarantined') points.push({ what: 'identity' });
  else if (standing.undecided > 0) points.push({ what: 'undecided' });
  else if (standing.sequences === 0) points.push({ what: 'noSequence' });
  else if (standing.verdict === 'refused') points.push({ what: 'finding' });
  if (!protocol) points.push({ what: 'protocol' });
  else {
    const { clinical, wrong } = clinicalFrom(protocol, fields.clinical);
    const labelOf = (name: string): string => protocol.clinical.find((one) => one.name === name)?.label ?? name;
    for (const name of wrong) points.push({ what: 'clinical', label: labelOf(name) });
    for (const name of refusedWithout(protocol, clinical)) {
      if (!wrong.includes(name)) points.push({ what: 'missing', label: labelOf(name) });
    }
  }
  if (!isPseudonym(fields.studyId)) points.push({ what: 'id' });
  if (fields.patient !== '' && !patientId.safeParse(fields.patient).success) points.push({ what: 'patient' });
  if (!fields.hasLooked) points.push({ what: 'looked' });
  return points;
}

/** What the manifest says besides its sequences and files. */
export function contentOf(
  fields: Fields,
  protocol: Protocol,
  sequences: ManifestContent['sequences'],
  belongings: ManifestContent['belongings'] = {},
): Omit<ManifestContent, 'files'> {
  const { patient, origin, outcome } = fields;
  return {
    protocol: protocol.id,
    studyId: fields.studyId,
    belongings: { ...belongings, patient: patient || undefined },
    ...(origin === 'synthetic' && { origin }),
    sequences,
    clinical: clinicalFrom(protocol, fields.clinical).clinical,
    ...(outcome !== '' && { outcome: { pcr: outcome === 'pcr' } }),
  };
}
