/** The value representations of PS3.5, by the form of their explicit length. */

/** Value representations whose explicit form has a 4-byte length (PS3.5 section 7.1.2). */
export const LONG_VR: ReadonlySet<string> = new Set([
  'OB',
  'OD',
  'OF',
  'OL',
  'OV',
  'OW',
  'SQ',
  'SV',
  'UC',
  'UN',
  'UR',
  'UT',
  'UV',
]);

/** The others; their explicit form has a 2-byte length. */
export const SHORT_VR: ReadonlySet<string> = new Set(
  'AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US'.split(' '),
);

/** Written by systems that do not know an element: its value is that of the standard. */
export const UNKNOWN_VR = 'UN';
