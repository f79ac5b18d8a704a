import path from 'node:path';
import { Value } from 'typebox/value';
import { nearest, expectationOf } from '#base/schema';
import type { DatabaseServer } from '#database';
import { ConfigError } from '../platform/operator-error.ts';
import { contradictions, deadlineMsOf, originsIn } from './contradictions.ts';
import { readDatabaseServer } from './database-server.ts';
import { deskOidcConfig, type DeskOidcConfig } from './desk-oidc.ts';
import { projectRoot } from './environment.ts';
import type { LivenessMode } from './liveness.ts';
import {
  databaseUrlName,
  deskOidcSecretName,
  formerSettings,
  harmlessSettings,
  settingSchemas,
  settingsSchema,
  type FormerSetting,
  type SettingName,
  type Settings,
} from './settings.ts';

/** The settings in the service's form: absolute paths, times in milliseconds. */
export interface Config {
  dataDir: string;
  /** File of the SQLite store. */
  databaseFile: string;
  /** The PostgreSQL server; null: the store is SQLite. */
  databaseServer: DatabaseServer | null;
  templateKeyFile: string;
  auditSealFile: string;
  optOutKeyFile: string;
  erasureRegisterFile: string;
  retention: { enrolmentDays: number; signInDays: number };
  /** Folder of the trusted issuers of health passes. */
  issuersFolder: string;
  /** The policy file, and whether it must exist. */
  policy: { file: string; isExpected: boolean };
  hook: { host: string; port: number };
  /** The tunnel's external address without a trailing slash; null when not configured. */
  publicUrl: string | null;
  /** Where other instances reach the hook listener; null when not configured. */
  instanceAddress: string | null;
  lobby: {
    host: string;
    port: number;
    origins: string[];
    tls: { certificateFile: string; keyFile: string } | null;
  };
  deadlineMs: number;
  engine: Settings['VESTIBULE_ENGINE'];
  liveness: LivenessMode;
  kiosk: {
    askFirst: boolean;
    /** How long a sign-in waits for a kiosk that lost its connection, and for all kiosks after a restart. */
    graceMs: number;
    /** Shown on the lobby screen. */
    office?: { name: string | null; logoFile: string | null };
  };
  notifyFile: string;
  /** The last valid copy, which a restart uses if the file has a mistake. */
  notifyCopyFile: string;
  envoy: {
    /** Without a trailing slash. */
    baseUrl: string;
    /** Null: the service does not use the plugin API. */
    clientId: string | null;
    /** Whether approvals are written into the visitor log, too. */
    logsApprovals: boolean;
  };
  /** Null: no login by OpenID. */
  desk: {
    oidc: DeskOidcConfig | null;
    /** Whether reception may offer enrolment to a held visitor, as managers may. */
    receptionOffers: boolean;
    /** Whether somebody there sees the camera. */
    seesCamera: boolean;
  };
  /** Sentences about mistakes in harmless settings, whose defaults are used. */
  remarks: readonly string[];
}

/** Reads the settings from environment variables. @throws {ConfigError} */
export function loadConfig(env: NodeJS.ProcessEnv): Config {
  const { config, mistakes } = readConfig(env);
  if (mistakes.length > 0) throw new ConfigError(mistakes);
  return config;
}

/**
 * Reads the valid settings, uses defaults for the others, and returns sentences about mistakes. After a mistake, the
 * service only holds visitors with these settings.
 */
export function readConfig(env: NodeJS.ProcessEnv): { config: Config; mistakes: string[] } {
  const { settings, mistakes, remarks } = readSettings(env);
  const config = { ...configOf(settings), remarks };
  try {
    return { config: { ...config, databaseServer: readDatabaseServer(env) }, mistakes };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return { config, mistakes: [...mistakes, ...error.mistakes] };
  }
}

/** The settings that the hook listener needs before any file is read. A mistake counts as not set. */
export function readHookSettings(env: NodeJS.ProcessEnv): Pick<Config, 'hook' | 'dataDir'> {
  return configOf(readSettings(env).settings);
}

function configOf(settings: Settings): Omit<Config, 'remarks'> {
  return {
    ...filesOf(settings),
    databaseServer: null,
    retention: {
      enrolmentDays: settings.VESTIBULE_RETENTION_DAYS,
      signInDays: settings.VESTIBULE_SIGN_IN_RETENTION_DAYS,
    },
    hook: { host: settings.VESTIBULE_HOOK_HOST, port: settings.VESTIBULE_HOOK_PORT },
    publicUrl: settings.VESTIBULE_PUBLIC_URL?.replace(/\/+$/, '') ?? null,
    instanceAddress: settings.VESTIBULE_INSTANCE_ADDRESS?.replace(/\/+$/, '') ?? null,
    lobby: {
      host: settings.VESTIBULE_LOBBY_HOST,
      port: settings.VESTIBULE_LOBBY_PORT,
      origins: originsIn(settings.VESTIBULE_LOBBY_ORIGINS),
      tls: lobbyTls(settings),
    },
    deadlineMs: deadlineMsOf(settings),
    engine: settings.VESTIBULE_ENGINE,
    liveness: settings.VESTIBULE_LIVENESS,
    kiosk: kioskOf(settings),
    envoy: {
      baseUrl: settings.ENVOY_BASE_URL.replace(/\/+$/, ''),
      clientId: settings.ENVOY_CLIENT_ID ?? null,
      logsApprovals: settings.VESTIBULE_VISITOR_LOG_APPROVALS,
    },
    desk: {
      oidc: deskOidcConfig(settings),
      receptionOffers: settings.VESTIBULE_DESK_RECEPTION_OFFERS,
      seesCamera: settings.VESTIBULE_DESK_SEES_CAMERA,
    },
  };
}

/** Paths in the data folder, unless a setting names others. */
function filesOf(settings: Settings) {
  const dataDir = path.resolve(projectRoot, settings.VESTIBULE_DATA_DIR);
  const place = (name: string, set?: string) =>
    set ? path.resolve(projectRoot, set) : path.join(dataDir, name);
  return {
    dataDir,
    databaseFile: place('vestibule.sqlite'),
    templateKeyFile: place('template.key', settings.VESTIBULE_TEMPLATE_KEY_FILE),
    auditSealFile: place('audit.seal', settings.VESTIBULE_AUDIT_SEAL_FILE),
    optOutKeyFile: place('opt-out.key'),
    erasureRegisterFile: place('erased-ids.txt'),
    issuersFolder: place('issuers'),
    policy: {
      file: place('policy.yaml', settings.VESTIBULE_POLICY_FILE),
      isExpected: settings.VESTIBULE_POLICY_FILE !== undefined,
    },
    notifyFile: place('notify.yaml', settings.VESTIBULE_NOTIFY_FILE),
    notifyCopyFile: place('notify.in-force.yaml'),
  };
}

const kioskGraceMs = 4000;

function kioskOf(settings: Settings): Config['kiosk'] {
  const logo = settings.VESTIBULE_OFFICE_LOGO;
  return {
    askFirst: settings.VESTIBULE_KIOSK_ASK_FIRST,
    graceMs: kioskGraceMs,
    office: {
      name: settings.VESTIBULE_OFFICE_NAME ?? null,
      logoFile: logo ? path.resolve(projectRoot, logo) : null,
    },
  };
}

function readSettings(env: NodeJS.ProcessEnv) {
  const given: Record<string, unknown> = {};
  for (const name of Object.keys(settingSchemas)) {
    const text = env[name]?.trim();
    if (text) given[name] = text;
  }
  const former = Object.entries(formerSettings).filter(([name]) => env[name] !== undefined);
  for (const [name, { move }] of former) {
    const text = env[name]?.trim();
    if (text) move?.(text, given);
  }
  const values = settingsOf(given);
  const wrong = [...Value.Errors(settingsSchema, values)].map(
    ({ instancePath }) => instancePath.slice(1) as SettingName,
  );
  const isRight = ([name]: [string, unknown]) => !wrong.includes(name as SettingName);
  const settings = settingsOf(Object.fromEntries(Object.entries(given).filter(isRight)));
  const sentence = (name: SettingName) =>
    `${name} is "${String(given[name])}", but must be ${expectationOf(settingSchemas[name])}.`;
  const isHarmless = (name: SettingName) => harmlessSettings.includes(name);
  const remarks = [
    ...wrong.filter(isHarmless).map((name) => `${sentence(name)} ${instead(name)}`),
    ...former.filter(([, { holdsEverybody }]) => !holdsEverybody).map(formerSentence),
  ];
  const mistakes = [
    ...former.filter(([, { holdsEverybody }]) => holdsEverybody).map(formerSentence),
    ...wrong.filter((name) => !isHarmless(name)).map(sentence),
    ...unknownNames(env).map((name) => `${name} is not a setting (${suggestion(name)}).`),
  ];
  if (mistakes.length === 0) mistakes.push(...contradictions(settings));
  return { settings, mistakes, remarks };
}

function formerSentence([name, { instead }]: [string, FormerSetting]): string {
  return `${name} is no setting any more: ${instead}`;
}

function instead(name: SettingName): string {
  const { default: value } = settingSchemas[name] as { default?: string | number | boolean };
  return value === undefined ? 'It counts as not set.' : `The default is used: ${String(value)}.`;
}

function settingsOf(given: Record<string, unknown>): Settings {
  return Value.Convert(settingsSchema, Value.Default(settingsSchema, { ...given })) as Settings;
}

function unknownNames(env: NodeJS.ProcessEnv): string[] {
  return Object.keys(env).filter(
    (name) =>
      name.startsWith('VESTIBULE_') &&
      !Object.hasOwn(settingSchemas, name) &&
      !Object.hasOwn(formerSettings, name) &&
      name !== deskOidcSecretName &&
      name !== databaseUrlName,
  );
}

/** The known name with the most similar letters, otherwise one with the same words in another order. */
function suggestion(unknown: string): string {
  const withoutPrefix = (name: string) => name.replace(/^VESTIBULE_/, '');
  const known = Object.keys(settingSchemas).filter((name) => name.startsWith('VESTIBULE_'));
  const near = nearest(withoutPrefix(unknown), known.map(withoutPrefix));
  if (near !== null) return `perhaps VESTIBULE_${near} is meant`;
  const words = new Set(withoutPrefix(unknown).split('_'));
  const countShared = (name: string) =>
    withoutPrefix(name)
      .split('_')
      .filter((word) => words.has(word)).length;
  const best = known.toSorted((a, b) => countShared(b) - countShared(a))[0] ?? '';
  return countShared(best) > 0
    ? `perhaps ${best} is meant`
    : 'docs/reference.md lists all settings';
}

function lobbyTls(settings: Settings): Config['lobby']['tls'] {
  const { VESTIBULE_LOBBY_TLS_CERTIFICATE: certificate, VESTIBULE_LOBBY_TLS_KEY: key } = settings;
  if (!certificate || !key) return null;
  const [certificateFile, keyFile] = [certificate, key].map((file) =>
    path.resolve(projectRoot, file),
  );
  return certificateFile && keyFile ? { certificateFile, keyFile } : null;
}
