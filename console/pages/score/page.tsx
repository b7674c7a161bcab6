/** The page of scoring on this computer. */
import type { JSX } from 'preact';
import { PageHeading } from '../../components/page-heading.tsx';
import { t } from '../../texts/texts.ts';

/** `/score` */
export default function ScoreHere(): JSX.Element {
  return <PageHeading name={t().score.title} />;
}
