import { statfs } from 'node:fs/promises';
import { existingAncestor } from './existing-ancestor.ts';
import { failing, ok, warning, type Finding } from './finding.ts';

const gib = 1024 ** 3;
/** The database of a year and its copy during a rotation or a backup. */
const enoughDisk = 2 * gib;
const tooLittleDisk = 0.2 * gib;

/** Node, the parts that were compiled for this machine, and the disk. */
export async function examineMachine(dataDir: string): Promise<Finding[]> {
  return [nodeVersion(), ...(await nativeModules()), await disk(dataDir)];
}

function nodeVersion(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const found = `Node ${process.versions.node}.`;
  if (major > 20 || (major === 20 && minor >= 19)) return ok('node', 'Node', found);
  return failing('node', 'Node', found, 'Install Node 20.19 or newer, then run npm ci.');
}

/** Loading is the proof: a module built for another Node fails here as it would at the start. */
async function nativeModules(): Promise<Finding[]> {
  const modules: Record<string, () => Promise<unknown>> = {
    'better-sqlite3': async () => {
      const { default: Database } = await import('better-sqlite3');
      new Database(':memory:').close();
    },
    sharp: () => import('sharp'),
    'onnxruntime-node': () => import('../../server/vision/engines/onnx/onnxruntime.ts'),
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
