/**
 * Whether a release is tested, as `.ci/run` does after `npm test`: every size, every language and every kind of fault.
 * The files that import this run once more for it, with `npm run test:release`. The files whose names end in
 * `.release.test.ts` run for it alone.
 */
export const isRelease = process.env['TEST_RELEASE'] === '1';

/** What a test goes through: all of them before a release, else the ones that are named. */
export function casesOf<T>(all: Record<string, T>, usual: readonly string[]): [string, T][] {
  return Object.entries(all).filter(([name]) => isRelease || usual.includes(name));
}

/** How often something drawn at random is tried. @param full before a release */
export function runsOf(full: number): number {
  return isRelease ? full : Math.ceil(full / 20);
}
