/**
 * Whether a release is tested, as `.ci/run` does after `npm test`: every size and every language. The files that
 * import this run once more for it, with `npm run test:release`.
 */
export const isRelease = process.env['TEST_RELEASE'] === '1';

/** How often something drawn at random is tried. @param full before a release */
export function runsOf(full: number): number {
  return isRelease ? full : Math.ceil(full / 20);
}
