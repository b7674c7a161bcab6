/** What every body of the API says of itself. */
import { z } from 'zod';

export const RESEARCH_USE_ONLY = 'Research use only. Not a medical device.';
export const notice = z.literal(RESEARCH_USE_ONLY);
