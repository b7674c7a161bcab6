/** Trains a version of a line that is there, by its recipe. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { dataOf } from '../../../api/client.ts';
import { Confirmation } from '../../../components/dialog.tsx';
import { navigate } from '../../../service/location.ts';
import { api } from '../../../service/service.ts';
import { institution } from '../../../service/session.ts';
import { t } from '../../../texts/texts.ts';
import type { LineData } from '../line/line-data.ts';
import { addressOf, referenceOf } from '../line/line-types.ts';

/** Nothing for who may not train. */
export function TrainButton({ data }: { readonly data: LineData }): JSX.Element | null {
  // The key of the request: however often it is made, it starts one run.
  const [key, setKey] = useState<string>();
  const texts = t().models.training;
  if (!data.mayChange) return null;
  const { line } = data;
  const train = async (): Promise<void> => {
    const { institutions } = line.recipe;
    const started = await dataOf(
      api().POST('/v1/models', {
        params: { header: { 'idempotency-key': key } },
        body: { name: line.name, ...(institutions && { institutions }) },
      }),
    );
    // The service says whose line it was: a consortium's may have the name of an own one.
    navigate(addressOf(referenceOf(started, institution.value), 'runs', started.runId));
  };
  return (
    <>
      <button type="button" class="btn" onClick={() => setKey(crypto.randomUUID())}>
        {texts.train}
      </button>
      {key !== undefined && (
        <Confirmation
          title={texts.trainTitle(line.name)}
          keep={texts.keep}
          confirm={texts.confirm}
          onKeep={() => setKey(undefined)}
          onConfirm={train}
        >
          <p>{texts.trainBody}</p>
          <p>{line.settings.promotion === 'automatic' ? texts.automatic : texts.manual}</p>
          <p class="small dim">{texts.trainLook(line.testLooks)}</p>
        </Confirmation>
      )}
    </>
  );
}
