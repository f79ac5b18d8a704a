import { createHash } from 'node:crypto';
import { Enums, Models, SPDX, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { Manifest } from '#face';

/** The used part of package-lock.json (version 3). */
export interface Lockfile {
  lockfileVersion: number;
  /** By folder: '' is the project, others are `node_modules/NAME`, or one inside another package where necessary. */
  packages: Record<string, LockedPackage>;
}

interface LockedPackage {
  version?: string;
  description?: string;
  license?: string;
  integrity?: string;
  dev?: boolean;
  /** Whether it is a package of this repository, linked into `node_modules`. */
  link?: boolean;
  optional?: boolean;
  /** The processors that it is for; default: every one. */
  cpu?: string[];
  os?: string[];
  libc?: string[];
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

/** The project's name, whatever folder it was cloned into. */
const project = 'vestibule';

/**
 * The packages of package-lock.json as a bill of materials. Leaves out the download addresses, which differ between
 * machines.
 * @param wanted whether to include packages that only building and testing need
 */
export function bomOf(
  lock: Lockfile,
  { withDevelopment }: { withDevelopment: boolean },
): Models.Bom {
  const bom = new Models.Bom();
  bom.metadata.lifecycles.add(Enums.LifecyclePhase.PreBuild);
  const components = new Map<string, Models.Component>();
  const byFolder = new Map<string, Models.Component>();
  for (const [folder, locked] of Object.entries(lock.packages)) {
    if ((locked.dev && !withDevelopment) || isOurs(folder) || locked.link) continue;
    const name = nameOf(folder);
    // One version may be in several folders.
    const key = `${name}@${locked.version}`;
    const component = components.get(key) ?? componentOf(name, locked);
    components.set(key, component);
    byFolder.set(folder, component);
    if (folder === '') bom.metadata.component = component;
    else bom.components.add(component);
  }
  // Packages of this repository belong to the project, so their dependencies are the project's.
  const ours = Object.keys(lock.packages).filter(isOurs);
  const whole = ours.map((folder) => [folder, byFolder.get('')!] as const);
  for (const [folder, component] of [...byFolder, ...whole]) {
    const { dependencies, optionalDependencies, peerDependencies, devDependencies } =
      lock.packages[folder] ?? {};
    const all = { ...dependencies, ...optionalDependencies, ...peerDependencies };
    if (withDevelopment) Object.assign(all, devDependencies);
    for (const name of Object.keys(all)) {
      const found = resolve(folder, name, byFolder);
      if (found) component.dependencies.add(found.bomRef);
    }
  }
  return bom;
}

function componentOf(name: string, locked: LockedPackage): Models.Component {
  const { version = '', integrity = '' } = locked;
  const { Application, Library } = Enums.ComponentType;
  const component = new Models.Component(name === '' ? Application : Library, name || project, {
    bomRef: `${name || project}@${version}`,
    version,
    scope: locked.optional ? Enums.ComponentScope.Optional : Enums.ComponentScope.Required,
    purl: `pkg:npm/${(name || project).replace('@', '%40')}@${version}`,
  });
  if (locked.license) component.licenses.add(licenceOf(locked.license));
  const [algorithm, digest] = integrity.split('-');
  if (algorithm === 'sha512' && digest) {
    const hex = Buffer.from(digest, 'base64').toString('hex');
    component.hashes.set(Enums.HashAlgorithm['SHA-512'], hex);
  }
  return component;
}

/** Whether it is a package of this repository, and so a part of the project. */
export function isOurs(folder: string): boolean {
  return /^packages\/[^/]+$/.test(folder);
}

/** The name; '' for the project itself. */
function nameOf(folder: string): string {
  return folder.split('node_modules/').at(-1) ?? '';
}

/** Resolves like Node: first in the package's own folder, then in the folders around it. */
function resolve<T>(folder: string, name: string, byFolder: ReadonlyMap<string, T>): T | undefined {
  for (let around = folder; ; around = around.slice(0, Math.max(0, around.lastIndexOf('/')))) {
    const found = byFolder.get(`${around}${around && '/'}node_modules/${name}`);
    if (found || around === '') return found;
  }
}

/** A package's licence: an SPDX id, several ids, or another text. */
function licenceOf(text: string): Models.License {
  if (SPDX.isSupportedSpdxId(text)) return new Models.SpdxLicense(text);
  if (/ (?:OR|AND|WITH) /.test(text)) return new Models.LicenseExpression(text);
  return new Models.NamedLicense(text);
}

/** Adds the face models to the packages. */
export function addModels(bom: Models.Bom, { sources, engines }: Manifest): void {
  for (const [engine, { source, files }] of Object.entries(engines)) {
    const from = sources[source];
    if (!from) continue;
    for (const { file, role, sha256 } of files) {
      const model = new Models.Component(Enums.ComponentType.MachineLearningModel, file, {
        bomRef: `model:${engine}/${file}`,
        version: from.version,
        description: `${role} of the engine ${engine}, from ${from.package}`,
        hashes: new Models.HashDictionary([[Enums.HashAlgorithm['SHA-256'], sha256]]),
      });
      model.licenses.add(licenceOf(from.licence));
      bom.components.add(model);
    }
  }
}

/**
 * The document as CycloneDX 1.5 in JSON, without a time. The serial number derives from the contents, so that equal
 * contents give equal documents.
 */
export function serialize(bom: Models.Bom): string {
  const serializer = new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot5),
  );
  const how = { sortLists: true, space: 2 };
  bom.serialNumber = undefined;
  bom.serialNumber = `urn:uuid:${uuidOf(serializer.serialize(bom, how))}`;
  return `${serializer.serialize(bom, how)}\n`;
}

/** A UUID of version 8, which may derive from a hash. */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...parts, hex.slice(20)].join('-');
}
