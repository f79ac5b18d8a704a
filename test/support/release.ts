import type { Test } from 'tap';

/**
 * Whether a release is tested, as `.ci/run` does after `npm test`: every size, every language and every kind of fault.
 * Files that import from here run again for a release, with `npm run test:release`. Files named `*.release.test.ts` run
 * only for a release.
 */
export const isRelease = process.env['TEST_RELEASE'] === '1';

/** The cases of a test: all before a release, otherwise the named ones. */
export function casesOf<T>(all: Record<string, T>, usual: readonly string[]): [string, T][] {
  return Object.entries(all).filter(([name]) => isRelease || usual.includes(name));
}

/** How often a random case is tried. @param full before a release */
export function runsOf(full: number): number {
  return isRelease ? full : Math.ceil(full / 20);
}

/** A test without more cases for a release, in a file that has such: there it does not run again after `npm test`. */
export function testOnce(t: Test, name: string, run: (t: Test) => unknown): void {
  if (!isRelease) void t.test(name, run);
}
