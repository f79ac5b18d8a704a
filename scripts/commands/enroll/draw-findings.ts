import sharp from 'sharp';
import type { PhotoReport, SeenFaces } from '../../../server/people/photos.ts';
import { htmlText, oneLine } from '../../../server/platform/text.ts';

/** So large a picture shows everything, and opens anywhere. */
const longestSide = 1600;

/** Pixels of the drawing, whose width is fixed by the photo. */
const lineHeight = 30;
const fontSize = 20;
/** Of this font's letters, on average, in font sizes; wider ones would be cut off at the edge. */
const letterWidth = 0.55;

/**
 * Draws on a photo what was found of it: the faces, the points of the judged one, and below the photo
 * the measures with their limits.
 * @returns PNG @throws {Error} when the photo cannot be decoded
 */
export async function drawFindings(photo: Uint8Array, report: PhotoReport): Promise<Buffer> {
  const { data, info } = await sharp(photo, { failOn: 'error' })
    .autoOrient()
    .resize({ width: longestSide, height: longestSide, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .png()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const perLine = Math.max(10, Math.floor((width - fontSize) / (fontSize * letterWidth)));
  const lines = sentencesOf(report).flatMap((sentence) => wrapped(sentence, perLine));
  const strip = lineHeight * (lines.length + 1);
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height + strip}">
${report.seen ? faces(report.seen, { width, height, isGood: report.state !== 'refused' }) : ''}
<rect y="${height}" width="${width}" height="${strip}" fill="#14242a"/>
<g fill="#ffffff" font-family="DejaVu Sans, Noto Sans, sans-serif" font-size="${fontSize}">
${lines.map((line, i) => `<text x="${fontSize / 2}" y="${height + lineHeight * (i + 1)}">${htmlText(line)}</text>`).join('\n')}
</g></svg>`;
  return sharp(data)
    .extend({ bottom: strip, background: '#14242a' })
    .composite([{ input: Buffer.from(svg), left: 0, top: 0 }])
    .png()
    .toBuffer();
}

function faces(
  seen: SeenFaces,
  { width, height, isGood }: { width: number; height: number; isGood: boolean },
): string {
  const scale = { x: width / seen.width, y: height / seen.height };
  const stroke = Math.max(2, Math.round(Math.max(width, height) / 300));
  const boxes = seen.boxes.map((box, i) => {
    const colour = i > 0 ? '#ffd27a' : isGood ? '#86e3b1' : '#ff6b57';
    return `<rect x="${box.x * scale.x}" y="${box.y * scale.y}" width="${box.width * scale.x}" height="${box.height * scale.y}" fill="none" stroke="${colour}" stroke-width="${stroke}"/>`;
  });
  const points = seen.landmarks.map(
    ({ x, y }) =>
      `<circle cx="${x * scale.x}" cy="${y * scale.y}" r="${1.5 * stroke}" fill="#9cc9d6" stroke="#14242a"/>`,
  );
  return [...boxes, ...points].join('\n');
}

function sentencesOf(report: PhotoReport): string[] {
  switch (report.state) {
    case 'repeated':
      return [oneLine(report.explanation)];
    case 'good':
      return ['Good.', ...report.notes.map(({ explanation }) => oneLine(explanation))];
    case 'refused':
      return report.findings.map(({ measure, explanation }) =>
        oneLine(measure === null ? explanation : `${measure}: ${explanation}`),
      );
  }
}

function wrapped(sentence: string, longest: number): string[] {
  const lines = [''];
  for (const word of sentence.split(' ')) {
    const line = lines.at(-1) ?? '';
    if (line !== '' && line.length + 1 + word.length > longest) lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return lines;
}
