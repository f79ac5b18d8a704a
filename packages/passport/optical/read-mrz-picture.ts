import { checkDigit } from '../access-key/check-digit.ts';
import { PassportError } from '../errors.ts';
import { readMrz, type Mrz } from '../files/mrz.ts';
import { glyphAlphabet } from './glyphs.ts';
import { findMarks, type GreyPicture } from './marks.ts';
import { scoreLine, type CharacterFits } from './read-line.ts';
import { findTextLines, pitchAt, valueAt, type TextLine } from './text-lines.ts';

export interface MrzSight {
  /** Null: no zone with good check digits was read. */
  mrz: Mrz | null;
  /** The four corners of a possible zone, in pixels; null: there is none in the picture. */
  corners: Point[] | null;
}

interface Point {
  x: number;
  y: number;
}

const digits = '0123456789';
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ<';
/** The characters that a kind of column allows. */
const allowed: Record<string, string> = {
  T: 'PIACV',
  L: letters,
  N: digits,
  D: `${digits}<`,
  A: digits + letters,
  S: 'FM<',
};

const dates = 'NNNNNNNSNNNNNNN';
const layouts = [
  { columns: 44, rows: [`T${'L'.repeat(43)}`, `AAAAAAAAANLLL${dates}AAAAAAAAAAAAAADN`] },
  { columns: 36, rows: [`T${'L'.repeat(35)}`, `AAAAAAAAADLLL${dates}AAAAAAAN`] },
  {
    columns: 30,
    rows: ['TLLLLAAAAAAAAADAAAAAAAAAAAAAAA', `${dates}LLLAAAAAAAAAAAN`, 'L'.repeat(30)],
  },
];

/** Lowest average match of a row's characters. Other text of the document is below it. */
const leastFit = 0.6;
/** Lowest lead over a character that the check digit would accept as well: 8 and S, 6 and G, 1 and L. */
const leastMargin = 0.06;
/** So many columns may be missing or extra at the ends of a line. */
const mostOff = 3;
/** The zone is the lowest text on the page, so only so many lines are tried. */
const mostLines = 12;

/** Finds the machine readable zone in a picture of a document and reads it. */
export function readMrzPicture(picture: GreyPicture): MrzSight {
  const lines = findTextLines(findMarks(picture)).slice(-mostLines);
  let corners: Point[] | null = null;
  for (const layout of layouts) {
    for (const upper of lines) {
      const zone = zoneFrom(upper, lines, layout);
      if (!zone) continue;
      corners = cornersOf(zone);
      const mrz = readZone(picture, zone, layout);
      if (mrz) return { mrz, corners };
    }
  }
  return { mrz: null, corners };
}

type Layout = (typeof layouts)[number];

/** This line and those below it, if their distance is that of a zone. */
function zoneFrom(
  upper: TextLine,
  lines: readonly TextLine[],
  { columns, rows }: Layout,
): TextLine[] | null {
  const isAsLong = (line: TextLine) => Math.abs(line.last - line.first + 1 - columns) <= mostOff;
  const zone = isAsLong(upper) ? [upper] : [];
  while (zone.length < rows.length) {
    const above = zone.at(-1);
    const next = above && lines.find((line) => isAsLong(line) && isBelow(line, above));
    if (!next) return null;
    zone.push(next);
  }
  return zone;
}

function isBelow(line: TextLine, above: TextLine): boolean {
  const middle = (line.first + line.last) / 2;
  const columns = (valueAt(line.y, middle) - valueAt(above.y, middle)) / pitchAt(line, middle);
  return columns > 1.5 && columns < 3.4;
}

function cornersOf(zone: readonly TextLine[]): Point[] {
  const [upper, lower] = [zone[0] as TextLine, zone.at(-1) as TextLine];
  const at = (line: TextLine, column: number, heights: number) => ({
    x: valueAt(line.x, column),
    y: valueAt(line.y, column) + heights * line.height,
  });
  return [
    at(upper, upper.first - 1, -1),
    at(upper, upper.last + 1, -1),
    at(lower, lower.last + 1, 1),
    at(lower, lower.first - 1, 1),
  ];
}

function readZone(picture: GreyPicture, zone: readonly TextLine[], layout: Layout): Mrz | null {
  const rows = zone.map((line, row) =>
    readRow(picture, line, layout.rows[row] ?? '', layout.columns),
  );
  const texts = rows.reduce<string[]>(
    (all, row) => all.flatMap((before) => row.map((text) => before + text)),
    [''],
  );
  for (const text of texts) {
    try {
      return readMrz(text);
    } catch (error) {
      if (!(error instanceof PassportError)) throw error;
    }
  }
  return null;
}

/** Possible texts of the row, most likely first: the beginning of the row is uncertain. */
function readRow(picture: GreyPicture, line: TextLine, layout: string, columns: number): string[] {
  const missed = Math.max(0, columns - (line.last - line.first + 1));
  const scores = scoreLine(picture, line, line.first - missed, line.last + missed);
  return Array.from({ length: scores.length - columns + 1 }, (_, start) =>
    readColumns(scores.slice(start, start + columns), layout),
  )
    .filter(({ fit, isSure }) => isSure && fit >= leastFit)
    .sort((a, b) => b.fit - a.fit)
    .slice(0, 2)
    .map(({ text }) => text);
}

function readColumns(scores: readonly CharacterFits[], layout: string) {
  let text = '';
  let sum = 0;
  let isSure = true;
  scores.forEach((fits, column) => {
    const kind = layout[column] ?? 'A';
    const ranked = [...(allowed[kind] ?? '')]
      .map((character) => ({ character, fit: fits[glyphAlphabet.indexOf(character)] ?? -1 }))
      .sort((a, b) => b.fit - a.fit);
    const [best = { character: '<', fit: -1 }] = ranked;
    const rival = ranked.find(
      ({ character }) =>
        character !== best.character && checkDigit(character) === checkDigit(best.character),
    );
    // Only columns that allow letters and digits can hide such a confusion. Names are not used.
    if (kind === 'A' && rival && best.fit - rival.fit < leastMargin) isSure = false;
    text += best.character;
    sum += best.fit;
  });
  return { text, fit: sum / scores.length, isSure };
}
