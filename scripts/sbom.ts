import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '../server/config/paths.ts';
import { modelsDir } from '../server/vision/create-vision.ts';
import { loadManifest } from '../server/vision/models/manifest.ts';
import { Refusal, type Answer } from './cli/answer.ts';
import { createProgram, answer, runProgram, type OutputOptions } from './cli/run.ts';
import { callersFolder } from './enroll/callers-folder.ts';
import { finished, withoutDevelopment, type Bom } from './sbom/finish-bom.ts';

interface Options extends OutputOptions {
  output: string;
  withDevelopment?: boolean;
}

const help = `
From package-lock.json as it is, so that it is the same on every machine and
without asking anybody. Without the time and a random number, two of the same
version are the same file.

Examples:
  npm run sbom
  npm run sbom -- --output vestibule.cdx.json --with-development`;

const program = createProgram('sbom')
  .description('Write a bill of materials (CycloneDX) of this program, its packages and models.')
  .option('--output <file>', 'where to', 'sbom.cdx.json')
  .option('--with-development', 'the packages too that only building and testing need')
  .option('--json', 'print JSON')
  .addHelpText('after', help)
  .action((options: Options) => answer(options, () => write(options)));
await runProgram(program);

async function write({ output, withDevelopment = false }: Options): Promise<Answer> {
  const packages = await packagesBom();
  const used = withDevelopment ? packages : withoutDevelopment(packages);
  const bom = finished(used, loadManifest(modelsDir));
  const file = path.resolve(callersFolder(), output);
  await writeFile(file, `${JSON.stringify(bom, null, 2)}\n`);
  const { length } = bom.components;
  return {
    ok: true,
    text: `Wrote ${length} components to ${file}.`,
    json: { file, components: length },
  };
}

async function packagesBom(): Promise<Bom> {
  // Nothing is asked of a registry, and what an npm around this one was told is not meant for it.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_')),
  );
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  try {
    const { stdout } = await promisify(execFile)('npm', args, {
      cwd: projectRoot,
      env,
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(stdout) as Bom;
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Refusal('npm_failed', `npm could not list the packages. ${stderr.trim()}`);
  }
}
