/** The one logger of all functions. */
import { Logger } from '@aws-lambda-powertools/logger';

/** Ids, counts and codes only: no event, no file content, no clinical value is ever logged. */
export const logger = new Logger();
