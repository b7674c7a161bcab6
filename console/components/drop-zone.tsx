/** Takes a folder: dropped, or chosen by a real button; where a browser cannot choose one, an archive. */
import type { ComponentChildren, JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { t } from '../texts/texts.ts';
import { Icon } from './icon.tsx';

export interface DropZoneProps {
  /** Called within the event, whose list is empty afterwards. */
  readonly onDrop: (items: DataTransferItemList) => void;
  readonly onFiles: (files: FileList) => void;
  /** The folder as the browser finds it again. */
  readonly onFolder: (folder: FileSystemDirectoryHandle) => void;
  /** After the choice: one line in place of the invitation. */
  readonly chosen?: ComponentChildren;
  /** In place of "Choose a folder". */
  readonly button?: string;
}

type PickerWindow = typeof globalThis & {
  showDirectoryPicker?(options?: { readonly mode?: 'read'; readonly id?: string }): Promise<FileSystemDirectoryHandle>;
};

/** Whether a person can choose a folder here; phones show the button of it and then choose files. */
export function canChooseFolder(): boolean {
  if ('showDirectoryPicker' in globalThis) return true;
  const isPhone = matchMedia('(pointer: coarse) and (hover: none)').matches;
  return !isPhone && 'webkitdirectory' in HTMLInputElement.prototype;
}

/** The drop zone. It shrinks to one line when something is chosen. */
export function DropZone({ onDrop, onFiles, onFolder, chosen, button }: DropZoneProps): JSX.Element {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const texts = t().newStudy.drop;
  const hasFolders = canChooseFolder();
  const choose = (): void => {
    const { showDirectoryPicker } = globalThis as PickerWindow;
    if (!hasFolders || !showDirectoryPicker) {
      input.current?.click();
      return;
    }
    // A person who chooses nothing is no failure.
    showDirectoryPicker({ mode: 'read', id: 'radscore-study' }).then(onFolder, () => {});
  };
  return (
    <section
      class={`drop${isOver ? ' over' : ''}`}
      aria-label={texts.title}
      onDragOver={(event) => {
        if (!event.dataTransfer?.types.includes('Files')) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={({ relatedTarget, currentTarget }) => {
        if (!(relatedTarget instanceof Node && currentTarget.contains(relatedTarget))) setOver(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer && event.dataTransfer.items.length > 0) onDrop(event.dataTransfer.items);
      }}
    >
      <Icon name="folder" />
      <div>
        {chosen ?? (
          <>
            <b>{isOver ? texts.release : texts.title}</b>
            <p class="small dim">{hasFolders ? texts.lead : texts.noFolder}</p>
          </>
        )}
      </div>
      <button type="button" class={`btn noprint${chosen ? '' : ' primary'}`} onClick={choose}>
        {button ?? (hasFolders ? (chosen ? texts.another : texts.choose) : texts.archive)}
      </button>
      <input
        ref={input}
        id={id}
        type="file"
        hidden
        aria-label={hasFolders ? texts.folderInput : texts.archiveInput}
        {...(hasFolders ? { webkitdirectory: true } : { accept: '.zip,application/zip' })}
        multiple
        onChange={({ currentTarget }) => {
          if (currentTarget.files && currentTarget.files.length > 0) onFiles(currentTarget.files);
          // The same folder can be chosen again.
          currentTarget.value = '';
        }}
      />
    </section>
  );
}
