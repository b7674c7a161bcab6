/** The button that promotes a version: disabled, and saying why, if a gate refuses it. */
import type { JSX } from 'preact';
import { t } from '../../../texts/texts.ts';
import type { LineData } from '../line/line-data.ts';
import type { Version } from '../line/line-types.ts';
import { promotionBar } from '../line/standing.ts';
import type { Ask } from './decisions.tsx';
import { gateName } from './gates-table.tsx';

export function PromoteButton({
  version,
  data,
  ask,
  isSlim = false,
}: {
  readonly version: Version;
  readonly data: LineData;
  readonly ask: Ask;
  readonly isSlim?: boolean;
}): JSX.Element | null {
  const texts = t().models.decide;
  const bar = promotionBar(version, data.line, data.mayChange);
  if (bar && bar.why !== 'gates') return null;
  const words = bar
    ? texts.refusedBy(bar.gates.map(gateName).join(', '))
    : isSlim
      ? texts.promote
      : texts.promoteOf(version.version);
  return (
    <button
      type="button"
      class={`btn ${isSlim ? 'slim' : ''} ${bar ? '' : 'primary'}`}
      aria-disabled={bar !== undefined}
      aria-label={bar ? `${texts.promoteOf(version.version)}. ${words}` : texts.promoteOf(version.version)}
      onClick={() => {
        if (!bar) ask({ kind: 'promote', version: version.version });
      }}
    >
      {words}
    </button>
  );
}
