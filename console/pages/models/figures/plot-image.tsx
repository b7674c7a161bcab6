/** A plot as the service draws it: asked for with the token, shown as an image, described by its own words. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { dataOf } from '../../../api/client.ts';
import { DownloadButton } from '../../../components/download-button.tsx';
import { ScrollBox } from '../../../components/scroll-box.tsx';
import { Failed, Loading } from '../../../components/states.tsx';
import { useAnswer } from '../../../service/asking.ts';
import { api } from '../../../service/service.ts';
import { t } from '../../../texts/texts.ts';

export type Plot = 'nomogram.svg' | 'roc.svg' | 'calibration.svg' | 'decision-curve.svg' | 'lasso-path.svg';

/** What the document says of itself, for those who cannot see it. */
export function descriptionOf(svg: string): string {
  const found = /<desc[^>]*>([^<]*)<\/desc>/.exec(svg)?.[1] ?? '';
  const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', '#39': "'" };
  return found.replace(/&(#?\w+);/g, (whole, name: string) => entities[name] ?? whole);
}

export function PlotImage({
  reference,
  version,
  plot,
  none,
}: {
  readonly reference: string;
  readonly version: number;
  readonly plot: Plot;
  /** What is said if the version has no such plot. */
  readonly none?: string;
}): JSX.Element {
  const asked = useAnswer(`${plot} ${reference} ${version}`, async () =>
    String(
      await dataOf(
        api().GET(`/v1/models/{name}/versions/{version}/${plot}`, {
          params: { path: { name: reference, version } },
          parseAs: 'text',
        }),
      ),
    ),
  );
  const { data, problem } = asked.answer.value;
  const [url, setUrl] = useState<string>();
  useEffect(() => {
    if (data === undefined) return;
    const made = URL.createObjectURL(new Blob([data], { type: 'image/svg+xml' }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [data]);
  const name = t().models.version(version);
  if (problem?.status === 404 && none) return <p class="small dim">{none}</p>;
  if (data === undefined) {
    return problem ? <Failed problem={problem} again={() => void asked.again()} /> : <Loading lines={6} />;
  }
  return (
    <figure class="picture">
      <ScrollBox label={name}>
        {url && <img class="plot roomy" src={url} alt={`${name}: ${descriptionOf(data)}`} />}
      </ScrollBox>
      <figcaption>
        {name}{' '}
        <DownloadButton name={`version-${version}-${plot}`} type="image/svg+xml" content={() => data}>
          SVG
        </DownloadButton>
      </figcaption>
    </figure>
  );
}
