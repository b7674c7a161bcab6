/** The institution's table of features, saved as CSV. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { dataOf } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { save } from '../../service/download.ts';
import { api } from '../../service/service.ts';
import { t } from '../../texts/texts.ts';

/** The service answers with an address of the table, which the browser follows. */
export function FeaturesButton(): JSX.Element {
  const texts = t().studies;
  const [isBusy, setBusy] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const fetchTable = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setFailed(false);
    try {
      const table = await dataOf(api().GET('/v1/features', { parseAs: 'blob' }) as Promise<Fetched>);
      save('features.csv', table);
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <span class="small" role="alert">
        {hasFailed && texts.featuresFailed}
      </span>
      <button type="button" class="btn" aria-disabled={isBusy} onClick={() => void fetchTable()}>
        <Icon name="download" />
        {texts.featuresCsv}
      </button>
    </>
  );
}

/** The document of the API describes the redirect; what it leads to is the table. */
interface Fetched {
  readonly data?: Blob;
  readonly error?: unknown;
  readonly response: Response;
}
