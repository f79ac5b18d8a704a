import type { PhotoReport } from '../../server/people/photos.ts';
import { oneLine } from '../../server/platform/printable.ts';
import { alarming, cautious, wrapped } from '../cli/text.ts';

/** What is to be said of photos: every fault of a refused one, a note beside a good one. */
export function photoLines(photos: readonly PhotoReport[]): string[] {
  return photos.flatMap((photo) => {
    switch (photo.state) {
      case 'refused':
        return photo.findings.map(({ explanation }) =>
          line(alarming('✗'), photo.label, explanation),
        );
      case 'repeated':
        return [line(cautious('!'), photo.label, photo.explanation)];
      case 'good':
        return photo.notes.map(({ explanation }) => line(cautious('!'), photo.label, explanation));
    }
  });
}

function line(mark: string, label: string, text: string): string {
  // Wrapped before the mark is put in: a colour has no width.
  return `  ${mark} ${wrapped(`${oneLine(label)}: ${text}`, '    ').slice(4)}`;
}
