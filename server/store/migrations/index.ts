import type { Migration } from 'kysely';
import * as firstRelease from './001-first-release.ts';
import * as resemblance from './002-resemblance.ts';
import * as signInChecks from './003-sign-in-checks.ts';
import * as audit from './007-audit.ts';

/** Every migration by its name; they run in the order of their names and are never edited once released. */
export const migrations: Record<string, Migration> = {
  '001-first-release': firstRelease,
  '002-resemblance': resemblance,
  '003-sign-in-checks': signInChecks,
  '007-audit': audit,
};
