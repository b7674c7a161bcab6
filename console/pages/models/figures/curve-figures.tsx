/** ROC, calibration and decision curve of one or two versions on the same axes. */
import type { JSX } from 'preact';
import { Figure } from '../../../components/figure.tsx';
import { Frame, type Size } from '../../../components/plot/frame.tsx';
import { Estimate, type Key, Legend, Line, Upright } from '../../../components/plot/marks.tsx';
import { clipped, linePath, type Point, pointsOf } from '../../../components/plot/path.ts';
import { domainOf, ticksOf } from '../../../components/plot/scale.ts';
import { between, estimate } from '../../../texts/intervals.ts';
import { decimal, percent } from '../../../texts/numbers.ts';
import { t } from '../../../texts/texts.ts';
import { atThreshold, commonThresholds, sensitivityAt, TENTHS, valueAt } from './curve-tables.ts';
import { benefitAt, type Curves } from './overlays.ts';

const SIZE: Size = { width: 380, height: 300 };
const SHARES = [0, 0.2, 0.4, 0.6, 0.8, 1];
/** The first version is drawn in the first colour without dashes, the second in the second with dashes. */
const hueOf = (k: number): 1 | 2 => (k === 0 ? 1 : 2);

export interface CurveFiguresProps {
  /** One version or two, the first drawn in front. */
  readonly curves: readonly Curves[];
  /** The frozen threshold of the version that answers, or of the first. */
  readonly threshold?: number;
  /** The name of the rows: "Test rows, n = 65". */
  readonly rows: string;
}

/** The three questions of a version, or of two. */
export function CurveFigures(props: CurveFiguresProps): JSX.Element {
  const { curves } = props;
  const texts = t().models;
  const keys: Key[] = [
    ...curves.map(({ version }, k): Key => ({ mark: 'line', hue: hueOf(k), label: texts.version(version) })),
    { mark: 'line', hue: 'g', label: texts.figures.references },
  ];
  return (
    <>
      <Legend keys={keys} />
      <div class="g3">
        <Roc {...props} />
        <Calibration {...props} />
        <DecisionCurves {...props} />
      </div>
    </>
  );
}

function names(curves: readonly Curves[]): string {
  const [first, second] = curves.map(({ version }) => t().models.version(version));
  return second === undefined ? first : t().models.figures.and(first, second);
}

function joined(values: readonly string[]): string {
  return values.length === 2 ? t().models.figures.and(values[0], values[1]) : (values[0] ?? '–');
}

/** Of two versions the first comes last: it is drawn in front. */
function backToFront<One>(list: readonly One[]): { readonly one: One; readonly k: number }[] {
  return list.map((one, k) => ({ one, k })).reverse();
}

function Roc({ curves, rows }: CurveFiguresProps): JSX.Element {
  const texts = t().models.figures.roc;
  const drawn = curves.filter(({ roc }) => roc !== undefined);
  const values = joined(curves.map(({ auc, interval }) => estimate(auc, interval)));
  return (
    <Figure
      title={texts.title}
      description={`${texts.of(names(curves))}. ${texts.described(rows, values)}`}
      size={SIZE}
      draw={(size) => (
        <Frame
          size={size}
          x={{ domain: [0, 1], ticks: SHARES, label: texts.x }}
          y={{ domain: [0, 1], ticks: SHARES, label: texts.y }}
        >
          {(x, y) => (
            <>
              <Diagonal x={x} y={y} />
              {backToFront(curves).map(({ one: { version, roc }, k }) =>
                roc ? (
                  <g key={version}>
                    <Line points={pointsOf(roc.x, roc.y, x, y)} hue={hueOf(k)} />
                    {roc.isGrouped &&
                      pointsOf(roc.x, roc.y, x, y).map((at) =>
                        at ? <Estimate key={at.join()} at={at} hue={hueOf(k)} hollow={k > 0} /> : null,
                      )}
                  </g>
                ) : null,
              )}
            </>
          )}
        </Frame>
      )}
      table={
        drawn.length === 0
          ? undefined
          : {
              caption: texts.of(names(drawn)),
              columns: [texts.x, ...drawn.map(({ version }) => `${t().models.version(version)}: ${texts.y}`)],
              rows: TENTHS.map((share) => [
                decimal(share, 1),
                ...drawn.map(({ roc }) => numberOr(roc ? sensitivityAt(roc, share) : null)),
              ]),
            }
      }
    />
  );
}

function Calibration({ curves, rows }: CurveFiguresProps): JSX.Element {
  const texts = t().models.figures.calibration;
  const values = joined(curves.map(({ calibration }) => estimate(calibration.slope, calibration.slopeInterval)));
  const grouped = curves.filter(({ calibration }) => calibration.groups !== undefined);
  const points = grouped.map(({ version }) => ` ${texts.points(version)}`).join('');
  return (
    <Figure
      title={texts.title}
      description={`${texts.of(names(curves))}. ${texts.described(rows, values)}${points}`}
      size={SIZE}
      draw={(size) => (
        <Frame
          size={size}
          x={{ domain: [0, 1], ticks: SHARES, label: texts.x }}
          y={{ domain: [0, 1], ticks: SHARES, label: texts.y }}
        >
          {(x, y) => (
            <>
              <Diagonal x={x} y={y} />
              {backToFront(curves).map(({ one: { version, calibration }, k }) => (
                <g key={version}>
                  {calibration.curve && (
                    <Line points={within(calibration.curve.x, calibration.curve.y, [0, 1], x, y)} hue={hueOf(k)} />
                  )}
                  {calibration.groups?.map(({ predicted, observed, interval }) => (
                    <Estimate
                      key={predicted}
                      at={[x(predicted), y(observed)]}
                      from={y(interval[0])}
                      to={y(interval[1])}
                      hue={hueOf(k)}
                      hollow
                    />
                  ))}
                </g>
              ))}
            </>
          )}
        </Frame>
      )}
      table={calibrationTable(curves)}
    />
  );
}

function calibrationTable(curves: readonly Curves[]) {
  const texts = t().models.figures.calibration;
  const versions = curves.map(({ version }) => `${t().models.version(version)}: ${texts.y}`);
  const caption = texts.of(names(curves));
  if (curves.some(({ calibration }) => calibration.curve)) {
    const rows = TENTHS.map((share) => [
      percent(share),
      ...curves.map(({ calibration }) => shareOr(calibration.curve ? valueAt(calibration.curve, share) : null)),
    ]).filter(([, ...shares]) => shares.some((one) => one !== '–'));
    return { caption, columns: [texts.x, ...versions], rows };
  }
  const rows = curves.flatMap(({ version, calibration }) =>
    (calibration.groups ?? []).map(({ predicted, observed, interval, n }) => [
      `${t().models.version(version)}: ${percent(predicted)}`,
      `${percent(observed)} (${between(interval) ?? '–'})`,
      String(n),
    ]),
  );
  return rows.length === 0 ? undefined : { caption, columns: [texts.x, texts.y, 'n'], rows };
}

function DecisionCurves({ curves, threshold }: CurveFiguresProps): JSX.Element {
  const texts = t().models.figures.decision;
  const drawn = curves.flatMap(({ version, decision }) => (decision ? [{ version, decision }] : []));
  const inUse =
    threshold === undefined
      ? []
      : drawn.flatMap(({ decision }) => {
          const benefit = benefitAt(decision, threshold);
          return benefit ? [estimate(benefit.model, benefit.interval)] : [];
        });
  const described = threshold === undefined ? texts.noThreshold : texts.described(joined(inUse));
  const all = drawn.flatMap(({ decision }) => decision.model);
  const [low, high] = domainOf([...all, 0]);
  const domain: [number, number] = [Math.max(-0.1, low), high];
  const last = Math.max(0.5, ...drawn.flatMap(({ decision }) => decision.thresholds));
  return (
    <Figure
      title={texts.title}
      description={`${texts.of(names(curves))}. ${described}`}
      size={SIZE}
      draw={(size) => (
        <Frame
          size={size}
          x={{ domain: [0, Math.min(1, last)], label: texts.x }}
          y={{ domain, ticks: ticksOf(...domain, 4), label: texts.y }}
        >
          {(x, y, box) => {
            const cut = (thresholds: Numbers, values: Numbers): (Point | null)[] =>
              within(thresholds, values, domain, x, y);
            return (
              <>
                <line x1={box.left} y1={y(0)} x2={box.right} y2={y(0)} class="ax" />
                {drawn[0] && (
                  <path d={linePath(cut(drawn[0].decision.thresholds, drawn[0].decision.all))} class="ln dg" />
                )}
                {backToFront(drawn).map(({ one: { version, decision }, k }) => (
                  <g key={version}>
                    <Line points={cut(decision.thresholds, decision.model)} hue={hueOf(k)} />
                    {decision.isGrouped &&
                      cut(decision.thresholds, decision.model).map((at) =>
                        at ? <Estimate key={at.join()} at={at} hue={hueOf(k)} hollow={k > 0} /> : null,
                      )}
                  </g>
                ))}
                {threshold !== undefined && threshold <= last && (
                  <Upright x={x(threshold)} box={box}>
                    {texts.inUse(decimal(threshold))}
                  </Upright>
                )}
              </>
            );
          }}
        </Frame>
      )}
      table={
        drawn.length === 0
          ? undefined
          : {
              caption: texts.of(names(curves)),
              columns: [
                texts.x,
                ...drawn.map(({ version }) => `${t().models.version(version)}: ${texts.y}`),
                texts.all,
              ],
              rows: commonThresholds(drawn.map(({ decision }) => decision)).map((one) => [
                percent(one),
                ...drawn.map(({ decision }) => numberOr(atThreshold(decision, decision.model, one))),
                numberOr(atThreshold(drawn[0].decision, drawn[0].decision.all, one)),
              ]),
            }
      }
    />
  );
}

type Numbers = readonly (number | null)[];

/** Points of a line, cut where it leaves a domain upwards or downwards. */
function within(
  xs: Numbers,
  ys: Numbers,
  domain: readonly [number, number],
  x: (value: number) => number,
  y: (value: number) => number,
): (Point | null)[] {
  const same = (value: number): number => value;
  return clipped(pointsOf(xs, ys, same, same), ...domain).map((point) => point && [x(point[0]), y(point[1])]);
}

function numberOr(value: number | null): string {
  return value === null ? '–' : decimal(value);
}

function shareOr(value: number | null): string {
  return value === null ? '–' : percent(value);
}

/** Where a curve of chance, or one that is right, would lie. */
function Diagonal({
  x,
  y,
}: {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}): JSX.Element {
  const ends: [number, number][] = [
    [x(0), y(0)],
    [x(1), y(1)],
  ];
  return <path d={linePath(ends)} class="ln dg" />;
}
