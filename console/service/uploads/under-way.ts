/** The uploads of this browser, as views follow them. */
import { signal } from '@preact/signals';
import type { UploadUnderWay } from './upload.ts';

/** Newest first; what was sent stays for a moment. */
export const uploadsUnderWay = signal<readonly UploadUnderWay[]>([]);
