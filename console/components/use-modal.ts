/** A native dialog that is open as long as its component is there. */
import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** The dialog's ref. Afterwards the focus returns to what had it before. */
export function useModal(): RefObject<HTMLDialogElement> {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    return () => {
      // While it is open, nothing outside of it takes the focus.
      element?.close();
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return dialog;
}
