import { spawn, type StdioOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { vestibule } from '../../../server/platform/operator-error.ts';
import { fetchModels, verifyModels } from '../../../packages/face/index.ts';
import { installedModels } from '../../../server/vision/installed-models.ts';
import { inTemporaryFolder } from '../../terminal/temporary-folder.ts';
import type { SetupAnswers } from '../../../server/installation/setup/answers.ts';
import type { ConsentDocument } from '../../../server/installation/setup/consent.ts';
import { valuesIn } from '../../../packages/planned-files/index.ts';
import type { InstallLocation } from '../../../server/installation/setup/install-location.ts';
import { idsOf } from '../../../server/installation/setup/system.ts';

/** Where and how to run commands of the new installation. */
export interface Site {
  answers: Pick<SetupAnswers, 'kind' | 'screenHosts'>;
  place: InstallLocation;
  root: string;
  settingsFile: string;
  /** Passphrase of the backup's keys. */
  passphrase?: string | null;
}

/** Runs commands as the service would: as its user, with its settings and secrets. */
export async function atSite<T>(site: Site, work: (run: CommandRunner) => Promise<T>): Promise<T> {
  return inTemporaryFolder('setup', async (folder) => {
    const isService = site.answers.kind === 'service';
    const ids = isService ? idsOf(site.place) : null;
    if (ids) await chown(folder, ids.uid, ids.gid);
    const file = path.join(site.root, site.settingsFile);
    const settings = existsSync(file) ? valuesIn(await readFile(file, 'utf8')) : {};
    const env = {
      PATH: process.env['PATH'],
      LANG: process.env['LANG'],
      ...settings,
      VESTIBULE_DATA_DIR: path.join(site.root, site.place.dataDir),
      ...(ids && { CREDENTIALS_DIRECTORY: folder, NODE_ENV: 'production' }),
      ...(site.passphrase && { BACKUP_PASSPHRASE: site.passphrase }),
    };
    if (ids) await copySecrets(path.join(site.place.configDir, 'credentials'), folder, ids);
    return work(new CommandRunner(site.place, env, ids, folder));
  });
}

/** Copies secrets for the service's user, as systemd does. */
async function copySecrets(
  from: string,
  folder: string,
  { uid, gid }: { uid: number; gid: number },
): Promise<void> {
  for (const name of existsSync(from) ? await readdir(from) : []) {
    await copyFile(path.join(from, name), path.join(folder, name));
    await chown(path.join(folder, name), uid, gid);
  }
}

/** Runs commands of this project one after another. */
export class CommandRunner {
  readonly #place: InstallLocation;
  readonly #env: NodeJS.ProcessEnv;
  readonly #ids: { uid: number; gid: number } | null;
  readonly #folder: string;

  constructor(
    place: InstallLocation,
    env: NodeJS.ProcessEnv,
    ids: { uid: number; gid: number } | null,
    folder: string,
  ) {
    this.#place = place;
    this.#env = env;
    this.#ids = ids;
    this.#folder = folder;
  }

  /** Returns the exit code; the output goes to this command's output. */
  runShowingOutput(...args: string[]): Promise<number | null> {
    const child = this.#spawn(args, ['ignore', 'inherit', 'inherit']);
    return new Promise((resolve) => child.once('close', resolve));
  }

  /** Returns the output of `--json`. */
  async json<T>(...args: string[]): Promise<T> {
    // The JSON includes errors.
    const child = this.#spawn([...args, '--json'], ['ignore', 'pipe', 'ignore']);
    return JSON.parse(await textOf(child.stdout!)) as T;
  }

  /** Makes a temporary file that the commands can read. */
  async file(name: string, content: string): Promise<string> {
    const file = path.join(this.#folder, name);
    await writeFile(file, content);
    if (this.#ids) await chown(file, this.#ids.uid, this.#ids.gid);
    return file;
  }

  /** Makes a temporary copy that the commands can read. */
  async copy(file: string): Promise<string> {
    if (!this.#ids) return file;
    const copy = path.join(this.#folder, 'backup');
    await copyFile(file, copy);
    await chmod(copy, 0o600);
    await chown(copy, this.#ids.uid, this.#ids.gid);
    return copy;
  }

  #spawn(args: readonly string[], stdio: StdioOptions) {
    const program = path.join(this.#place.projectDir, 'dist/scripts/vestibule.js');
    return spawn(this.#place.node, [program, ...args], {
      // Not the caller's folder, which the service's user may not be able to enter.
      cwd: this.#folder,
      env: this.#env,
      stdio,
      ...(this.#ids ?? {}),
    });
  }
}

/** The result of a step: a sentence, and whether the step succeeded. */
export interface StepResult {
  ok: boolean;
  text: string;
}

/** Fetches the models unless they exist. */
export async function fetchModelsStep(): Promise<StepResult> {
  const states = await verifyModels(installedModels);
  if (states.every(({ state }) => state === 'intact'))
    return { ok: true, text: 'The models are here.' };
  try {
    await fetchModels(installedModels);
    return { ok: true, text: 'The models were fetched.' };
  } catch {
    return {
      ok: false,
      text: `The models could not be fetched. Once this machine is online: ${vestibule} models fetch`,
    };
  }
}

interface Refused {
  ok: boolean;
  error?: { code: string; message: string };
}

/** Makes a certificate for the screen's machine unless there is one. */
export async function certificateStep(
  run: CommandRunner,
  { answers }: Site,
): Promise<StepResult | null> {
  if (answers.screenHosts.length === 0) return null;
  const hosts = answers.screenHosts.flatMap((host) => ['--host', host]);
  const made = await run.json<Refused & { policy?: string; origins?: string[] }>(
    'kiosk',
    'certificate',
    ...hosts,
  );
  if (made.ok) {
    const text = `A certificate was made. Copy ${made.policy ?? ''} into /etc/chromium/policies/managed/ on the screen’s machine, and open ${made.origins?.[0] ?? ''}/ there.`;
    return { ok: true, text };
  }
  if (made.error?.code === 'certificate_exists') {
    return { ok: true, text: 'The certificate that is here stays; screens trust it.' };
  }
  return { ok: false, text: made.error?.message ?? 'No certificate could be made.' };
}

interface Texts {
  texts: { version: string; sha256: string }[];
}

/** Publishes a consent text unless it is already in force. */
export async function publishConsent(
  run: CommandRunner,
  { text, version, language }: ConsentDocument,
): Promise<StepResult> {
  const { texts } = await run.json<Texts>('privacy', 'consent-text', 'list');
  const sha256 = createHash('sha256').update(text).digest('hex');
  if (texts[0]?.sha256 === sha256) return { ok: true, text: 'The consent text counts already.' };
  const taken = new Set(texts.map((known) => known.version));
  let name = version;
  for (let number = 2; taken.has(name); number++) name = `${version}-${number}`;
  const file = await run.file('consent.txt', text);
  const languageArgs = language === null ? [] : ['--language', language];
  const set = await run.json<Refused>(
    ...['privacy', 'consent-text', 'set', file, '--version', name, ...languageArgs],
  );
  if (set.ok) return { ok: true, text: `The consent text "${name}" counts from now on.` };
  return { ok: false, text: set.error?.message ?? 'The consent text could not be published.' };
}

/** Makes a pairing code, and returns it with the address where to type it. */
export async function pairScreen(
  run: CommandRunner,
  name: string,
): Promise<{ step: StepResult; pairing: { code: string; url: string } | null }> {
  const made = await run.json<Refused & { code?: string; urls?: string[] }>(
    'kiosk',
    'pair',
    '--name',
    name,
  );
  if (!made.ok || made.code === undefined) {
    const text = made.error?.message ?? 'No code could be made.';
    return { step: { ok: false, text }, pairing: null };
  }
  const { code, urls } = made;
  const url = `${urls?.at(-1) ?? ''}/`;
  const text = `Pairing code for "${name}": ${code} (once, within 15 minutes), typed at ${url}`;
  return { step: { ok: true, text }, pairing: { code, url } };
}

/** Adds a manager's account unless there is one. Returns the link for choosing its password. */
export async function addFirstAccount(
  run: CommandRunner,
  name: string,
): Promise<{ step: StepResult; link: string | null }> {
  const { accounts } = await run.json<{ accounts: unknown[] }>('desk', 'list');
  if (accounts.length > 0) {
    const text = 'The desk has accounts already, so none is added: desk add makes more.';
    return { step: { ok: true, text }, link: null };
  }
  const made = await run.json<Refused & { account?: { login: string }; link?: string }>(
    ...['desk', 'add', name, '--role', 'manager'],
  );
  if (!made.ok || !made.account || made.link === undefined) {
    const text = made.error?.message ?? 'No account could be made.';
    return { step: { ok: false, text }, link: null };
  }
  const text = `"${name}" manages the front desk, with the login ${made.account.login}.`;
  return { step: { ok: true, text }, link: made.link };
}
