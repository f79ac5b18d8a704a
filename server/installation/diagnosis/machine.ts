import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import path from 'node:path';
import { vestibule } from '../../platform/operator-error.ts';
import { programVersion } from '../../config/environment.ts';
import type { Db } from '../../store/schema.ts';
import { countOutOfTime, latestTimes, type AnswerTimes } from '../../store/tables/sign-ins.ts';
import {
  type EngineName,
  licenceOf,
  loadManifest,
  loadOnnxRuntime,
  readLocalManifest,
  shippedRecognisers,
  shippedThreshold,
  verifyModels,
} from '#face';
import { recogniserInUse } from '../../vision/recogniser-in-use.ts';
import { installedModels, modelsDir } from '../../vision/installed-models.ts';
import { failing, ok, warning, type Finding } from './finding.ts';
import { probe } from './probe.ts';

const gib = 1024 ** 3;
/** Space for a year's database and its copy during a rotation or backup. */
const enoughDisk = 2 * gib;
const tooLittleDisk = 0.2 * gib;

/**
 * Examines this program, Node, the native modules and the disk. A running service has proved its native modules.
 * Loading onnxruntime in a thread of it may abort the process when the thread ends.
 */
export async function checkMachine(dataDir: string, isInService: boolean): Promise<Finding[]> {
  const version = ok('version', 'Vestibule', `Version ${programVersion()}.`);
  const modules = isInService ? [] : await nativeModules();
  return [version, nodeVersion(), ...modules, await disk(dataDir)];
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const found = `Node ${process.versions.node}.`;
  if (major > 20 || (major === 20 && minor >= 19)) return ok('node', 'Node', found);
  return failing('node', 'Node', found, 'Install Node 20.19 or newer, then run npm ci.');
}

/** Loads the native modules: one built for another Node fails here as it would at the start. */
async function nativeModules(): Promise<Finding[]> {
  const modules: Record<string, () => Promise<unknown>> = {
    'better-sqlite3': async () => {
      const { default: Database } = await import('better-sqlite3');
      new Database(':memory:').close();
    },
    sharp: () => import('sharp'),
    'onnxruntime-node': loadOnnxRuntime,
  };
  const broken: string[] = [];
  for (const [name, load] of Object.entries(modules)) {
    await load().catch(() => broken.push(name));
  }
  const about = 'Native modules';
  if (broken.length === 0) {
    return [ok('native_modules', about, `${Object.keys(modules).join(', ')} load.`)];
  }
  return [
    failing(
      'native_modules',
      about,
      `${broken.join(', ')} cannot be loaded.`,
      'Run npm ci with the Node that runs the service.',
    ),
  ];
}

async function disk(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(existingAncestor(dataDir));
  const free = bavail * bsize;
  const found = `${(free / gib).toFixed(1)} GiB are free for the data folder.`;
  const todo = 'Make room: a sign-in that cannot be stored is held.';
  if (free < tooLittleDisk) return failing('disk', 'Disk', found, todo);
  return free < enoughDisk ? warning('disk', 'Disk', found, todo) : ok('disk', 'Disk', found);
}

/** The folder, or its nearest existing parent. */
function existingAncestor(folder: string): string {
  return existsSync(folder) ? folder : existingAncestor(path.dirname(folder));
}

/** HTTP dates have whole seconds, and answers take time. */
const noticeableMs = 30_000;
/** Above this, sign-ins are held as too old or seem to come from the future. */
const harmfulMs = 120_000;
export const setClock = 'Turn on time synchronisation: timedatectl set-ntp true.';

/** Compares this machine's clock with the clock of another server. */
export async function checkClock(url: string, now = () => Date.now()): Promise<Finding[]> {
  const about = 'Clock';
  const probed = await probe(url);
  if (probed.kind === 'fault' || !probed.date) {
    const todo = 'Check the internet connection.';
    return [warning('clock', about, `${url} could not be asked for the time.`, todo)];
  }
  const aside = now() - probed.tookMs / 2 - probed.date.getTime();
  const seconds = Math.round(Math.abs(aside) / 1000);
  if (Math.abs(aside) < noticeableMs) return [ok('clock', about, `It agrees with ${url}.`)];
  const found = `It is ${seconds} s ${aside > 0 ? 'ahead of' : 'behind'} ${url}.`;
  const say = Math.abs(aside) < harmfulMs ? warning : failing;
  return [say('clock', about, found, setClock)];
}

const latest = 200;
/** Fewer sign-ins give no reliable share. */
const least = 10;
/** More than one timeout in ten sign-ins is no coincidence. */
const tooManyLate = 0.1;
const lateDays = 7;

/** Examines whether the sign-ins of this lobby fit into the deadline. */
export async function checkDeadline(
  db: Db,
  deadlineMs: number,
  now = new Date(),
): Promise<Finding[]> {
  const about = 'Deadline';
  const since = new Date(now.getTime() - lateDays * 24 * 60 * 60 * 1000);
  const { signIns, outOfTime } = await countOutOfTime(db, since);
  const found = [
    `${deadlineMs / 1000} s; ${lateness(signIns, outOfTime)}.`,
    pace(await latestTimes(db, latest)),
  ].join(' ');
  if (outOfTime <= signIns * tooManyLate) return [ok('deadline', about, found)];
  const todo = `Look at the light in front of the camera and at the load of this machine (${vestibule} bench), or set VESTIBULE_DEADLINE_SECONDS higher, to 22 at most.`;
  return [warning('deadline', about, found, todo)];
}

function lateness(signIns: number, outOfTime: number): string {
  if (signIns === 0) return `nobody signed in during the last ${lateDays} days`;
  const few = outOfTime === 0 ? 'none' : outOfTime;
  return `of ${signIns} sign-ins in the last ${lateDays} days, ${few} ran out of time`;
}

/** @param times answer times of the latest sign-ins with pictures */
function pace(times: AnswerTimes | null): string {
  if (times === null) return 'None with the camera is stored yet.';
  if (times.of < least) {
    return `Only ${times.of} with the camera: too few to say how fast they are.`;
  }
  return `95 % of the last ${times.of} with the camera took up to ${(times.p95 / 1000).toFixed(1)} s.`;
}

/** Examines whether the models exist and match the manifest. @param engine the engine in use */
export async function checkModels(engine: string): Promise<Finding[]> {
  const files = (await verifyModels(installedModels)).filter((file) => file.engine === engine);
  const wrong = files.filter(({ state }) => state !== 'intact');
  if (wrong.length === 0) {
    return [ok('models', 'Models', `${files.length} files of ${engine} are as the manifest says.`)];
  }
  const names = wrong.map(({ file, state }) => `${file} is ${state}`).join(', ');
  const todo =
    engine === 'face-api'
      ? 'Run npm ci.'
      : `Run ${vestibule} models fetch. If they were altered and nobody did it, find out who could.`;
  return [failing('models', 'Models', `${names}.`, todo)];
}

/** Examines whether this version ships a better recogniser than the one in use. */
export async function checkRecogniser(
  engine: EngineName,
  db: Db,
  folder = modelsDir,
): Promise<Finding[]> {
  if (engine !== 'onnx') return [];
  const inUse = await recogniserInUse(db, folder);
  const [newest, ...earlier] = shippedRecognisers(loadManifest(folder, null));
  const local = readLocalManifest(folder);
  const { inUse: taken = inUse, movingTo: next, recognisers, thresholds } = local;
  if (taken !== inUse) {
    const found = `models/local-manifest.json names ${taken}, but the database is read by ${inUse}, as after the restore of an older copy, or a switch on another machine; ${inUse} is in use.`;
    const todo = `If ${taken} is meant, move there again: ${vestibule} models move ${taken}`;
    return [warning('no_templates', 'Recogniser', found, todo)];
  }
  const shipped = shippedThreshold(folder, inUse);
  const measured = thresholds?.[inUse];
  if (shipped !== null && measured && measured.threshold < shipped) {
    const found = `${inUse} counts a face as known from ${measured.threshold} on, and ships with ${shipped}. ${measured.source} says why.`;
    const todo = `If nobody here has measured that, take "thresholds" out of models/local-manifest.json and restart the service.`;
    return [warning('lower_threshold', 'Recogniser', found, todo)];
  }
  if (!earlier.includes(inUse)) {
    const own = recognisers.find(({ id }) => id === inUse);
    const from = own
      ? `, ${own.source ? `from ${own.source}` : 'nobody said where from'}, SHA-256 ${own.sha256}`
      : '';
    const licence = `licence ${licenceOf(folder, engine, inUse)}`;
    return [ok('recogniser', 'Recogniser', `${inUse} (${licence}${from}) is in use.`)];
  }
  const found = `${inUse} is in use; ${newest} knows people better.`;
  const todo = next
    ? `The move to ${next} has begun: ${vestibule} models status says how far it is.`
    : `Nobody has to come for it: ${vestibule} models move ${newest}`;
  return [warning('earlier_recogniser', 'Recogniser', found, todo)];
}
