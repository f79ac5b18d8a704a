import { Pyramid, type Picture } from './picture.ts';

/** Below this mean, of 255, a picture without a face may have one that is only too dark to be found. */
const dark = 60;
/** Below this nothing is left but noise: a covered camera, a lobby at night. */
const black = 3;
const wanted = 110;

/** The picture brightened for the detector, or null where that cannot help. */
export function brightened({ base }: Pyramid): Pyramid | null {
  const mean = meanOf(base);
  if (mean >= dark || mean < black) return null;
  const gain = wanted / mean;
  const table = Uint8Array.from({ length: 256 }, (_, value) => Math.min(255, value * gain));
  return new Pyramid({ ...base, data: base.data.map((value) => table[value]!) });
}

/** Of every 31st value: enough to tell day from night, and no row or channel is favoured. */
function meanOf({ data }: Picture): number {
  let sum = 0;
  let count = 0;
  for (let at = 0; at < data.length; at += 31) {
    sum += data[at]!;
    count += 1;
  }
  return sum / count;
}
