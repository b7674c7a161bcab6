/** The whole page takes a drop: the folder of a study is inspected on the page for new ones. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../../components/icon.tsx';
import { keepDropped } from '../../service/dropped-files.ts';
import { navigate } from '../../service/location.ts';
import { t } from '../../texts/texts.ts';

/** While files are dragged over the page it says what a drop does. */
export function DropAnywhere({
  isOn,
  children,
}: {
  readonly isOn: boolean;
  readonly children: ComponentChildren;
}): JSX.Element {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    if (!isOn) return;
    const onOver = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      // Without this the browser would open the file in place of the page.
      event.preventDefault();
      setOver(true);
    };
    const onLeave = ({ relatedTarget }: DragEvent): void => {
      if (relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent): void => {
      setOver(false);
      if (event.defaultPrevented || !event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      keepDropped(event.dataTransfer.items);
      navigate('/studies/new');
    };
    addEventListener('dragover', onOver);
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onOver);
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
    };
  }, [isOn]);
  return (
    <>
      {children}
      {isOver && (
        <div class="drop-here">
          <Icon name="folder" />
          <b>{t().studies.drop}</b>
          <span>{t().studies.dropMore}</span>
        </div>
      )}
    </>
  );
}
