import type { Command } from 'commander';
import { lookAtPhotos, type PhotoReport } from '../../../server/people/photos.ts';
import { oneLine } from '../../../server/platform/printable.ts';
import { answer, type OutputOptions } from '../../terminal/program.ts';
import { wrapped } from '../../terminal/text.ts';
import { photoFile, photoLines } from '../../terminal/photos.ts';
import { withVision } from '../../terminal/workplace.ts';

const help = `
Looks at the photos just as "add" would, and stores nothing. The exit code is 1
when one would be refused.

Examples:
  vestibule enroll check a.jpg
  vestibule enroll check photos/*.jpg --json`;

/** `enroll check` */
export function addCheckCommand(program: Command): void {
  program
    .command('check')
    .summary('say whether photos are good enough; store nothing')
    .description('Say whether photos are good enough to enrol from. Stores nothing.')
    .argument('<photos...>', 'JPEG, PNG or WebP')
    .option('--json', 'print JSON')
    .addHelpText('after', help)
    .action((names: string[], options: OutputOptions) =>
      answer(options, () =>
        withVision(async (vision) => {
          const photos = names.map((name) => photoFile(name, process.cwd()));
          const reports = (await lookAtPhotos(vision, photos)).map(({ report }) => report);
          const ok = reports.every(({ state }) => state !== 'refused');
          return { ok, text: reports.map(textOf).join('\n'), json: { photos: reports } };
        }),
      ),
    );
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
  const good = `  ✓ ${wrapped(`${oneLine(report.label)}: good (${measured.join(', ')}).`, '    ').slice(4)}`;
  return lines === '' ? good : `${good}\n${lines}`;
}
