import { isOurs, type Lockfile } from '../bill-of-materials.ts';

/** Packages that only an install script, a browser, a compiler or a build of another engine needs. */
const neverLoaded = new Set([
  '@fastify/type-provider-typebox',
  '@tensorflow/tfjs-node',
  'adm-zip',
  'argparse',
  'chalk',
  'core-js',
  'global-agent',
  'prebuild-install',
  'regenerator-runtime',
  'smartcard',
  'yargs',
]);

/** Bundled into `dist/node_modules`; no other package needs them. */
const bundled = new Set([
  'node_modules/kysely',
  'node_modules/jose',
  'node_modules/libphonenumber-js',
  'node_modules/echarts',
  'node_modules/echarts/node_modules/tslib',
  'node_modules/is-any-array',
  'node_modules/ml-array-max',
  'node_modules/ml-array-min',
  'node_modules/ml-array-rescale',
  'node_modules/ml-matrix',
  'node_modules/oauth4webapi',
  'node_modules/openid-client',
  'node_modules/typebox',
  'node_modules/zrender',
  'node_modules/zrender/node_modules/tslib',
]);

/** In the pages, which are built before. Their makers are named, and their licences go with them. */
const inPages = [
  'node_modules/@fontsource-variable/atkinson-hyperlegible-next',
  'node_modules/@preact/signals',
  'node_modules/@preact/signals-core',
  'node_modules/dijkstrajs',
  'node_modules/lucide',
  'node_modules/preact',
  'node_modules/qrcode',
];

/**
 * The lock file reduced to what the program needs to run, among the packages available for this kind of machine.
 * @param isThere whether a folder of the lock file was installed
 */
export function productionOnly(lock: Lockfile, isThere: (folder: string) => boolean): Lockfile {
  const kept = new Map([['', lock.packages['']!]]);
  const visit = (folder: string): void => {
    const { dependencies, optionalDependencies, peerDependencies } = lock.packages[folder]!;
    const wanted = { ...dependencies, ...optionalDependencies, ...peerDependencies };
    for (const name of Object.keys(wanted)) {
      if (neverLoaded.has(name) || name.startsWith('@types/')) continue;
      const found = folderOf(lock, folder, name);
      if (found === undefined || kept.has(found)) continue;
      const { dev, link } = lock.packages[found]!;
      // A link leads to a package of this repository, which is visited below.
      if (dev || link || !isThere(found)) continue;
      kept.set(found, lock.packages[found]!);
      visit(found);
    }
  };
  visit('');
  // Dependencies of this repository's packages are installed beside the program's.
  for (const folder of Object.keys(lock.packages).filter(isOurs)) {
    kept.set(folder, lock.packages[folder]!);
    visit(folder);
  }
  for (const folder of inPages) kept.set(folder, { ...lock.packages[folder]!, dev: false });
  return { ...lock, packages: Object.fromEntries([...kept].sort(byFolder)) };
}

function byFolder([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Resolves like Node: first in the package's own folder, then in the folders around it. */
function folderOf({ packages }: Lockfile, from: string, name: string): string | undefined {
  for (let around = from; ; around = around.slice(0, Math.max(0, around.lastIndexOf('/')))) {
    const found = `${around}${around && '/'}node_modules/${name}`;
    if (packages[found]) return found;
    if (around === '') return undefined;
  }
}

/** The loaded files of a few large packages that contain many builds. */
function partsOf(arch: string): Record<string, RegExp> {
  return {
    'onnxruntime-node': new RegExp(`^(dist/|bin/napi-v\\d+/linux/${arch}/)`),
    '@tensorflow/tfjs-backend-wasm': /^dist\/[^/]+\.(node\.js|wasm)$/,
    '@tensorflow/': /^dist\/[^/]+\.node\.js$/,
    '@vladmandic/face-api':
      /^(dist\/face-api\.node-wasm\.js$|model\/(ssd_mobilenetv1|face_landmark_68|face_recognition)_model|demo\/[^/]+\.jpg$)/,
    '@cornerstonejs/codec-openjpeg': /^dist\/openjpegwasm_decode\.(js|wasm)$/,
    '@zxcvbn-ts/language-common': /^dist\/[^/]+\.cjs$/,
    otpauth: /^dist\/otpauth\.node\.mjs$/,
    'zxing-wasm': /^dist\/(cjs|es|reader)\//,
    'better-sqlite3': new RegExp(`^lib/(?!binding/(?!node-v\\d+-linux-${arch}/))`),
    'csv-parse': /^lib\//,
    nodemailer: /^dist\/(esm|well-known)\//,
    yaml: /^(dist\/|util\.js$)/,
  };
}

/** Files for compilers and readers, not for Node. Licences stay. */
const notForNode =
  /\.(map|[cm]?tsx?|flow|md|markdown|html?|ya?ml|toml|tsbuildinfo|c|cc|cpp|h|hpp|gypi?|o|a|sh)$/i;
const licence = /(^|\/)(licen[cs]e|notice|copying|copyright|unlicense)[^/]*$/i;
const apart = /^(test|tests|__tests__|docs?|examples?|bench(marks?)?|coverage)\/|(^|\/)\./;

/**
 * Whether a file of an installed package belongs into a package of the program.
 * @param file path in the package's own folder, with `/`
 * @param arch Node's name
 */
export function isPackaged(folder: string, file: string, arch: string): boolean {
  if (bundled.has(folder) || inPages.includes(folder))
    return licence.test(file) || file === 'package.json';
  if (licence.test(file) || file === 'package.json') return !apart.test(file);
  const name = folder.split('node_modules/').at(-1)!;
  const parts = Object.entries(partsOf(arch)).find(
    ([each]) => name === each || (each.endsWith('/') && name.startsWith(each)),
  );
  if (parts) return parts[1].test(file) && !notForNode.test(file);
  return !apart.test(file) && !notForNode.test(file);
}
