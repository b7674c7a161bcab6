/** What each protocol takes as the clinical values of a manifest, as schemas for the document of the API. */
import { z } from 'zod';
import { type ClinicalVariable, valuesShown } from './clinical-variable.ts';
import type { Protocol } from './protocol.ts';

/** A schema for each protocol, by its name: `ClinicalHer2Pcr1`. Levels are as the protocol writes them. */
export function clinicalSchemas(protocols: readonly Protocol[]): Record<string, z.ZodObject> {
  return Object.fromEntries(
    protocols.map(({ id, clinical }) => [
      schemaName(id),
      z
        .strictObject(Object.fromEntries(clinical.map((variable) => [variable.name, schemaOf(variable)])))
        .meta({ id: schemaName(id), description: `Clinical values that manifests of ${id} may have` }),
    ]),
  );
}

/** `her2-pcr-3d@1` is `ClinicalHer2Pcr3d1`. */
function schemaName(id: string): string {
  const parts = id.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  return `Clinical${parts.map((part) => part[0].toUpperCase() + part.slice(1)).join('')}`;
}

function schemaOf(variable: ClinicalVariable): z.ZodType {
  const description = `${variable.label}, ${variable.role}: ${valuesShown(variable)}. ${variable.definition}`;
  const own =
    variable.kind === 'continuous'
      ? z.number().min(variable.range[0]).max(variable.range[1])
      : z.enum(variable.levels as [string, ...string[]]);
  const schema = own.meta({ description });
  return variable.missing === 'refuse' ? schema : schema.optional();
}
