/** The study that is being put together: it stays when the view is left, and is forgotten when it was sent or the tab closed. */
import { computed, signal } from '@preact/signals';
import type { InspectedStudy } from '../../engine/messages.ts';
import type { ChosenFolder } from '../../service/chosen-files.ts';
import { type Corrections, filesToSend, NO_CORRECTIONS, sequencesOf } from './draft.ts';
import { EMPTY_FIELDS, type Fields } from './form.ts';

export const chosen = signal<ChosenFolder | undefined>(undefined);
export const inspected = signal<InspectedStudy | undefined>(undefined);
/** Seconds that the inspection took. */
export const inspectedIn = signal(0);
export const corrections = signal<Corrections>(NO_CORRECTIONS);
export const fields = signal<Fields>(EMPTY_FIELDS);
/** What the service would find of the corrected study. */
export const checked = signal<InspectedStudy | undefined>(undefined);

/** What inspection found, for the form. */
export const found = computed(() => {
  if (!inspected.value) return undefined;
  const { inspection, proposal } = inspected.value;
  return { series: inspection.series, rois: inspection.rois, proposal };
});

/** The sequences as they would be sent. */
export const sequences = computed(() => {
  if (!found.value || !chosen.value) return {};
  const names = chosen.value.files.map(({ name }) => name);
  return sequencesOf(found.value, corrections.value, names);
});

/** The files that would be sent. */
export const sentFiles = computed(() => {
  const { files } = chosen.value ?? { files: [] };
  if (!found.value) return [];
  const byName = new Map(files.map((one) => [one.name, one]));
  const paths = filesToSend([...byName.keys()], sequences.value, found.value.proposal);
  return paths.flatMap((path) => byName.get(path) ?? []);
});

export function correct(change: Partial<Corrections>): void {
  corrections.value = { ...corrections.value, ...change };
}

export function fill(change: Partial<Fields>): void {
  fields.value = { ...fields.value, ...change };
}

/** Another folder: what was found and corrected is gone, what was typed stays. */
export function choose(folder: ChosenFolder): void {
  inspected.value = undefined;
  checked.value = undefined;
  corrections.value = NO_CORRECTIONS;
  fill({ hasLooked: false });
  chosen.value = folder;
}

export function forgetDraft(): void {
  chosen.value = undefined;
  inspected.value = undefined;
  checked.value = undefined;
  corrections.value = NO_CORRECTIONS;
  fields.value = EMPTY_FIELDS;
}
