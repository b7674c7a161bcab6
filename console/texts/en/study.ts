/** English: one study. */

export const study = {
  title: 'Study',
};
