/** How an upload goes from state to state. */
import type { UploadProblem, UploadState, UploadUnderWay } from '../service/uploads-under-way.ts';

export type UploadEvent =
  | { readonly kind: 'reading'; readonly read: number; readonly toRead: number }
  | { readonly kind: 'sending'; readonly sent: number; readonly total: number; readonly secondsLeft?: number }
  | { readonly kind: 'paused' | 'resumed' | 'lost' | 'ended' | 'sent' }
  | { readonly kind: 'interrupted'; readonly needs: 'permission' | 'folder' }
  | { readonly kind: 'failed'; readonly problem: UploadProblem };

/** States in which nothing is left to be done. */
export const OVER: ReadonlySet<UploadState> = new Set(['sent', 'failed']);
/** States in which bytes are read or sent. */
export const MOVING: ReadonlySet<UploadState> = new Set(['preparing', 'sending']);

/** The upload after an event. What comes late changes nothing: a sent study stays sent, a paused one does not move by itself. */
export function uploadAfter(upload: UploadUnderWay, event: UploadEvent): UploadUnderWay {
  const { state } = upload;
  if (OVER.has(state)) return upload;
  const still = { ...upload, secondsLeft: undefined, problem: undefined, needs: undefined };
  switch (event.kind) {
    case 'reading':
      return state === 'paused' ? upload : { ...still, state: 'preparing', read: event.read, toRead: event.toRead };
    case 'sending': {
      if (state === 'paused') return upload;
      const { sent, total, secondsLeft } = event;
      return { ...still, state: 'sending', sent: Math.min(sent, total), total, secondsLeft };
    }
    case 'paused':
      return { ...still, state: 'paused' };
    case 'resumed':
      return { ...still, state: upload.sent > 0 ? 'sending' : 'preparing' };
    case 'lost':
      return state === 'paused' ? upload : { ...still, state: 'offline' };
    case 'ended':
      return state === 'paused' ? upload : { ...still, state: 'expired' };
    case 'interrupted':
      return { ...still, state: 'interrupted', needs: event.needs };
    case 'sent':
      return { ...still, state: 'sent', sent: upload.total };
    case 'failed':
      return { ...still, state: 'failed', problem: event.problem };
  }
}
