import type { PhotoReport } from '#face';
import { analyseEach } from '#server/people/photos.ts';
import { oneLine } from '#base/text';
import { createProgram } from '../../terminal/program.ts';
import { withMark } from '../../terminal/text.ts';
import { photoFile, photoLines } from '../../terminal/photos.ts';
import { withVision } from '../../terminal/with-resources.ts';

const help = `
Looks at the photos just as "add" would, and stores nothing. The exit code is 1
when one would be refused. The desk draws on a photo why it is refused.

Examples:
  vestibule enroll check a.jpg
  vestibule enroll check photos/*.jpg --json`;

export const checkPhotosCommand = createProgram('check')
  .about(
    'say whether photos are good enough; store nothing',
    'Say whether photos are good enough to enrol from. Stores nothing.',
  )
  .argument('<photos...>', 'JPEG, PNG or WebP')
  .addHelpText('after', help)
  .answers(check);

async function check(names: readonly string[]) {
  return withVision(async (vision) => {
    const photos = names.map((name) => photoFile(name, process.cwd()));
    const reports = (await analyseEach(vision, photos)).map(({ report }) => report);
    const ok = reports.every(({ state }) => state !== 'refused');
    return { ok, text: reports.map(textOf).join('\n'), json: { photos: reports } };
  });
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
