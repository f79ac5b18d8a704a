import path from 'node:path';
import {
  analyseEach,
  type EnrolmentPhoto,
  type PhotoReport,
} from '../../../server/people/photos.ts';
import { createFile } from '../../../server/platform/atomic-file.ts';
import { oneLine } from '../../../server/platform/text.ts';
import { RefusalError } from '../../terminal/answer.ts';
import { createProgram, reasonOf } from '../../terminal/program.ts';
import { withMark, wrapText } from '../../terminal/text.ts';
import { photoFile, photoLines } from '../../terminal/photos.ts';
import { withVision } from '../../terminal/with-resources.ts';

const help = `
Looks at the photos just as "add" would, and stores nothing. The exit code is 1
when one would be refused. With --picture, what was found is drawn on a copy of
the photo: the faces, and each measure with its limit. The copy shows the face:
delete it when you need it no more.

Examples:
  vestibule enroll check a.jpg
  vestibule enroll check a.jpg --picture why.png
  vestibule enroll check photos/*.jpg --json`;

export const checkPhotosCommand = createProgram('check')
  .about(
    'say whether photos are good enough; store nothing',
    'Say whether photos are good enough to enrol from. Stores nothing.',
  )
  .argument('<photos...>', 'JPEG, PNG or WebP')
  .option('--picture <file>', 'draw what was found on a copy of the photo (PNG)')
  .addHelpText('after', help)
  .answers(check);

async function check(names: readonly string[], { picture }: { picture?: string }) {
  if (picture !== undefined && names.length !== 1) {
    throw new RefusalError('one_photo', 'Give one photo with --picture. Nothing was drawn.');
  }
  return withVision(async (vision) => {
    const photos = names.map((name) => photoFile(name, process.cwd()));
    const reports = (await analyseEach(vision, photos)).map(({ report }) => report);
    const ok = reports.every(({ state }) => state !== 'refused');
    const lines = reports.map(textOf);
    const [photo] = photos;
    const [report] = reports;
    if (picture !== undefined && photo && report) {
      lines.push(wrapText(`Drawn in ${await draw(photo, report, path.resolve(picture))}`));
    }
    return { ok, text: lines.join('\n'), json: { photos: reports } };
  });
}

/** @throws {RefusalError} when there is nothing to draw on, or the file is there already */
async function draw(photo: EnrolmentPhoto, report: PhotoReport, file: string): Promise<string> {
  const { drawFindings } = await import('./draw-findings.ts');
  let drawing: Buffer;
  try {
    drawing = await drawFindings(await photo.read(), report);
  } catch {
    const [why] = report.state === 'refused' ? report.findings : [];
    const because = why?.explanation ?? 'It cannot be decoded.';
    throw new RefusalError('no_picture', `${because} So there is nothing to draw on.`);
  }
  await createFile(file, drawing).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') {
      throw new RefusalError('not_written', `${file} cannot be written: ${reasonOf(error.code)}.`);
    }
    throw new RefusalError('file_exists', `${file} is there already. Give another name.`);
  });
  return file;
}

function textOf(report: PhotoReport): string {
  const lines = photoLines([report]).join('\n');
  if (report.state !== 'good') return lines;
  const { interEyeDistance, sharpness, brightness, headPose } = report.quality;
  const measured = [
    `${interEyeDistance.toFixed(0)} pixels between the eyes`,
    `sharpness ${sharpness.toFixed(0)}`,
    `brightness ${brightness.toFixed(0)}`,
    `turned by ${Math.abs(headPose.yaw).toFixed(0)} degrees`,
  ];
  const good = withMark('✓', `${oneLine(report.label)}: good (${measured.join(', ')}).`);
  return lines === '' ? good : `${good}\n${lines}`;
}
