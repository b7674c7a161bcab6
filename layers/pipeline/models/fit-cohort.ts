/** A stored cohort, fitted under its protocol. */
import type { ClinicalColumn, Cohort, Evaluation, FittedModel } from '@radscore/statistics';
import type { SequenceName } from '../contracts/choices.ts';
import { type ClinicalVariable, protocolById } from '../protocols/index.ts';
import { type CohortTable, patientName, rowId, type StoredCohort, siteOf } from './cohort-table.ts';
import { fitOnThreads } from './fitting.ts';
import { type ModellingRecipe, modellingOf } from './recipe.ts';
import { type FittedSubmodel, fitSubmodel, subsetsOf } from './submodels.ts';

/** A stored cohort as the statistics layer takes it. */
export function cohortOf({ table, values, repeats }: StoredCohort): Cohort {
  const { clinical } = protocolById(table.protocol);
  const { columns } = table;
  const recorded = clinical.filter(({ role }) => role === 'recorded');
  return {
    features: {
      ids: table.rows.map(rowId),
      columns: table.columns,
      values,
    },
    outcome: table.rows.map(({ pcr }) => (pcr ? 1 : 0)),
    clinical: clinical.filter((variable) => isLearnt(variable, table)).map((variable) => columnOf(variable, table)),
    ...(recorded.length > 0 && { recorded: recorded.map((variable) => columnOf(variable, table)) }),
    split: table.rows.map(({ split }) => split),
    site: table.rows.map(siteOf),
    patient: table.rows.map(patientName),
    ...(repeats && { repeats: { ids: (table.repeats ?? []).map(({ of }) => rowId(of)), columns, values: repeats } }),
  };
}

/** Of a variable that nobody sent there is nothing to learn, whatever stands in for missing values. */
function isLearnt({ name, role }: ClinicalVariable, { rows }: CohortTable): boolean {
  return role === 'used' && rows.some(({ split, clinical }) => split === 'train' && clinical[name] !== undefined);
}

/** How the protocol's rule for missing values is called by the statistics; rows of a complete case have none. */
const MISSING = { refuse: undefined, 'complete-case': undefined, median: 'median', 'own-level': 'level' } as const;

function columnOf(variable: ClinicalVariable, { rows }: CohortTable): ClinicalColumn {
  const { name, kind } = variable;
  const missing = MISSING[variable.missing];
  return {
    name,
    kind,
    levels: kind === 'continuous' ? undefined : [...variable.levels],
    values: rows.map((row) => row.clinical[name] ?? null),
    ...(missing && { missing }),
  };
}

/**
 * Fits and evaluates as the recipe says. A number in its place is the seed alone, of the protocol without changes.
 *
 * @throws CohortTooSmall, SingleClass, NoFeatureSelected; InvalidTable, SingleBatch, SiteTooSmall or SiteIsOutcome if the cohort
 *   cannot be modelled as the recipe asks
 */
export async function fitCohort(
  cohort: StoredCohort,
  recipe: Omit<ModellingRecipe, 'protocol'> | number,
): Promise<{ model: FittedModel; evaluation: Evaluation }> {
  return fitOnThreads(cohortOf(cohort), protocolOf(cohort, recipe));
}

/** The submodel of some sequences, by the same recipe on the same rows. @throws as {@link fitCohort} */
export async function fitCohortSubmodel(
  cohort: StoredCohort,
  recipe: Omit<ModellingRecipe, 'protocol'>,
  sequences: readonly SequenceName[],
): Promise<FittedSubmodel> {
  return fitSubmodel(cohortOf(cohort), protocolOf(cohort, recipe), sequences);
}

/** The subsets of sequences for which a cohort's run fits submodels. */
export function subsetsOfCohort({ table }: StoredCohort): readonly (readonly SequenceName[])[] {
  return subsetsOf(table.columns);
}

function protocolOf({ table }: StoredCohort, recipe: Omit<ModellingRecipe, 'protocol'> | number) {
  const { protocol } = table;
  return modellingOf({ protocol, ...(typeof recipe === 'number' ? { seed: recipe } : recipe) });
}
