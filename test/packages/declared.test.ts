import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { packageFolder } from '#base/files';

interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}

/** The libraries that sources of a folder import by name, with those of its tests and laboratory or without. */
function importedIn(folder: string, isDevelopment: boolean): string[] {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('node_modules'))
    .filter((file) => /^(test|lab)\//.test(file) === isDevelopment)
    .map((file) => readFileSync(path.join(folder, file), 'utf8'));
  const names = sources.flatMap((text) => [...text.matchAll(/(?<=from '#)[a-z-]+/g)]);
  return [...new Set(names.map(([name]) => `@vestibule/${name}`))];
}

function declaredIn(declared: Record<string, string> = {}): string[] {
  return Object.keys(declared).filter((name) => name.startsWith('@vestibule/'));
}

for (const name of readdirSync(path.dirname(packageFolder('base')))) {
  t.test(`${name} declares the libraries that it imports, and no others`, async (t) => {
    const folder = packageFolder(name);
    const text = readFileSync(path.join(folder, 'package.json'), 'utf8');
    const { dependencies, devDependencies } = JSON.parse(text) as Manifest;
    const used = importedIn(folder, false);
    t.strictSame(declaredIn(dependencies).toSorted(), used.toSorted());
    const besides = importedIn(folder, true).filter((other) => !used.includes(other));
    t.strictSame(declaredIn(devDependencies).toSorted(), besides.toSorted());
  });
}
