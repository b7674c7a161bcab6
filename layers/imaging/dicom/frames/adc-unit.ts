/** The unit of an ADC map, from the attributes of its frames. */
import type { DeclaredUnit } from '../../volume/adc-unit.ts';
import { Tag } from '../encoding/tags.ts';
import { anyGroup } from './contrast.ts';
import { realWorldMappings } from './derived-kind.ts';
import type { Frame } from './instance.ts';

/**
 * The unit that a header gives the values of a map: of the real world value mapping (UCUM codes), of the rescale, or of the
 * description, in that order. Undefined where none of them names a diffusivity.
 */
export function declaredAdcUnit({ instance: { dataSet }, index, slope }: Frame): DeclaredUnit | undefined {
  for (const mapping of realWorldMappings(dataSet, index)) {
    const unit = mapping.items(Tag.MeasurementUnitsCodeSequence)[0]?.text(Tag.CodeValue);
    const toMicro = unit === undefined ? undefined : microPerUnit(unit);
    // The mapping is of stored values; what is read went through the rescale.
    const perStored = mapping.number(Tag.RealWorldValueSlope) ?? 1;
    if (toMicro !== undefined)
      return { toMicro: nearestPower(toMicro * (perStored / slope)), keyword: 'RealWorldValueMapping' };
  }
  const rescale = microPerUnit(anyGroup(dataSet, index, Tag.RescaleType).text(Tag.RescaleType) ?? '');
  if (rescale !== undefined) return { toMicro: rescale, keyword: 'RescaleType' };
  const described = microPerUnit(dataSet.text(Tag.SeriesDescription) ?? '');
  return described === undefined ? undefined : { toMicro: described, keyword: 'SeriesDescription' };
}

/** Slopes are rounded; units are powers of ten apart. */
function nearestPower(value: number): number {
  return 10 ** Math.round(Math.log10(value));
}

/** `mm2/s`, `10-6.mm2/s`, `x10^-3 mm^2/s`, `um2/s`, `um2/ms`. */
function microPerUnit(text: string): number | undefined {
  const [, power, area, time] = /(?:10\*?\^?(-\d{1,2})[. *x]*)?(mm|[uµμ]m|cm)\^?(?:2|²)\/(ms|s)\b/i.exec(text) ?? [];
  if (area === undefined) return undefined;
  const areas: Readonly<Record<string, number>> = { mm: 1e6, cm: 1e8 };
  return (areas[area.toLowerCase()] ?? 1) * (time.toLowerCase() === 'ms' ? 1e3 : 1) * 10 ** Number(power ?? 0);
}
