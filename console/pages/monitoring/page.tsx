/** The page of monitoring. */
import type { JSX } from 'preact';
import { PageHeading } from '../../components/page-heading.tsx';
import { t } from '../../texts/texts.ts';

/** `/monitoring` */
export default function Monitoring(): JSX.Element {
  return <PageHeading name={t().monitoring.title} />;
}
