/** The page of one study. */
import type { JSX } from 'preact';
import { PageHeading } from '../../components/page-heading.tsx';
import { t } from '../../texts/texts.ts';

/** `/studies/{id}` */
export default function Study(): JSX.Element {
  return <PageHeading name={t().study.title} />;
}
