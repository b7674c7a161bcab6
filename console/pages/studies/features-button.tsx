/** The institution's table of features, saved as CSV. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { dataOf } from '../../api/client.ts';
import { Icon } from '../../components/icon.tsx';
import { saveFrom } from '../../service/download.ts';
import { api } from '../../service/service.ts';
import { t } from '../../texts/texts.ts';

/**
 * The service makes the table in the background, for any number of studies; the browser then downloads it from the store, so
 * that no page has to hold it.
 */
export function FeaturesButton(): JSX.Element {
  const texts = t().studies;
  const [isBusy, setBusy] = useState(false);
  const [hasFailed, setFailed] = useState(false);
  const fetchTable = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    setFailed(false);
    try {
      saveFrom(await exportedTable());
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

const LOOK_EVERY_MS = 1000;

/** Where the finished table lies. @throws ApiProblem; Error if the export fails */
async function exportedTable(): Promise<string> {
  let made = await dataOf(api().POST('/v1/feature-exports', { body: {} }));
  while (made.status === 'waiting' || made.status === 'running') {
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    made = await dataOf(api().GET('/v1/feature-exports/{id}', { params: { path: { id: made.jobId } } }));
  }
  if (made.table === undefined) throw new Error(`got an export that is ${made.status}; wanted its table`);
  return made.table;
}
