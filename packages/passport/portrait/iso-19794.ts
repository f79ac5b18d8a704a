import { PassportError } from '../errors.ts';

const subject = 'ISO 19794-5';
const headerBytes = 14;
const facialInformationBytes = 20;
const featurePointBytes = 8;
const imageInformationBytes = 12;

/** The image of the first face in a record of ISO/IEC 19794-5:2005. @throws {PassportError} `unreadable` */
export function readIso19794(record: Uint8Array): Uint8Array {
  const view = Buffer.from(record.buffer, record.byteOffset, record.byteLength);
  const faceStart = headerBytes;
  if (view.length < faceStart + facialInformationBytes)
    throw new PassportError('unreadable', subject);
  const isFace =
    view.toString('latin1', 0, 4) === 'FAC\0' && view.toString('latin1', 4, 6) === '01';
  const faceBytes = view.readUInt32BE(faceStart);
  const points = view.readUInt16BE(faceStart + 4);
  const imageStart =
    faceStart + facialInformationBytes + points * featurePointBytes + imageInformationBytes;
  const faces = view.readUInt16BE(12);
  // States count the length of a face differently: a single face ends with the record.
  const end = faces > 1 ? Math.min(faceStart + faceBytes, view.length) : view.length;
  if (!isFace || faces < 1 || imageStart >= end) {
    throw new PassportError('unreadable', subject);
  }
  return record.subarray(imageStart, end);
}
