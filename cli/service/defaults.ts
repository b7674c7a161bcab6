/** Defaults that the help states; loaded at every start, so nothing else is in here. */

/** Institution whose studies are shown: that of the examples and of the demonstration. */
export const DEFAULT_INSTITUTION = 'centre-1';

/** Study protocol of manifests and training runs. */
export const DEFAULT_PROTOCOL = 'her2-pcr@1';

/** Model that training runs make versions of. */
export const DEFAULT_MODEL = 'her2-pcr';
