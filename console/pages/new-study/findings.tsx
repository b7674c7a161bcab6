/** Findings of the inspection as sentences with pictures, and their repairs as buttons. */
import type { RoiSummary } from '@radscore/imaging';
import type { JSX } from 'preact';
import { Finding } from '../../components/finding.tsx';
import { otherLanguage, ReasonFinding } from '../../components/reason-finding.tsx';
import { SliceThumbnail } from '../../components/slice-viewer/slice-thumbnail.tsx';
import type { InspectedStudy, RegionPicture } from '../../engine/messages.ts';
import { decimal, whole } from '../../texts/numbers.ts';
import { t } from '../../texts/texts.ts';
import { SEQUENCES, type SequenceName, suggestionFor } from './draft.ts';
import { chosen, correct, corrections, found, sequences } from './draft-store.ts';
import { cropped, pictureOf } from './region-pictures.ts';
import { type SequenceFinding, sortFindings } from './study-findings.ts';

/** So many findings are shown at once; the others on demand. */
const SHOWN = 8;

/** What stands against the study, what only a person can know, and what was decided. */
export function Findings({
  study,
  first,
}: {
  /** As it is checked now. */
  readonly study: InspectedStudy;
  /** As it was inspected first: with what is undecided, and the pictures of repairs. */
  readonly first: InspectedStudy;
}): JSX.Element {
  const texts = t().newStudy;
  const { identities, others } = sortFindings(study.inspection, sequences.value);
  const pictures = [...study.pictures, ...first.pictures];
  const cards = others.map((one) => (
    <OneFinding key={`${one.finding.code} ${one.finding.place} ${one.finding.message}`} one={one} pictures={pictures} />
  ));
  return (
    <>
      {identities.length > 0 && (
        <Finding tone="bad" icon="lock" title={texts.verdict.quarantined} level={2} code={identities[0].code}>
          <ul class="plain-list">
            {identities.map(({ code, place, message, remedy }) => (
              <li key={`${code} ${place} ${message}`}>
                {place !== undefined && !message.includes(place) && <b class="break">{place}: </b>}
                {message}
                {!message.includes(remedy) && ` ${remedy}`}
              </li>
            ))}
          </ul>
        </Finding>
      )}
      {cards.slice(0, SHOWN)}
      {cards.length > SHOWN && (
        <details>
          <summary>{texts.verdict.more(whole(cards.length - SHOWN))}</summary>
          <div class="stack gap">{cards.slice(SHOWN)}</div>
        </details>
      )}
      <Undecided study={first} />
      <Decided />
    </>
  );
}

function OneFinding({
  one: { finding, sequence, roi },
  pictures,
}: {
  readonly one: SequenceFinding;
  readonly pictures: readonly RegionPicture[];
}): JSX.Element {
  const texts = t().newStudy;
  const name = sequence && t().sequence[sequence];
  const { code, place, message } = finding;
  const leaveOut = sequence && (
    <button
      type="button"
      class="btn"
      onClick={() => correct({ images: { ...corrections.value.images, [sequence]: 'none' } })}
    >
      {texts.leaveOut(name ?? '')}
    </button>
  );
  const repair = roi?.repair;
  if (roi && repair && sequence) {
    const { displacementMm } = roi.placement ?? {};
    return (
      <Finding
        tone="bad"
        title={texts.beside(name ?? '')}
        level={2}
        code={`${code} · ${repair.name}`}
        actions={
          <>
            <button
              type="button"
              class="btn primary"
              onClick={() => correct({ repairs: { ...corrections.value.repairs, [sequence]: repair.name } })}
            >
              {texts.repairs[repair.name]}
            </button>
            {leaveOut}
          </>
        }
      >
        <div class="side">
          <div>
            <p class="break">{texts.besideMore(roi.file, displacementMm && decimal(displacementMm, 1))}</p>
            <p lang={otherLanguage('en')}>{repair.says}</p>
          </div>
          <BeforeAndAfter roi={roi} sequence={sequence} pictures={pictures} />
        </div>
      </Finding>
    );
  }
  const sentence = place !== undefined && !message.includes(place) ? `${place}: ${message}` : message;
  return <ReasonFinding reason={{ code, message: sentence }} about={name} level={2} actions={leaveOut} />;
}

/** The region as it is stored, and as the repair would place it. */
function BeforeAndAfter({
  roi,
  sequence,
  pictures,
}: {
  readonly roi: RoiSummary;
  readonly sequence?: SequenceName;
  readonly pictures: readonly RegionPicture[];
}): JSX.Element | null {
  const texts = t().newStudy;
  const before = pictureOf(pictures, roi, '', { sequence });
  const after = pictureOf(pictures, roi, 'repaired', { sequence });
  if (!before || !after || !roi.repair) return null;
  const { name, overlapBefore, overlapAfter } = roi.repair;
  // One picture shows both places if both regions lie on the same slice.
  const both = [before.slice.mask, after.slice.mask];
  const figures = [
    [before, texts.asStored(decimal(overlapBefore)), true],
    [after, texts.asRepaired(texts.repairs[name], decimal(overlapAfter)), false],
  ] as const;
  return (
    <div class="pair">
      {figures.map(([picture, caption, isDoubtful]) => {
        const { image, mask } = cropped(picture.slice, both);
        return (
          <figure key={caption}>
            <SliceThumbnail image={image} mask={mask} isDoubtful={isDoubtful} label={caption} />
            <figcaption>{caption}</figcaption>
          </figure>
        );
      })}
    </div>
  );
}

/** What the inspection leaves to a person, unless it was said. */
export function undecidedOf({ proposal }: InspectedStudy): InspectedStudy['proposal']['undecided'] {
  const { images } = corrections.value;
  const isSaid = Object.keys(images).length > 0;
  return proposal.undecided.filter(({ sequence }) => (sequence ? images[sequence] === undefined : !isSaid));
}

function Undecided({ study }: { readonly study: InspectedStudy }): JSX.Element {
  const texts = t().newStudy;
  return (
    <>
      {undecidedOf(study).map(({ sequence, got, wanted }) => {
        const name = sequence && t().sequence[sequence];
        return (
          <Finding
            key={`${sequence} ${got}`}
            tone="warn"
            title={texts.verdict.undecided(name)}
            level={2}
            actions={
              sequence && (
                <button
                  type="button"
                  class="btn"
                  onClick={() => correct({ images: { ...corrections.value.images, [sequence]: 'none' } })}
                >
                  {texts.leaveOut(name ?? '')}
                </button>
              )
            }
          >
            <p>{texts.verdict.undecidedMore(got, wanted)}</p>
            <p>{texts.verdict.undecidedRemedy}</p>
          </Finding>
        );
      })}
    </>
  );
}

/** An image and a region that may be a missing sequence, as a button; the check says whether they fit. */
function suggestion(sequence: SequenceName): readonly JSX.Element[] {
  const names = chosen.value?.files.map(({ name }) => name) ?? [];
  const own = found.value;
  const suggested = own && suggestionFor(sequence, own, corrections.value, names);
  if (!suggested) return [];
  const { image, region } = suggested;
  const { images, regions } = corrections.value;
  const use = (): void =>
    correct({ images: { ...images, [sequence]: image }, regions: { ...regions, [sequence]: region } });
  return [
    <button type="button" class="btn" key={sequence} onClick={use}>
      {t().newStudy.use(own.series[image].name, t().sequence[sequence], region.file)}
    </button>,
  ];
}

/** Repairs that were accepted and sequences that were left out, each with a way back. */
function Decided(): JSX.Element {
  const texts = t().newStudy;
  const { repairs, images } = corrections.value;
  const missing = SEQUENCES.filter((name) => !sequences.value[name] && images[name] !== 'none');
  const suggestions = missing.flatMap(suggestion);
  const without = <Of extends object>(from: Of, key: keyof Of): Of =>
    Object.fromEntries(Object.entries(from).filter(([name]) => name !== key)) as Of;
  return (
    <>
      {missing.length > 0 && missing.length < SEQUENCES.length && (
        <Finding
          tone="info"
          icon="half"
          level={2}
          title={texts.missing(missing.map((name) => t().sequence[name]).join(', '))}
          actions={suggestions.length > 0 ? suggestions : undefined}
        >
          {texts.missingMore}
        </Finding>
      )}
      {SEQUENCES.map((sequence) => {
        const [repair, name] = [repairs[sequence], t().sequence[sequence]];
        if (images[sequence] === 'none') {
          return (
            <Finding
              key={sequence}
              tone="info"
              level={2}
              title={texts.leftOutSequence(name)}
              actions={
                <button type="button" class="btn" onClick={() => correct({ images: without(images, sequence) })}>
                  {texts.putBack(name)}
                </button>
              }
            />
          );
        }
        if (!repair) return null;
        return (
          <Finding
            key={sequence}
            tone="ok"
            level={2}
            title={texts.repaired(name, texts.repairs[repair])}
            code={repair}
            actions={
              <button type="button" class="btn" onClick={() => correct({ repairs: without(repairs, sequence) })}>
                {texts.undo}
              </button>
            }
          >
            {texts.repairedMore}
          </Finding>
        );
      })}
    </>
  );
}
