import { RefusalError } from '../../terminal/answer.ts';
import type { System } from './system.ts';
import type { Versions } from './versions.ts';

/**
 * Puts the version that dpkg has unpacked into service; called by its postinst. Until the new version has
 * migrated a copy of the database without a fault, nothing is changed, and the old one goes on running. If
 * it then does not start, the old one runs again on the database as it was.
 * @returns what was done, in sentences
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

/** No one was answered by a version that never became ready, so the copy from before has everything. */
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
 * Goes back to the version before, and to the database as that one wrote it, with what must not be undone.
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
 * Before the other one is stopped: a call that arrives meanwhile starts whichever is current, and the newer one
 * would migrate what is being put back. The older one holds visitors for as long as it cannot open it.
 */
function takePlace(versions: Versions, system: System, version: string): void {
  versions.switchTo(version);
  system.reload();
  if (system.isRunning()) system.stop();
}

/** Where the version before cannot open the database any more. @throws {RefusalError} */
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
