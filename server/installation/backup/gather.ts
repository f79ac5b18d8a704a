import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../../config/config.ts';
import { readEnvironment } from '../../config/environment.ts';
import { readIssuerFiles } from '../../credentials/issuer-files.ts';
import { keyInUse, serialiseKey } from '../../keys/keyring.ts';
import type { Db } from '../../store/schema.ts';
import { settingSchemas, type SettingName } from '../../config/settings.ts';
import { localManifestName, readLocalManifest } from '#face';
import type { Keys } from './sealed-keys.ts';

/** The settings of the machine that was backed up, with the folder that its relative paths refer to. */
export interface KeptSettings {
  dataDir: string;
  values: Record<string, string>;
}

export const partNames = {
  settings: 'settings.json',
  policy: 'policy.yaml',
  notify: 'notify.yaml',
  manifest: localManifestName,
  keys: 'keys',
  /** Proves that the other parts were backed up by who has the template key. */
  mark: 'mark',
  /** Begins the name of each file of health pass issuers. */
  issuers: 'issuers/',
} as const;

/** Names of the files in `keys`. */
export const keyNames = { template: 'template.key', optOut: 'opt-out.key', tls: 'tls/' } as const;

/**
 * Files beside the database that are no secrets: policy, notifications, settings, issuers of health passes, recognisers
 * of the installation.
 */
export async function gatherParts(config: Config, modelsDir: string): Promise<Map<string, Buffer>> {
  const values = settingsIn(readEnvironment());
  const kept: KeptSettings = { dataDir: config.dataDir, values };
  const manifest = readLocalManifest(modelsDir);
  const own = manifest.recognisers.map(({ file }) => file);
  const files: [string, string][] = [
    [partNames.policy, config.policy.file],
    [partNames.notify, config.notifyFile],
    ...own.map((file): [string, string] => [file, path.join(modelsDir, file)]),
  ];
  const parts = new Map<string, Buffer>();
  parts.set(partNames.settings, Buffer.from(JSON.stringify(kept)));
  if (existsSync(path.join(modelsDir, localManifestName))) {
    parts.set(partNames.manifest, Buffer.from(JSON.stringify(manifest)));
  }
  for (const [name, file] of files) {
    const content = await contentOf(file);
    if (content !== null) parts.set(name, content);
  }
  const { text: issuers } = await readIssuerFiles(config.issuersFolder);
  for (const { name, content, fault } of issuers ?? []) {
    parts.set(`${partNames.issuers}${name}`, content ?? Buffer.from(unreadIssuers(fault)));
  }
  return parts;
}

/** Without this file, a restored installation would let in whom an unreadable list revokes. No reader accepts it. */
function unreadIssuers(fault: string | null): string {
  return `The backup could not read this file: "${fault}" Put the publisher's file here, or delete this one.\n`;
}

/** The existing keys by their name in the data folder, including the keys of the lobby's certificate. */
export async function gatherKeys(db: Db, config: Config): Promise<Keys> {
  const key = await keyInUse(db, config.templateKeyFile);
  const found: Record<string, string> = key ? { [keyNames.template]: serialiseKey(key) } : {};
  const optOut = await contentOf(config.optOutKeyFile);
  if (optOut !== null) found[keyNames.optOut] = optOut.toString();
  for (const name of await readdir(tlsFolder(config)).catch(() => [])) {
    const content = await contentOf(path.join(tlsFolder(config), name));
    if (content !== null) found[`${keyNames.tls}${name}`] = content.toString();
  }
  return found;
}

/** The folder in which `vestibule kiosk certificate` writes. */
export function tlsFolder({ dataDir }: Pick<Config, 'dataDir'>): string {
  return path.join(dataDir, 'tls');
}

/** Files that settings name elsewhere. No backup contains them. */
export function notGathered(config: Config): string[] {
  const values = settingsIn(readEnvironment());
  const theirs: SettingName[] = [
    'VESTIBULE_DATABASE_URL_FILE',
    'VESTIBULE_LOBBY_TLS_CERTIFICATE',
    'VESTIBULE_LOBBY_TLS_KEY',
    'VESTIBULE_OFFICE_LOGO',
  ];
  const named = theirs.flatMap((name) => values[name] ?? []);
  return named.filter((file) => !file.startsWith(`${tlsFolder(config)}/`));
}

function settingsIn(env: NodeJS.ProcessEnv): Record<string, string> {
  const names = Object.keys(settingSchemas).filter((name) => name !== 'VESTIBULE_DATA_DIR');
  return Object.fromEntries(names.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

async function contentOf(file: string): Promise<Buffer | null> {
  return readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}
