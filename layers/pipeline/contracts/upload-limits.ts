/** In what pieces a study goes up: known to the service, the command line and the console. */

/** The length of a part; larger files go in parts. At 2 Mbit/s a part takes a minute, which is what a broken line costs. */
export const PART_BYTES = 16 * 2 ** 20;

/** The most presigned URLs that come in one answer. */
export const UPLOAD_BATCH = 500;
