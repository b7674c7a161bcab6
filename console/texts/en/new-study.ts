/** English: a new study. */

export const newStudy = {
  title: 'New study',
};
