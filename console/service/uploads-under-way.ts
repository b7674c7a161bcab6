/** Uploads under way in this browser: whoever sends keeps them here, whoever lists studies shows them. */
import { signal } from '@preact/signals';

export interface UploadUnderWay {
  readonly studyId: string;
  /** Bytes. */
  readonly sent: number;
  readonly total: number;
  readonly state: 'sending' | 'paused' | 'waiting' | 'failed';
}

export const uploadsUnderWay = signal<readonly UploadUnderWay[]>([]);
