/** Do new studies look like those of training? Every variable of a month, and one variable over the months. */
import type { JSX } from 'preact';
import { useId } from 'preact/hooks';
import { Figure } from '../../components/figure.tsx';
import { boxOf, type Size } from '../../components/plot/frame.tsx';
import { Estimate } from '../../components/plot/marks.tsx';
import { px } from '../../components/plot/path.ts';
import { decimalsOf, domainOf, linear, ticksOf } from '../../components/plot/scale.ts';
import { query, setQuery } from '../../service/location.ts';
import { difference } from '../../texts/intervals.ts';
import { decimal, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { type Monitoring, monthsOf, type Shift, shiftsOfMonth, shiftsOfVariable, variableToShow } from './drift.ts';
import { MonthFrame } from './month-frame.tsx';

/** Every variable of the month that the address names, else of the newest. */
export function DriftOfMonth({ monitoring }: { readonly monitoring: Monitoring }): JSX.Element {
  const texts = t().monitoring.drift;
  const months = monthsOf(monitoring);
  const newest = months.at(-1);
  const named = query('month') ?? '';
  const month = months.includes(named) ? named : newest;
  return (
    <section class="card">
      <h2>{texts.title}</h2>
      {month === undefined ? (
        <p class="small dim">{texts.none}</p>
      ) : (
        <>
          <p class="lead">{texts.lead}</p>
          <Choice name="month" label={texts.month} chosen={month} options={[...months].reverse()} />
          <OfMonth shifts={shiftsOfMonth(monitoring, month)} month={month} />
        </>
      )}
    </section>
  );
}

/** One variable over the months: the one that the address names, else the one to look at first. */
export function DriftOverMonths({ monitoring }: { readonly monitoring: Monitoring }): JSX.Element | null {
  const texts = t().monitoring.drift;
  const newest = monthsOf(monitoring).at(-1);
  if (newest === undefined) return null;
  const variables = shiftsOfMonth(monitoring, newest)
    .map(({ variable }) => variable)
    .sort();
  const named = query('variable') ?? '';
  const variable = variables.includes(named) ? named : (variableToShow(monitoring) ?? variables[0]);
  return (
    <section class="card">
      <h2>{texts.since}</h2>
      <Choice name="variable" label={texts.variable} chosen={variable} options={variables} />
      <OverMonths shifts={shiftsOfVariable(monitoring, variable)} variable={variable} />
    </section>
  );
}

function Choice({
  name,
  label,
  chosen,
  options,
}: {
  readonly name: 'month' | 'variable';
  readonly label: string;
  readonly chosen: string;
  readonly options: readonly string[];
}): JSX.Element {
  const id = useId();
  return (
    <div class="between">
      <label class="sr" for={id}>
        {label}
      </label>
      <select
        class="input fit"
        id={id}
        value={chosen}
        onChange={({ currentTarget }) => setQuery({ [name]: currentTarget.value })}
      >
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </div>
  );
}

/** How a shift is read: "+0.31 (0.02–0.60)", or that there are too few studies. */
function words({ shift, interval }: Shift): string {
  return shift === null ? t().monitoring.tooFew : difference(shift, interval);
}

function tableOf(shifts: readonly Shift[], first: (shift: Shift) => string, caption: string, column: string) {
  const texts = t().monitoring.drift;
  return {
    caption,
    columns: [column, texts.shift, texts.pooled, texts.studies, texts.judged],
    rows: shifts.map((shift) => [
      first(shift),
      words(shift),
      whole(shift.months),
      whole(shift.n),
      shift.shift === null ? t().monitoring.tooFew : shift.drifted ? texts.drifted : texts.notDrifted,
    ]),
  };
}

const ROW = 26;

function OfMonth({ shifts, month }: { readonly shifts: readonly Shift[]; readonly month: string }): JSX.Element {
  const texts = t().monitoring.drift;
  const drawn = shifts.slice(0, 12);
  const values = shifts.flatMap(({ shift, interval }) => [shift, ...(interval ?? [])]);
  const domain = domainOf([...values, -0.5, 0.5]);
  const height = 12 + ROW * drawn.length + 44;
  return (
    <Figure
      title={texts.ofMonth(month)}
      description={`${shifts.map((shift) => `${shift.variable}: ${words(shift)}`).join('; ')}.`}
      size={{ width: 560, height }}
      narrow={{ width: 340, height: height + 14 * drawn.length }}
      draw={(size) => <Bars size={size} shifts={drawn} domain={domain} />}
      table={tableOf(shifts, ({ variable }) => variable, texts.ofMonth(month), texts.variable)}
    />
  );
}

/** On a phone the name of a variable is above its interval, else to its left. */
function Bars({
  size,
  shifts,
  domain,
}: {
  readonly size: Size;
  readonly shifts: readonly Shift[];
  readonly domain: readonly [number, number];
}): JSX.Element {
  const isNarrow = size.width < 400;
  const box = boxOf(size, isNarrow ? 8 : 236);
  const x = linear(domain, [box.left, box.right]);
  const ticks = ticksOf(...domain, isNarrow ? 4 : 5);
  const step = (box.bottom - box.top) / Math.max(1, shifts.length);
  return (
    <>
      {ticks.map((tick) => (
        <g key={tick}>
          <line x1={px(x(tick))} y1={box.top} x2={px(x(tick))} y2={box.bottom} class={tick === 0 ? 'ax' : 'gr'} />
          <text x={px(x(tick))} y={box.bottom + 18} text-anchor="middle">
            {decimal(tick, decimalsOf(ticks))}
          </text>
        </g>
      ))}
      <text x={px((box.left + box.right) / 2)} y={box.bottom + 38} text-anchor="middle">
        {t().monitoring.drift.axis}
      </text>
      {shifts.map((shift, k) => {
        const top = box.top + k * step;
        const y = isNarrow ? top + step - 8 : top + step / 2;
        return (
          <g key={shift.variable}>
            <text
              x={isNarrow ? box.left : box.left - 10}
              y={px(isNarrow ? top + 14 : y + 4)}
              text-anchor={isNarrow ? 'start' : 'end'}
              class={shift.drifted ? 'b' : undefined}
            >
              {shortened(shift.variable, isNarrow ? 44 : 31)}
            </text>
            {shift.shift === null ? (
              <text x={px(x(0) + 6)} y={px(y + 4)}>
                {t().monitoring.tooFew}
              </text>
            ) : (
              <>
                {shift.interval && (
                  <line
                    x1={px(x(shift.interval[0]))}
                    y1={px(y)}
                    x2={px(x(shift.interval[1]))}
                    y2={px(y)}
                    class={`d${shift.drifted ? 2 : 1} th1`}
                  />
                )}
                <circle cx={px(x(shift.shift))} cy={px(y)} r="4.5" class={shift.drifted ? 'f2' : 'pt1'} />
              </>
            )}
          </g>
        );
      })}
    </>
  );
}

/** A name without its middle: features of one sequence begin alike, and end alike too. */
function shortened(name: string, most: number): string {
  const head = Math.floor((most - 1) / 3);
  return name.length <= most ? name : `${name.slice(0, head)}…${name.slice(name.length - (most - 1 - head))}`;
}

function OverMonths({
  shifts,
  variable,
}: {
  readonly shifts: readonly Shift[];
  readonly variable: string;
}): JSX.Element {
  const texts = t().monitoring.drift;
  const title = texts.overMonths(variable);
  const domain = domainOf([...shifts.flatMap(({ shift, interval }) => [shift, ...(interval ?? [])]), -0.5, 0.5]);
  return (
    <Figure
      title={title}
      description={`${shifts.map((shift) => `${shift.month}: ${words(shift)}`).join('; ')}.`}
      size={{ width: 560, height: 220 }}
      narrow={{ width: 340, height: 220 }}
      draw={(size) => (
        <MonthFrame
          size={size}
          months={shifts.map(({ month }) => month)}
          domain={domain}
          label={texts.shortAxis}
          reference={0}
        >
          {(x, y) =>
            shifts.map(({ shift, interval, drifted, month }, k) =>
              shift === null ? null : (
                <Estimate
                  key={month}
                  at={[x(k), y(shift)]}
                  from={interval ? y(interval[0]) : undefined}
                  to={interval ? y(interval[1]) : undefined}
                  hue={drifted ? 2 : 1}
                  hollow={!drifted}
                />
              ),
            )
          }
        </MonthFrame>
      )}
      table={tableOf(shifts, ({ month }) => month, title, texts.month)}
    />
  );
}
