/** English: monitoring. */

export const monitoring = {
  title: 'Monitoring',
};
