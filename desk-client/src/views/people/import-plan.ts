import {
  ofEachText,
  photoLimits,
  type EnrolAnswer,
  type ImportRow,
} from '#server/protocol/desk-people-messages.ts';
import { findingWords, mistakeWords, say } from '../../service/language.ts';

/** A planned enrolment, and its result. */
export interface PlannedImport {
  row: ImportRow;
  files: File[];
  /** Why this row cannot be sent. */
  problem: string | null;
  answer: EnrolAnswer | 'sending' | null;
}

export const picture = /\.(jpe?g|png|webp)$/iu;
export const list = /\.(csv|tsv)$/iu;

/** The path in the chosen folder, or the file's name where none was chosen. */
export function pathOf(file: File): string {
  return file.webkitRelativePath || file.name;
}

/** Names the person in a photo: by the folder below the chosen one, or by the file, without a number at its end. */
function nameIn(file: File): string {
  const [own = '', folder, chosen] = pathOf(file).split('/').reverse();
  const name =
    chosen === undefined ? own.replace(picture, '').replace(/[\s_(-]*\d+\)?$/u, '') : folder;
  return (name ?? '').replaceAll('_', ' ').trim();
}

const nothingSaid = {
  ...ofEachText(() => ''),
  ...{ consent: '', consentGiven: '', expiresAt: '' },
  ...{ twinOf: [], problem: null },
};

export function plannedByName(photos: readonly File[]): PlannedImport[] {
  const groups = new Map<string, File[]>();
  for (const file of photos) {
    const name = nameIn(file);
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  return [...groups].map(([name, files], index) =>
    plan({ ...nothingSaid, row: index + 1, name, photos: files.map(pathOf) }, files),
  );
}

export function plannedByList(
  rows: readonly ImportRow[],
  photos: readonly File[],
  at: string,
): PlannedImport[] {
  const base = at.includes('/') ? at.slice(0, at.lastIndexOf('/') + 1) : '';
  return rows.map((row) => {
    const wanted = row.photos.map((name) => base + name.replace(/^\.\/|\/$/gu, ''));
    const isWanted = (path: string) => (name: string) =>
      path === name || path.slice(0, path.lastIndexOf('/')) === name;
    const missing = wanted.find((name) => !photos.some((file) => isWanted(pathOf(file))(name)));
    const files = photos.filter((file) => wanted.some(isWanted(pathOf(file))));
    return plan(row, files, missing);
  });
}

function plan(row: ImportRow, files: File[], missing?: string): PlannedImport {
  const problem = missing === undefined ? tooMuch(files) : say('import-missing', { file: missing });
  return { row, files, answer: null, problem };
}

function tooMuch(files: readonly File[]): string | null {
  const { most, bytes, bytesInAll } = photoLimits;
  if (files.length > most) return say('import-too_many', { count: files.length, most });
  const inAll = files.reduce((sum, { size }) => sum + size, 0);
  if (inAll <= bytesInAll && files.every(({ size }) => size <= bytes)) return null;
  return say('import-too_large', { each: bytes / 1e6, all: bytesInAll / 1e6 });
}

export function isIn({ answer }: PlannedImport): boolean {
  return answer !== null && answer !== 'sending' && answer.state !== 'refused';
}

/** The photos that are good enough, in rows that have no other problem. */
export function goodOf({ answer, files }: PlannedImport): File[] {
  if (answer === null || answer === 'sending' || answer.mistakes.length > 0) return [];
  const { state, photos } = answer;
  return state === 'refused' ? files.filter((_, index) => photos[index]?.state === 'good') : [];
}

/** Why a person cannot be enrolled, and which enrolled person that is about. */
interface ImportReason {
  words: string;
  /** The enrolled person whom they look like. */
  lookAlike?: string | undefined;
}

/** Returns every reason against an enrolment; none while the answer is missing. */
export function reasonsOf({ answer, problem }: PlannedImport): ImportReason[] {
  if (problem !== null) return [{ words: problem }];
  if (answer === null || answer === 'sending' || answer.state !== 'refused') return [];
  const photos = answer.photos.flatMap(({ label, state, findings }) =>
    state === 'refused' ? findings.map((one) => ({ words: `${label}: ${findingWords(one)}` })) : [],
  );
  const mistakes = answer.mistakes.map(({ personId, ...mistake }) => ({
    words: mistakeWords(mistake),
    lookAlike: mistake.code === 'looks_like_enrolled' ? personId : undefined,
  }));
  return [...mistakes, ...photos];
}
