/** The numbers of monitoring as CSV: one line a variable, span and month; one a month of calibration. */
import { calibrationMonths } from './calibration-months.ts';
import type { Monitoring } from './drift.ts';

export function monitoringCsv(monitoring: Monitoring): string {
  const cell = (value: number | null | undefined): string =>
    value === null || value === undefined ? '' : String(value);
  const drift = monitoring.monitoring.drift.months.flatMap(({ month, variables }) =>
    variables.flatMap(({ variable, spans, adjustedP, drifted }) =>
      spans.map(({ months, n, shift, interval }) =>
        [
          'drift',
          month,
          variable,
          months,
          n,
          cell(shift),
          cell(interval?.[0]),
          cell(interval?.[1]),
          cell(adjustedP),
          drifted,
        ].join(','),
      ),
    ),
  );
  const calibration = calibrationMonths(monitoring).map(({ month, n, ratio, interval, alarm }) =>
    [
      'calibration',
      month,
      'observed/expected',
      '',
      n,
      cell(ratio),
      cell(interval?.[0]),
      cell(interval?.[1]),
      '',
      alarm,
    ].join(','),
  );
  const head = 'kind,month,variable,months_pooled,n,value,low,high,adjusted_p,alarm';
  return `${[head, ...drift, ...calibration].join('\n')}\n`;
}
