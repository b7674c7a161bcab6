/** The list of studies. */
import type { JSX } from 'preact';
import { dataOf } from '../../api/client.ts';
import { PageHeading } from '../../components/page-heading.tsx';
import { Failed, Loading } from '../../components/states.tsx';
import { ELSE, useAnswer } from '../../service/asking.ts';
import { api } from '../../service/service.ts';
import { t } from '../../texts/texts.ts';

/** `/studies` */
export default function Studies(): JSX.Element {
  const { answer, again } = useAnswer(
    'studies',
    () => dataOf(api().GET('/v1/studies')),
    () => ELSE,
  );
  const { data, problem } = answer.value;
  return (
    <>
      <div class="head">
        <PageHeading name={t().studies.title} />
      </div>
      {problem && <Failed problem={problem} again={again} />}
      {data ? (
        <ul>
          {data.studies.map(({ studyId }) => (
            <li key={studyId}>{studyId}</li>
          ))}
        </ul>
      ) : (
        !problem && <Loading />
      )}
    </>
  );
}
