/** English: the prediction of a study. */

export const predictionPage = {
  title: 'Prediction',
};
