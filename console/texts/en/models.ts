/** English: model lines and versions. */

export const models = {
  title: 'Models',
};
