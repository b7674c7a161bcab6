/** The controls of what-if: one for each clinical variable of a model, with the range, unit and words that the model has. */
import {
  type ClinicalVariable,
  type FittedModel,
  levelWord,
  prettyTicks,
  unitOf,
  variableLabel,
} from '@radscore/statistics';

/** A clinical value; undefined where none is known. */
export type ClinicalValue = number | string | undefined;
export type ClinicalValues = Readonly<Record<string, ClinicalValue>>;

export interface SliderControl {
  readonly kind: 'slider';
  readonly name: string;
  readonly label: string;
  readonly unit?: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly digits: number;
}

export interface ChoiceControl {
  readonly kind: 'choice';
  readonly name: string;
  readonly label: string;
  readonly levels: readonly { readonly value: number | string; readonly word: string }[];
}

export type Control = SliderControl | ChoiceControl;

/** What of a model its controls come from. */
export type ControlledModel = Pick<FittedModel, 'clinical' | 'nomogram' | 'about'>;

/**
 * Controls in the order of the model. A slider goes over the axis of the nomogram, which covers the training values, and
 * farther if the measured value lies outside.
 */
export function controlsOf(model: ControlledModel, measured: ClinicalValues): Control[] {
  if (!model.nomogram) return [];
  return (model.clinical?.variables ?? []).map((variable) => controlOf(model, variable, measured[variable.name]));
}

function controlOf({ about, nomogram }: ControlledModel, variable: ClinicalVariable, measured: ClinicalValue): Control {
  // The range is null, too, in the models that institutions without rows get: their axes cover it in round numbers.
  const { name, kind, levels, values, range } = variable;
  const label = variableLabel(about, name);
  const word = (level: string): string => levelWord(about, name, level);
  if (kind !== 'continuous') {
    return { kind: 'choice', name, label, levels: levels.map((level) => ({ value: level, word: word(level) })) };
  }
  // A number with a few values is a choice; a measured one that is none of them would have no place there.
  const isKnown = measured === undefined || values?.includes(Number(measured));
  if (values && isKnown) {
    return { kind: 'choice', name, label, levels: values.map((value) => ({ value, word: word(String(value)) })) };
  }
  const ticks = nomogram?.scale.axes.find(({ variable: of }) => of === name)?.ticks.map(({ value }) => value) ?? [];
  const own = measured === undefined || !Number.isFinite(Number(measured)) ? [] : [Number(measured)];
  const ends = [...(range ?? []), ...ticks, ...own];
  if (ends.length === 0) return { kind: 'choice', name, label, levels: [] };
  return {
    kind: 'slider',
    name,
    label,
    unit: unitOf(about, name),
    ...gridOf(Math.min(...ends), Math.max(...ends), own),
  };
}

/** Ranges of this width go by whole numbers. */
const WHOLE_FROM = 10;

/** Steps of 1, 2 or 5 times a power of ten that cover a range in about a hundred, whole ones over wide ranges. */
export function gridOf(
  low: number,
  high: number,
  own: readonly number[],
): Pick<SliderControl, 'least' | 'most' | 'step' | 'digits'> {
  const ticks = prettyTicks(low, high, 100);
  const pretty = ticks.length > 1 ? Number((ticks[1] - ticks[0]).toPrecision(6)) : 1;
  // A percentage or an age goes by whole numbers, whatever the range of the training rows is.
  const step = high - low >= WHOLE_FROM ? Math.max(1, pretty) : pretty;
  const least = Math.floor(low / step + 1e-7) * step;
  const most = Math.ceil(high / step - 1e-7) * step;
  const decimals = (value: number): number => Math.min(6, (String(value).split('.')[1] ?? '').length);
  const digits = Math.max(decimals(Number(step.toPrecision(6))), ...own.map(decimals));
  return { least: Number(least.toPrecision(12)), most: Number(most.toPrecision(12)), step, digits };
}

/** Where a slider goes by a key; undefined for keys that are not its own. Ten steps by page, the ends by Home and End. */
export function slid(control: SliderControl, value: number, key: string): number | undefined {
  const { least, most, step } = control;
  const by = (steps: number): number => {
    const moved = Number((value + steps * step).toPrecision(12));
    return Math.max(least, Math.min(most, moved));
  };
  switch (key) {
    case 'ArrowRight':
    case 'ArrowUp':
      return by(1);
    case 'ArrowLeft':
    case 'ArrowDown':
      return by(-1);
    case 'PageUp':
      return by(10);
    case 'PageDown':
      return by(-10);
    case 'Home':
      return least;
    case 'End':
      return most;
    default:
      return undefined;
  }
}

/** A value in words: "35 %", "irregular". @param number writes a number with its decimals */
export function valueText(
  control: Control,
  value: number | string,
  number: (value: number, digits: number) => string,
): string {
  if (control.kind === 'choice') {
    return control.levels.find((level) => String(level.value) === String(value))?.word ?? String(value);
  }
  const shown = typeof value === 'number' ? number(value, control.digits) : value;
  return control.unit === undefined ? shown : `${shown}\u00a0${control.unit}`;
}

/** Whether any value differs from the measured one. */
export function isChanged(values: ClinicalValues, measured: ClinicalValues): boolean {
  const names = new Set([...Object.keys(values), ...Object.keys(measured)]);
  return [...names].some((name) => String(values[name] ?? '') !== String(measured[name] ?? ''));
}
