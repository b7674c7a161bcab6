/** A confirmation: a native dialog that says what changes and what stays, and asks for a reason where one is kept. */
import type { ComponentChildren, JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { t } from '../texts/texts.ts';
import { useModal } from './use-modal.ts';

export interface ConfirmationProps {
  /** A question with the object: "Promote version 7?". */
  readonly title: string;
  readonly children: ComponentChildren;
  /** What the safe button keeps: "Keep version 5". */
  readonly keep: string;
  /** The verb and its object. */
  readonly confirm: string;
  readonly danger?: boolean;
  /** Least length of the reason; none is asked for without it. */
  readonly reason?: number;
  readonly onKeep: () => void;
  readonly onConfirm: (reason: string) => Promise<void> | void;
}

/** Focus starts on the first field, Esc keeps, and afterwards the focus returns to the button that opened it. */
export function Confirmation({
  title,
  children,
  keep,
  confirm,
  danger,
  reason,
  onKeep,
  onConfirm,
}: ConfirmationProps): JSX.Element {
  const dialog = useModal();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  const id = useId();
  const isShort = reason !== undefined && text.trim().length < reason;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (isShort || busy) return setProblem(isShort ? t().dialog.reasonTooShort(reason) : '');
    setBusy(true);
    try {
      await onConfirm(text.trim());
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <dialog ref={dialog} aria-labelledby={`${id}h`} onCancel={onKeep}>
      <form onSubmit={submit}>
        <h2 id={`${id}h`}>{title}</h2>
        {children}
        {reason !== undefined && (
          <div>
            <label for={`${id}r`}>{t().dialog.reason}</label>
            <textarea
              class="input"
              id={`${id}r`}
              value={text}
              aria-describedby={`${id}p`}
              onInput={(event) => setText(event.currentTarget.value)}
            />
          </div>
        )}
        <p class="small" id={`${id}p`} role="alert">
          {problem}
        </p>
        <div class="act">
          <button type="button" class="btn" onClick={onKeep}>
            {keep}
          </button>
          <button type="submit" class={`btn ${danger ? 'danger' : 'primary'}`} aria-disabled={isShort || busy}>
            {confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}
