/** How many rounds a test of random cases has: `small` in `npm test`, `full` in the longer sizes. */
export const rounds = (small: number, full: number): number =>
  ['full', 'soak'].includes(process.env['COUNTERSIGN_TEST_SIZE'] ?? '') ? full : small;
