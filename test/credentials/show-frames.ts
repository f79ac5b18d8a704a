import { toBuffer, type QRCodeSegment } from 'qrcode';
import sharp from 'sharp';

const frame = { width: 1280, height: 720 };

/** The picture of a code on a phone. A health card's digits are in a numeric segment, as its standard requires. */
async function codePicture(text: string, width: number): Promise<Buffer> {
  const [, prefix, digits] = /^(shc:\/(?:\d+\/\d+\/)?)(\d+)$/.exec(text) ?? [];
  const segments: string | QRCodeSegment[] =
    prefix === undefined || digits === undefined
      ? text
      : [
          { data: Buffer.from(prefix), mode: 'byte' },
          { data: digits, mode: 'numeric' },
        ];
  return toBuffer(segments, { errorCorrectionLevel: 'L', width, margin: 4 });
}

/** Frames of a lobby camera that show codes one after the other, each slightly shifted. */
export async function codeFrames(codes: readonly string[], each = 4): Promise<Buffer[]> {
  const frames: Buffer[] = [];
  for (const code of codes) {
    const picture = await sharp(await codePicture(code, 560))
      .rotate(5, { background: '#ffffff' })
      .toBuffer();
    for (let i = 0; i < each; i++) {
      frames.push(
        await sharp({ create: { ...frame, channels: 3, background: '#6b6259' } })
          .composite([{ input: picture, left: 300 + 9 * i, top: 40 + 3 * i }])
          .blur(0.6)
          .jpeg({ quality: 82 })
          .toBuffer(),
      );
    }
  }
  return frames;
}

/** A visitor's frames, with the code held up at their side. */
export async function framesWithCode(faces: readonly Buffer[], code: string): Promise<Buffer[]> {
  const picture = await codePicture(code, 600);
  return Promise.all(
    faces.map((face) =>
      sharp({ create: { ...frame, channels: 3, background: '#6b6259' } })
        .composite([
          { input: face, left: 0, top: 120 },
          { input: picture, left: 660, top: 60 },
        ])
        .jpeg({ quality: 88 })
        .toBuffer(),
    ),
  );
}
