/** English: scoring on this computer. */

export const score = {
  title: 'Score here',
};
