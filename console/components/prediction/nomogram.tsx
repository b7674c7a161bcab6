/** The nomogram drawn with one patient's points: a dot on each axis, dashed lines up to the points, one line down. */

import type { DrawnModel } from '@radscore/statistics';
import type { JSX } from 'preact';
import { decimal } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { Drawing, NumbersTable, SameAsTable } from '../figure.tsx';
import { px } from '../plot/path.ts';
import { ScrollBox } from '../scroll-box.tsx';
import {
  type AxisRow,
  type NomogramLayout,
  type NomogramWords,
  nomogramLayout,
  type PatientPoints,
} from './nomogram-layout.ts';
import { Placed } from './placed.tsx';
import { shareText } from './share-text.ts';

/** Points of a variable with its title. */
export interface NomogramPoints extends PatientPoints {
  readonly label: string;
}

export interface NomogramProps {
  /** The model that the axes are of; without it only the table is shown. */
  readonly model?: DrawnModel;
  readonly points: readonly NomogramPoints[];
  readonly total: number;
  readonly probability: number;
}

/** On a phone the table of points comes first, and the drawing scrolls sideways. */
export function Nomogram({ model, points, total, probability }: NomogramProps): JSX.Element {
  const texts = t().predictionPage.nomogram;
  const layout = model ? nomogramLayout(model, points, total, wordsOfDrawing(total, probability)) : null;
  const parts = points.map(({ label, value, points: of }) => texts.part(label, value, decimal(of, 1))).join(', ');
  const rows = [
    ...points.map(({ label, value, points: of }) => [label, value, decimal(of, 1)]),
    [texts.together, shareText(probability), decimal(total, 1)],
  ];
  const columns = [texts.variable, texts.value, texts.points];
  return (
    <>
      <div class={layout ? 'narrow' : undefined}>
        <NumbersTable caption={texts.caption} columns={columns} rows={rows} />
        <p class="hint">{layout ? texts.scrolls : texts.noDrawing}</p>
      </div>
      {layout && (
        <>
          <ScrollBox label={texts.title}>
            <Drawing
              title={texts.title}
              description={texts.description(parts, decimal(total, 1), shareText(probability))}
              size={layout}
              class="roomy nomogram"
              draw={() => <NomogramAxes of={layout} />}
            />
          </ScrollBox>
          <div class="wide-only">
            <SameAsTable caption={texts.caption} columns={columns} rows={rows} />
          </div>
        </>
      )}
    </>
  );
}

/** The words of a drawing with these two numbers on its last axes. */
export function wordsOfDrawing(total: number, probability: number): NomogramWords {
  const texts = t().predictionPage.nomogram;
  const number = (value: number): string => decimal(value, decimalsOf(value));
  return {
    points: texts.points,
    totalPoints: texts.totalPoints,
    probability: texts.probability,
    radScore: texts.radScore,
    ofPoints: (points) => texts.ofPoints(decimal(points, 0)),
    offAxis: (points) => texts.offAxis(decimal(points, 0)),
    number,
    total: decimal(total, 0),
    probabilityIs: shareText(probability),
  };
}

function decimalsOf(value: number): number {
  return Math.min(6, (String(Number(value.toPrecision(6))).split('.')[1] ?? '').length);
}

/** Lines before texts: texts have a halo of the surface. */
export function NomogramAxes({ of }: { readonly of: NomogramLayout }): JSX.Element {
  return (
    <>
      {of.upwards.map(({ x, from, to }) => (
        <line key={`${x} ${to}`} x1={px(x)} y1={from} x2={px(x)} y2={to} class="me-l" />
      ))}
      {of.rows.map((row) => (
        <AxisLine key={row.name} {...row} />
      ))}
      {of.downwards && (
        <line
          x1={px(of.downwards.x)}
          y1={of.downwards.from}
          x2={px(of.downwards.x)}
          y2={of.downwards.to}
          class="me-s"
        />
      )}
      {of.rows.flatMap(({ name, texts }) =>
        texts.map((text) => (
          <Placed key={`${name} ${text.text} ${text.x} ${text.y}`} of={text} class={text.isBold ? 'b' : undefined} />
        )),
      )}
      {of.rows.flatMap(({ name, dot }) => (dot ? [<Dot key={name} {...dot} />] : []))}
      {of.rows.flatMap(({ name, own }) =>
        own.map((text) => <Placed key={`${name} ${text.text} ${text.y}`} of={text} class="me" />),
      )}
    </>
  );
}

function AxisLine({ axis: { from, to, y }, strokes }: AxisRow): JSX.Element {
  return (
    <>
      <line x1={px(from)} y1={y} x2={px(to)} y2={y} class="ax" />
      {strokes.map(({ x, length, value }) => (
        <line key={`${value} ${x}`} x1={px(x)} y1={y} x2={px(x)} y2={y + length} class="ax" />
      ))}
    </>
  );
}

function Dot({ x, y }: { readonly x: number; readonly y: number }): JSX.Element {
  return (
    <>
      <circle cx={px(x)} cy={y} r="8" class="fl" />
      <circle cx={px(x)} cy={y} r="6.5" class="fa" />
    </>
  );
}
