/** A version that is a published signature: where it is from, what was assumed; there is no curve to draw. */
import type { JSX } from 'preact';
import { Finding } from '../../../components/finding.tsx';
import { moment } from '../../../texts/numbers.ts';
import { t } from '../../../texts/texts.ts';
import type { Version } from '../line/line-types.ts';

type Imported = NonNullable<Version['imported']>;

export function ImportedSignature({
  version,
  imported,
}: {
  readonly version: Version;
  readonly imported: Imported;
}): JSX.Element {
  const texts = t().models.imported;
  const { title, doi, citation, coefficients, sha256, measuredBy, assumed, open } = imported;
  return (
    <section class="card stack">
      <h2>{texts.title}</h2>
      <p>{title}</p>
      <Finding tone="info" title={texts.lead} level={3}>
        {texts.gates}
      </Finding>
      {coefficients === 'made up' && <Finding tone="warn" title={texts.madeUp} level={3} />}
      <dl class="kv">
        <dt>{texts.source}</dt>
        <dd>{doi === null ? (citation ?? texts.notStated) : `doi:${doi}`}</dd>
        <dt>{texts.measuredBy}</dt>
        <dd>{measuredBy ?? texts.ownSettings}</dd>
        <dt>{texts.features}</dt>
        <dd>{version.selected.join(', ')}</dd>
        <dt>{texts.assumed}</dt>
        <dd>{assumed.map(({ path, value }) => `${path} = ${value}`).join(', ') || texts.nothing}</dd>
        <dt>{texts.open}</dt>
        <dd>{String(open)}</dd>
        <dt>{texts.when}</dt>
        <dd>{moment(version.createdAt)}</dd>
        <dt>SHA-256</dt>
        <dd class="mono break">{sha256}</dd>
      </dl>
    </section>
  );
}
