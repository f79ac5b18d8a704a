import { RefusalError } from '../../platform/operator-error.ts';
import type { System } from './system.ts';
import type { Versions } from './linked-versions.ts';

/**
 * Activates the version that dpkg has unpacked; the package's postinst calls this. First the new version migrates a
 * copy of the database. If that fails, the old version keeps running and nothing changes. If the new version then
 * does not start, the old one runs again on the former database.
 * @returns sentences about what was done
 * @throws {RefusalError}
 */
export function activate(versions: Versions, system: System): string[] {
  const version = versions.packaged;
  const before = versions.current;
  versions.keep(version);
  if (before === null || before === version) return first(versions, system, version, before);
  const tried = system.asService(versions.folder(version), ['upgrade-database', '--rehearse']);
  if (!tried.ok) {
    versions.drop(version);
    throw new RefusalError(
      'upgrade_refused',
      `Version ${version} cannot work with this database, so ${before} goes on running, and nothing was ` +
        `changed. ${tried.output}`,
    );
  }
  const wasRunning = system.isRunning();
  versions.switchTo(version);
  system.reload();
  if (wasRunning && !system.restart()) throw back(versions, system, version, before);
  versions.tidy();
  const kept = `Version ${before} is kept: sudo vestibule upgrade --undo goes back to it.`;
  return [`${version} has replaced ${before}.`, kept];
}

function first(
  versions: Versions,
  system: System,
  version: string,
  before: string | null,
): string[] {
  versions.switchTo(version);
  system.reload();
  if (before === null) return ['Nothing runs yet. Set it up: sudo vestibule setup'];
  if (system.isRunning() && !system.restart()) {
    return [`${version} was installed again, but does not start: journalctl -u vestibule -n 30`];
  }
  return [`${version} was installed again.`];
}

/** A version that never became ready has answered nobody, so the earlier copy is complete. */
function back(versions: Versions, system: System, version: string, before: string): RefusalError {
  takePlace(versions, system, before);
  const taken = takeDatabaseBack(versions, system, version, before);
  const runs = system.restart();
  versions.drop(version);
  const state = runs ? `${before} runs again` : `${before} is back, but does not start either`;
  return new RefusalError(
    'upgrade_failed',
    [
      `Version ${version} did not start; ${state}. Why: journalctl -u vestibule -n 50.`,
      ...taken,
    ].join(' '),
  );
}

/**
 * Returns to the former version and to the database as that version wrote it. Keeps decisions that must not be undone.
 * @throws {RefusalError}
 */
export function undoActivation(versions: Versions, system: System): string[] {
  const { current, previous } = versions;
  if (current === null || previous === null) {
    throw new RefusalError(
      'no_previous_version',
      'No version from before is kept here: there was no upgrade since the first installation, or it was ' +
        'undone already. Nothing was changed.',
    );
  }
  const wasRunning = system.isRunning();
  takePlace(versions, system, previous);
  let taken: string[];
  try {
    taken = takeDatabaseBack(versions, system, current, previous);
  } catch (error) {
    takePlace(versions, system, current);
    if (wasRunning) system.restart();
    throw error;
  }
  const runs = wasRunning ? system.restart() : true;
  const sentence = runs
    ? `${previous} has replaced ${current}.`
    : `${previous} has replaced ${current}, but does not start: journalctl -u vestibule -n 30`;
  return [sentence, ...taken, 'To have dpkg know of it, too, install the package of that version.'];
}

/**
 * Switches before the other version stops: a call meanwhile starts the current version, and the newer one would migrate
 * the restored database. The older version holds visitors while it cannot open the database.
 */
function takePlace(versions: Versions, system: System, version: string): void {
  versions.switchTo(version);
  system.reload();
  if (system.isRunning()) system.stop();
}

/** Restores the database where the former version cannot open the present one. @throws {RefusalError} */
function takeDatabaseBack(versions: Versions, system: System, from: string, to: string): string[] {
  if (system.asService(versions.folder(to), ['upgrade-database', '--rehearse']).ok) return [];
  const newer = versions.folder(from);
  let taken = system.asService(newer, ['upgrade-database', '--latest-backup']);
  if (taken.ok) {
    const backup = taken.output.split('\n').at(-1)!;
    taken = system.asService(newer, ['restore', backup, '--for-older-version', '--yes']);
    if (taken.ok) return [taken.output];
  }
  throw new RefusalError(
    'database_not_taken_back',
    `Version ${to} cannot open the database, and it cannot be put back as it was: ${taken.output}`,
  );
}
