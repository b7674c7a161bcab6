/** What each feature adds to the Rad-score: sorted bars, plain meaning over the technical name, sum and intercept stated. */
import type { JSX } from 'preact';
import { decimal, signed } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { Drawing, SameAsTable } from '../figure.tsx';
import { px } from '../plot/path.ts';
import { bySize, type Contribution, contributionLayout } from './contribution-layout.ts';

export interface ContributionBarsProps {
  readonly contributions: readonly Contribution[];
  readonly intercept: number;
  readonly radScore: number;
}

/** The drawing and the same as a table; the heading is the page's. */
export function ContributionBars({ contributions, intercept, radScore }: ContributionBarsProps): JSX.Element {
  const texts = t().predictionPage.contributions;
  const sorted = bySize(contributions);
  const description = sorted.map(({ feature, contribution }) => `${feature}: ${signed(contribution)}`).join('; ');
  const digits = (value: number): string => (value === 0 ? '0' : decimal(value, Math.abs(value) < 0.01 ? 5 : 3));
  return (
    <>
      {[true, false].map((isWide) => {
        const layout = contributionLayout(contributions, signed, isWide);
        return (
          <Drawing
            key={String(isWide)}
            title={texts.title}
            description={description}
            size={layout}
            class={isWide ? 'wide-only' : 'narrow'}
            draw={() => <Bars of={layout} isWide={isWide} />}
          />
        );
      })}
      <SameAsTable
        caption={texts.caption}
        columns={[texts.feature, texts.meaning, texts.value, texts.z, texts.contribution]}
        rows={[
          ...sorted.map((one) => [
            one.feature,
            one.meaning,
            digits(one.value),
            signed(one.z),
            signed(one.contribution, 3),
          ]),
          [texts.intercept, '', '', '', signed(intercept, 3)],
          [texts.sum, '', '', '', signed(radScore, 3)],
        ]}
      />
    </>
  );
}

function Bars({
  of,
  isWide,
}: {
  readonly of: ReturnType<typeof contributionLayout>;
  readonly isWide: boolean;
}): JSX.Element {
  const { zero, rows, height } = of;
  const x = of.namesTo ?? 0;
  const anchor = isWide ? 'end' : 'start';
  return (
    <>
      {isWide && <line x1={px(zero)} y1="6" x2={px(zero)} y2={height - 6} class="ax" />}
      {rows.map(({ feature, bar, contribution }) => (
        <g key={feature}>
          {!isWide && <line x1={px(zero)} y1={bar.y - 3} x2={px(zero)} y2={bar.y + bar.height + 3} class="ax" />}
          <rect
            x={px(bar.x)}
            y={px(bar.y)}
            width={px(Math.max(bar.width, 0.5))}
            height={bar.height}
            class={contribution >= 0 ? 'f1' : 'f2'}
            rx="2"
          />
        </g>
      ))}
      {rows.map(({ feature, top, meaningLines, nameLines, label, contribution }) => (
        <g key={feature}>
          {meaningLines.map((line, k) => (
            <text
              key={`m${line}`}
              x={x}
              y={top + 12 + 15 * k}
              text-anchor={anchor}
              class="t"
              font-size={isWide ? 13.5 : 12.5}
            >
              {line}
            </text>
          ))}
          {nameLines.map((line, k) => (
            <text
              key={`n${line}`}
              x={x}
              y={top + 12 + 15 * (k + meaningLines.length)}
              text-anchor={anchor}
              font-size={isWide ? 12 : 9.5}
            >
              {line}
            </text>
          ))}
          <text x={px(label.x)} y={px(label.y)} text-anchor={label.anchor} class="b">
            {signed(contribution)}
          </text>
        </g>
      ))}
    </>
  );
}
