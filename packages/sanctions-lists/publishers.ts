import { cslCsv } from './csl-csv.ts';
import { euXml } from './eu-xml.ts';
import {
  ListError,
  type Format,
  type ListFile,
  type ListReader,
  type Publisher,
} from './format.ts';
import { ofacEnhancedXml, ofacXml } from './ofac-xml.ts';
import { openSanctionsCsv, openSanctionsJson } from './opensanctions.ts';
import { headOf } from './read-text.ts';
import { secoXml } from './seco-xml.ts';
import { semaXml } from './sema-xml.ts';
import { ukXml } from './uk-xml.ts';
import { unXml } from './un-xml.ts';

/** The publishers whose official lists can be imported. */
export const publishers = {
  ofac: { title: 'OFAC', formats: [ofacXml, ofacEnhancedXml] },
  csl: { title: 'US Consolidated Screening List', formats: [cslCsv], isUndated: true },
  un: { title: 'UN', formats: [unXml] },
  eu: { title: 'EU', formats: [euXml] },
  uk: { title: 'UK', formats: [ukXml] },
  ca: { title: 'Canada', formats: [semaXml], isUndated: true },
  ch: { title: 'Switzerland', formats: [secoXml] },
  opensanctions: {
    title: 'OpenSanctions',
    formats: [openSanctionsCsv, openSanctionsJson],
    canBeWithoutPersons: true,
  },
} as const satisfies Record<string, Publisher>;

export type ListSource = keyof typeof publishers;
export const listSources = Object.keys(publishers) as ListSource[];

/** Returns a publisher's title; its code when the publisher is unknown. */
export function titleOf(source: string): string {
  return (publishers as Partial<Record<string, Publisher>>)[source]?.title ?? source;
}

/** Whether the lists of this publisher have a date of their own. */
export function isDated(source: ListSource): boolean {
  const publisher: Publisher = publishers[source];
  return publisher.isUndated !== true;
}

/**
 * Reads a list of this publisher, in the format that the file shows.
 * @throws {ListError}
 */
export async function* readList(source: ListSource, list: ListFile): ReturnType<ListReader> {
  const head = (await headOf(list.file)).replace(/^\ufeff?\s*/, '');
  const formatIn = (one: ListSource) =>
    publishers[one].formats.find(({ begins }) => isBeginning(head, begins));
  const publisher = listSources.find(formatIn);
  if (publisher && publisher !== source) throw anotherPublisher(list.file, publisher);
  const format = formatIn(source) ?? closest(publishers[source].formats, head);
  yield* format.read(list);
}

function isBeginning(head: string, begins: Format['begins']): boolean {
  return begins instanceof RegExp ? begins.test(head) : rootOf(head) === begins.root;
}

/** Returns the most similar format, whose error best says what the file lacks. */
function closest(own: Publisher['formats'], head: string): Format {
  const isXml = head.startsWith('<');
  return own.find(({ begins }) => begins instanceof RegExp !== isXml) ?? own[0];
}

/** Returns the name of the root element, without its prefix and anything before it. */
function rootOf(head: string): string | null {
  const plain = head
    .replace(/<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>[]*(?:\[.*?\])?\s*>/gs, '')
    .trimStart();
  return /^<(?:[\w.-]+:)?([\w.-]+)/.exec(plain)?.[1] ?? null;
}

function anotherPublisher(file: string, source: ListSource): ListError {
  return new ListError(
    'list_of_another_format',
    `${file} is not such a list: it is one of ${titleOf(source)}. Give --source ${source}. Nothing was changed.`,
  );
}
