import { createHash } from 'node:crypto';
import type { Manifest } from '../../server/vision/models/manifest.ts';

/** The part of a CycloneDX document that is looked at here; the rest stays as it is. */
export interface Bom {
  serialNumber?: string;
  metadata: { timestamp?: string; component: { 'bom-ref': string; name: string; type: string } };
  components: Component[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

export interface Component {
  'bom-ref': string;
  type: string;
  name: string;
  version: string;
  externalReferences?: { type: string; url: string }[];
  hashes?: { alg: string; content: string }[];
  licenses?: { license: { id?: string; name?: string } }[];
  properties?: { name: string; value: string }[];
  [further: string]: unknown;
}

/**
 * npm's list of packages, with the face models beside them, and without what differs from one machine
 * or moment to the next: the time, the folder's name, and where packages were downloaded from. Its
 * number is derived from its contents, so that the same contents are the same document.
 */
export function finished(bom: Bom, manifest: Manifest): Bom {
  const metadata = { ...bom.metadata };
  delete metadata.timestamp;
  const packages = bom.components.map((component) => ({
    ...component,
    externalReferences: (component.externalReferences ?? []).filter(
      ({ type }) => type !== 'distribution',
    ),
  }));
  const components = [...packages, ...modelComponents(manifest)].sort((a, b) =>
    a['bom-ref'] < b['bom-ref'] ? -1 : 1,
  );
  const application = { ...metadata.component, name: 'vestibule', type: 'application' };
  const same = { ...bom, metadata: { ...metadata, component: application }, components };
  return {
    ...same,
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify({ ...same, serialNumber: '' }))}`,
  };
}

/**
 * Without the packages that only building and testing need. Not npm's own `--omit dev`, which also
 * leaves out those that something of these would like to have beside it.
 */
export function withoutDevelopment(bom: Bom): Bom {
  const isNeeded = ({ properties = [] }: Component) =>
    !properties.some(({ name }) => name === 'cdx:npm:package:development');
  const components = bom.components.filter(isNeeded);
  const kept = new Set([
    bom.metadata.component['bom-ref'],
    ...components.map((component) => component['bom-ref']),
  ]);
  const dependencies = bom.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((on) => kept.has(on)) }));
  return { ...bom, components, dependencies };
}

function modelComponents({ sources, engines }: Manifest): Component[] {
  return Object.entries(engines).flatMap(([engine, { source, files }]) => {
    const from = sources[source];
    if (!from) return [];
    return files.map(({ file, role, sha256 }) => ({
      'bom-ref': `model:${engine}/${file}`,
      type: 'machine-learning-model',
      name: file,
      version: from.version,
      description: `${role} of the engine ${engine}, from ${from.package}`,
      hashes: [{ alg: 'SHA-256', content: sha256 }],
      licenses: [{ license: { id: from.licence } }],
    }));
  });
}

/** Of version 8, which is for numbers made of a digest. */
function uuidOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20)];
  return [...parts, hex.slice(20)].join('-');
}
