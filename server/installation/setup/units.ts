import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../config/environment.ts';
import { credentialPrefix } from '../../config/secrets.ts';
import { backupsFolder } from '../backup/kept-backups.ts';
import { identity, type InstallLocation } from './install-location.ts';

type Words = Readonly<Record<string, string | number | null>>;

/** Fills `{{words}}` in. @throws {Error} for a word that is not given: a unit with a gap would not start */
export function fill(template: string, words: Words): string {
  return template.replace(/\{\{(\w+)\}\}/g, (_gap, name: string) => {
    const word = words[name];
    if (word === undefined || word === null) throw new Error(`The template needs "${name}".`);
    return String(word);
  });
}

/** A file of the folder `templates`, with its words filled in. */
export function fillTemplate(file: string, words: Words): string {
  const read = (name: string) => readFileSync(path.join(templates, name), 'utf8');
  return fill(read(file), { sandbox: read('sandbox.conf').trimEnd(), ...words });
}

const templates = path.join(projectRoot, 'server/installation/setup/templates');

/** The unit of the service. `systemd-analyze security` shows its remaining access to the machine. */
export function serviceUnit(place: InstallLocation): string {
  return fillTemplate('vestibule.service', {
    ...place,
    identity: identity(place).join('\n'),
    dataFolder: dataFolder(place),
    protectHome: protectHome(place),
  });
}

/** systemd makes data folders only under /var/lib. For others, setup makes the folder and the unit allows writing. */
function dataFolder({ dataDir }: InstallLocation): string {
  const [, name] = /^\/var\/lib\/(.+)/.exec(dataDir) ?? [];
  if (name === undefined) return `ReadWritePaths=${dataDir}`;
  return `StateDirectory=${name}\nStateDirectoryMode=0700`;
}

function protectHome({ projectDir, node }: InstallLocation): string {
  const isInHome = [projectDir, node].some((file) => /^\/(home|root|run\/user)\//.test(file));
  return isInHome ? 'read-only' : 'yes';
}

/**
 * The socket for Envoy's calls. systemd keeps it open while the service is away, during an upgrade or after a crash.
 * Calls wait in it. A refused call would let its visitor in.
 */
export function socketUnit(place: InstallLocation): string {
  return fillTemplate('vestibule.socket', { ...place });
}

/** The unit that makes one backup. It reaches no more of the machine than the service does. */
export function backupUnit(place: InstallLocation): string {
  return fillTemplate('vestibule-backup.service', {
    ...place,
    identity: identity(place).join('\n'),
    dataFolder: dataFolder(place),
    backupsFolder,
    backupsName: path.basename(backupsFolder),
    protectHome: protectHome(place),
  });
}

/** The timer of that unit. The installer enables it, once the passphrase is stored. */
export function backupTimer(): string {
  return fillTemplate('vestibule-backup.timer', {});
}

/** The unit of a stand-by, on a second machine. It reads no data folder and writes nothing. */
export function standbyUnit(place: InstallLocation): string {
  const words = { ...place, protectHome: protectHome(place), credentialPrefix };
  return fillTemplate('vestibule-standby.service', words);
}

/** The socket for the tunnel. It stays open while the stand-by restarts. */
export function standbySocketUnit(): string {
  return fillTemplate('vestibule-standby.socket', {});
}

/**
 * A script that runs the project's other commands as the service would. Its unit description keeps the command line,
 * with people's names, out of the journal.
 */
export function commandScript(place: InstallLocation): string {
  const properties = identity(place).map((line) => `  ${shellQuoted(`--property=${line}`)} \\`);
  return fillTemplate('vestibule.sh', {
    ...place,
    projectDir: shellQuoted(place.projectDir),
    node: shellQuoted(place.node),
    properties: properties.join('\n'),
  });
}

/** Quotes a text as one word for a shell. */
function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
