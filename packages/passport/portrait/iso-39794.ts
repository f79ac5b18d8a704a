import { readChildren, type Tlv } from '../ber/read-ber.ts';
import { PassportError } from '../errors.ts';

const subject = 'ISO 39794-5';
/**
 * The tags on the path to the image in the ASN.1 of ISO/IEC 39794-5. The biometric data block may have one more
 * wrapper: FaceImageDataBlock, representationBlocks, first RepresentationBlock, imageRepresentation, base,
 * imageRepresentation2DBlock, representationData2D.
 */
const path = [0x65, 0xa1, 0x30, 0xa1, 0xa0, 0xa0, 0x80] as const;

/** The image of the first representation. @throws {PassportError} `unreadable` */
export function readIso39794(block: Uint8Array): Uint8Array {
  const [first] = readChildren(block, subject, 8);
  let value = first?.tag === 0xa1 ? first.value : block;
  for (const tag of path) {
    const child: Tlv | undefined = readChildren(value, subject, 64).find((one) => one.tag === tag);
    if (!child) throw new PassportError('unreadable', subject);
    value = child.value;
  }
  return value;
}
