/** Saves what the page has as a file: nothing is asked of the service for it. */
import type { JSX } from 'preact';
import { Icon } from './icon.tsx';

export interface DownloadProps {
  readonly name: string;
  readonly type: 'application/json' | 'text/csv' | 'image/svg+xml';
  /** Made when it is asked for. */
  readonly content: () => string;
  readonly children: string;
}

/** A button that saves a file. */
export function DownloadButton({ name, type, content, children }: DownloadProps): JSX.Element {
  const save = (): void => {
    const url = URL.createObjectURL(new Blob([content()], { type }));
    const link = document.createElement('a');
    link.href = url;
    link.download = name;
    link.click();
    URL.revokeObjectURL(url);
  };
  return (
    <button type="button" class="btn" onClick={save}>
      <Icon name="download" />
      {children}
    </button>
  );
}
