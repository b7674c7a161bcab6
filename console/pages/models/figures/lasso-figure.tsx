/** The LASSO path of a version: what was selected, at which penalty, next to what was not. */
import type { JSX } from 'preact';
import { Figure } from '../../../components/figure.tsx';
import { Frame } from '../../../components/plot/frame.tsx';
import { Line, Upright } from '../../../components/plot/marks.tsx';
import type { Point } from '../../../components/plot/path.ts';
import { ticksOf } from '../../../components/plot/scale.ts';
import { decimal, signed } from '../../../texts/numbers.ts';
import { t } from '../../../texts/texts.ts';
import type { Evaluation } from '../line/line-types.ts';
import { type LassoPath, lassoOf, reachOf } from './lasso.ts';
import { PlotImage } from './plot-image.tsx';

export interface LassoFiguresProps {
  readonly reference: string;
  /** One version or two, each with its evaluation. */
  readonly versions: readonly { readonly version: number; readonly evaluation: Evaluation }[];
}

/** The paths of one version or two, on the same axes. */
export function LassoFigures({ reference, versions }: LassoFiguresProps): JSX.Element {
  const texts = t().models.figures.lasso;
  const paths = versions.flatMap(({ version, evaluation }) => {
    const path = lassoOf(evaluation);
    return path ? [{ version, path }] : [];
  });
  const isGuest = versions.some(({ evaluation }) => evaluation.audience === 'other');
  const reach = reachOf(paths.map(({ path }) => path));
  return (
    <section class="card">
      <h2>{texts.title}</h2>
      <p class="lead">{isGuest ? texts.guest : texts.lead}</p>
      <div class={versions.length > 1 ? 'g2' : undefined}>
        {versions.map(({ version }) => {
          const path = paths.find((one) => one.version === version)?.path;
          if (path) return <LassoFigure key={version} version={version} path={path} reach={reach} />;
          return isGuest ? null : (
            <div key={version}>
              <p class="small dim">{texts.asDrawing}</p>
              <PlotImage reference={reference} version={version} plot="lasso-path.svg" none={texts.guest} />
            </div>
          );
        })}
      </div>
    </section>
  );
}

function LassoFigure({
  version,
  path,
  reach,
}: {
  readonly version: number;
  readonly path: LassoPath;
  readonly reach: number;
}): JSX.Element {
  const texts = t().models.figures.lasso;
  const { logAlphas, candidates, chosen } = path;
  const kept = candidates.filter(({ isKept }) => isKept);
  const [high, low] = [Math.max(...logAlphas), Math.min(...logAlphas)];
  const values = kept.map(({ name, chosen: value }) => `${name} ${signed(value, 3)}`).join(', ');
  return (
    <Figure
      title={texts.of(version)}
      description={texts.described(candidates.length, values)}
      keys={[
        { mark: 'line', hue: 1, label: texts.kept },
        { mark: 'line', hue: 'g', label: texts.others },
      ]}
      size={{ width: 520, height: 300 }}
      narrow={{ width: 340, height: 280 }}
      draw={(size) => (
        <Frame
          size={size}
          x={{
            domain: [high, low],
            ticks: ticksOf(low, high, 4),
            label: texts.x,
            format: (value) => decimal(10 ** value, Math.max(0, Math.ceil(-value))),
          }}
          y={{ domain: [-1.05 * reach, 1.25 * reach], ticks: ticksOf(-reach, reach, 4), label: texts.y }}
        >
          {(x, y, box) => {
            const points = (coefficients: readonly number[]): Point[] =>
              coefficients.map((value, k) => [x(logAlphas[k]), y(value)]);
            return (
              <>
                <line x1={box.left} y1={y(0)} x2={box.right} y2={y(0)} class="ax" />
                {candidates.map(({ name, isKept, coefficients }) =>
                  isKept ? null : <Line key={name} points={points(coefficients)} hue="g" thin />,
                )}
                {kept.map(({ name, coefficients }) => (
                  <Line key={name} points={points(coefficients)} hue={1} />
                ))}
                <Upright x={x(chosen)} box={box}>
                  {texts.chosen(kept.length)}
                </Upright>
              </>
            );
          }}
        </Frame>
      )}
      table={{
        caption: texts.of(version),
        columns: texts.columns,
        rows: [...kept]
          .sort((a, b) => Math.abs(b.chosen) - Math.abs(a.chosen))
          .map(({ name, chosen: value }) => [name, signed(value, 4)]),
      }}
    />
  );
}
