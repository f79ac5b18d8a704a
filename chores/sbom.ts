import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { projectRoot } from '#server/config/environment.ts';
import { loadManifest } from '#face';
import { modelsDir } from '#server/vision/installed-models.ts';
import type { CommandResult } from '../scripts/terminal/answer.ts';
import { createProgram, runProgram } from '../scripts/terminal/program.ts';
import { type Lockfile, bomOf, addModels, serialize } from './bill-of-materials.ts';

interface Options {
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

async function write({ output, withDevelopment = false }: Options): Promise<CommandResult> {
  const text = await readFile(path.join(projectRoot, 'package-lock.json'), 'utf8');
  const bom = bomOf(JSON.parse(text) as Lockfile, { withDevelopment });
  addModels(bom, loadManifest(modelsDir));
  const file = path.resolve(output);
  await writeFile(file, serialize(bom));
  const components = bom.components.size;
  return {
    ok: true,
    text: `Wrote ${components} components to ${file}.`,
    json: { file, components },
  };
}

const program = createProgram('sbom')
  .description('Write a bill of materials (CycloneDX) of this program, its packages and models.')
  .option('--output <file>', 'where to', 'sbom.cdx.json')
  .option('--with-development', 'the packages too that only building and testing need')
  .addHelpText('after', help)
  .answers(write);
await runProgram(program);
