/** Are the percentages still right? Observed over expected outcomes, up to the end of each month. */
import type { JSX } from 'preact';
import { Figure } from '../../components/figure.tsx';
import { Estimate } from '../../components/plot/marks.tsx';
import { domainOf } from '../../components/plot/scale.ts';
import { estimate } from '../../texts/intervals.ts';
import { whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { type CalibrationMonth, calibrationMonths } from './calibration-months.ts';
import type { Monitoring } from './drift.ts';
import { MonthFrame } from './month-frame.tsx';

export function CalibrationFigure({ monitoring }: { readonly monitoring: Monitoring }): JSX.Element {
  const texts = t().monitoring.calibration;
  const months = calibrationMonths(monitoring);
  const known = months.filter(({ ratio }) => ratio !== null);
  if (known.length === 0) {
    return (
      <section class="card">
        <h2>{texts.title}</h2>
        <p class="small dim">{months.length === 0 ? texts.none : texts.tooFew(whole(months.at(-1)?.n ?? 0))}</p>
      </section>
    );
  }
  const words = ({ ratio, interval }: CalibrationMonth): string =>
    ratio === null ? t().monitoring.tooFew : estimate(ratio, interval);
  const domain = domainOf([...known.flatMap(({ ratio, interval }) => [ratio, ...(interval ?? [])]), 0.5, 1.5]);
  return (
    <section class="card">
      <Figure
        title={texts.title}
        level={2}
        lead={texts.lead}
        description={`${months.map((month) => `${month.month}: ${words(month)}`).join('; ')}.`}
        size={{ width: 560, height: 280 }}
        narrow={{ width: 340, height: 260 }}
        draw={(size) => (
          <MonthFrame
            size={size}
            months={months.map(({ month }) => month)}
            domain={domain}
            label={texts.axis}
            reference={1}
          >
            {(x, y) =>
              months.map(({ month, ratio, interval, alarm }, k) =>
                ratio === null ? null : (
                  <Estimate
                    key={month}
                    at={[x(k), y(ratio)]}
                    from={interval ? y(interval[0]) : undefined}
                    to={interval ? y(interval[1]) : undefined}
                    hue={alarm ? 2 : 1}
                    hollow={!alarm}
                  />
                ),
              )
            }
          </MonthFrame>
        )}
        table={{
          caption: texts.title,
          columns: [t().monitoring.month, texts.axis, texts.came, texts.all, texts.alarm],
          rows: months.map((month) => [
            month.month,
            words(month),
            whole(month.came),
            whole(month.n),
            month.alarm ? texts.yes : texts.no,
          ]),
        }}
      />
    </section>
  );
}
