/** The images of a study in the slice viewer; slice and phase are in the address. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { Finding } from '../../../components/finding.tsx';
import { SliceViewer } from '../../../components/slice-viewer/slice-viewer.tsx';
import type { NamedPlace } from '../../../components/slice-viewer/viewer-state.ts';
import { Empty, Failed } from '../../../components/states.tsx';
import { address, setQuery } from '../../../service/location.ts';
import { t } from '../../../texts/texts.ts';
import type { Study } from '../data/study-data.ts';
import { placesOfQuery, queryOfPlaces } from './place-query.ts';
import { useSequences } from './use-sequences.ts';

/** How the service answers about a study whose files were not examined, or are in quarantine. */
const NOT_ANALYSED = 409;

/** The viewer, or that the files are still being examined: they are shown to nobody before that. */
export function StudyViewer({ study }: { readonly study: Study }): JSX.Element {
  const isExamined = study.receipt !== undefined || study.status !== 'analysing';
  return isExamined ? <ExaminedStudy study={study} /> : <Checking />;
}

function Checking(): JSX.Element {
  const texts = t().study.images;
  return (
    <section class="card">
      <Empty icon="clock" title={texts.checking}>
        {texts.checkingMore}
      </Empty>
    </section>
  );
}

/** The viewer, and what the engine could not read. */
function ExaminedStudy({ study }: { readonly study: Study }): JSX.Element {
  const { images, problem, again, readPhase, askSlice } = useSequences(study);
  const texts = t().study.images;
  // Files that are not examined yet are shown to nobody; what changes in the study may change that.
  useEffect(() => {
    if (problem) again();
  }, [study.status, study.updatedAt]);
  if (problem?.status === NOT_ANALYSED && study.status === 'analysing') return <Checking />;
  if (problem) return <Failed problem={problem} again={again} />;
  const unread = images.filter((image) => image.problem !== undefined && image.phases.length === 0);
  return (
    <div class="stack">
      <SliceViewer
        images={images}
        named={placesOfQuery(address.peek().searchParams)}
        onPlace={(places: Readonly<Record<string, NamedPlace>>) => setQuery(queryOfPlaces(places))}
        onPhase={readPhase}
        onSlice={askSlice}
      />
      {unread.length > 0 && (
        <Finding
          tone="info"
          title={texts.notShown}
          actions={
            <button type="button" class="btn" onClick={again}>
              {texts.readAgain}
            </button>
          }
        >
          {texts.notShownMore}
        </Finding>
      )}
    </div>
  );
}
