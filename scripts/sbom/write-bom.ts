import { createHash } from 'node:crypto';
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import type { Manifest } from '../../server/vision/models/manifest.ts';
import { licenceOf } from './licence.ts';

/** Puts the face models beside the packages. */
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
 * The document as CycloneDX 1.5 in JSON, without a time. Its number is derived from its contents, so
 * that the same contents are the same document.
 */
export function written(bom: Models.Bom): string {
  const serializer = new Serialize.JsonSerializer(
    new Serialize.JSON.Normalize.Factory(Spec.Spec1dot5),
  );
  const how = { sortLists: true, space: 2 };
  bom.serialNumber = undefined;
  bom.serialNumber = `urn:uuid:${uuidOf(serializer.serialize(bom, how))}`;
  return `${serializer.serialize(bom, how)}\n`;
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
