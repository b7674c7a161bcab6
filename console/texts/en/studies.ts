/** English: the list of studies. */

export const studies = {
  title: 'Studies',
  newStudy: 'New study',
};
