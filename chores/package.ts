import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectRoot, programVersion } from '#server/config/environment.ts';
import { loadManifest, verifyModels } from '#face';
import { installedModels, modelsDir } from '#server/vision/installed-models.ts';
import { RefusalError, type CommandResult } from '../scripts/terminal/answer.ts';
import { createProgram, runProgram } from '../scripts/terminal/program.ts';
import { addModels, bomOf, serialize, type Lockfile } from './bill-of-materials.ts';
import { buildImage } from './package/image.ts';
import { buildKioskDeb } from './package/kiosk-deb.ts';
import { machineOf, packageFolders } from './package/machine.ts';
import { productionOnly } from './package/production.ts';
import { buildSqlite } from './package/sqlite-builds.ts';
import { emptyFolder, filesBelow, timeOfCommit, writeChecksums } from './package/stage.ts';
import { buildVestibuleDeb } from './package/vestibule-deb.ts';

interface Options {
  output: string;
  only?: 'deb';
  image?: boolean;
  arch?: string;
}

const help = `
Run it in a clean clone, after npm ci. The time in the files is that of the
commit, unless SOURCE_DATE_EPOCH says otherwise, and the same commit gives the
same bytes. For another kind of machine, with --arch, it needs Debian's
compiler for that: g++-aarch64-linux-gnu or g++-x86-64-linux-gnu; its image
also needs qemu-user-binfmt and arch-test.

Makes in the folder:
  vestibule_VERSION_ARCH.deb      the service: apt install ./vestibule_...deb
  vestibule-kiosk_VERSION_all.deb  the lobby screen, on this or another machine
  vestibule_VERSION_ARCH.oci.tar   with --image: podman load, docker load
  vestibule_VERSION_ARCH.cdx.json  what is in the first (CycloneDX)
  SHA256SUMS`;

async function build({ output, only, image, arch }: Options): Promise<CommandResult> {
  const folder = path.resolve(projectRoot, output);
  emptyFolder(folder);
  process.env['SOURCE_DATE_EPOCH'] ??= timeOfCommit();
  await mustHaveModels();
  const machine = machineOf(arch);
  // Compiled here, because npm may have downloaded a binary that no lock file has a hash of.
  await buildSqlite(projectRoot, machine);
  const version = programVersion();
  const text = readFileSync(path.join(projectRoot, 'package-lock.json'), 'utf8');
  const work = mkdtempSync(path.join(tmpdir(), 'vestibule-package-'));
  try {
    const whole = JSON.parse(text) as Lockfile;
    const folders = packageFolders(projectRoot, whole, machine, path.join(work, 'npm'));
    const lock = productionOnly(whole, (name) => folders.has(name));
    const common = { project: projectRoot, output: folder, version };
    const components = bomOf(lock, { withDevelopment: false });
    addModels(components, loadManifest(modelsDir));
    const bom = serialize(components);
    const deb = buildVestibuleDeb({
      ...{ ...common, tree: path.join(work, 'deb') },
      ...{ machine, lock, folders, bom },
    });
    if (image) buildImage(deb, version, machine);
    if (only !== 'deb') {
      buildKioskDeb({ ...common, tree: path.join(work, 'kiosk') });
      writeFileSync(deb.replace(/\.deb$/, '.cdx.json'), bom);
    }
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const files = filesBelow(folder);
  const sums = writeChecksums(folder);
  return { ok: true, text: `${folder}:\n${sums.trimEnd()}`, json: { folder, files } };
}

async function mustHaveModels(): Promise<void> {
  const missing = (await verifyModels(installedModels)).filter(({ state }) => state !== 'intact');
  if (missing.length === 0) return;
  const names = missing.map(({ file }) => file).join(', ');
  throw new RefusalError(
    'no_models',
    `Models are missing: ${names}. Run: ./vestibule models fetch`,
  );
}

const program = createProgram('package')
  .description('Build the packages of this version.')
  .option('--output <folder>', 'where to; it is emptied first', 'dist/debian')
  .option('--only <what>', 'deb: only the package of the service')
  .option('--arch <kind>', 'amd64 or arm64; default: of this machine')
  .option('--image', 'a container image, too; as root, with mmdebstrap and buildah')
  .addHelpText('after', help)
  .answers(build);

await runProgram(program);
