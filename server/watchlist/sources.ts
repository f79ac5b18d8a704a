import { cslCsv } from './formats/csl-csv.ts';
import { euCsv, euXml } from './formats/eu.ts';
import {
  ListError,
  type Format,
  type ListFiles,
  type ListReader,
  type Publisher,
} from './formats/format.ts';
import { ofacAdvancedXml } from './formats/ofac-advanced-xml.ts';
import { ofacCsv } from './formats/ofac-csv.ts';
import { ofacEnhancedXml, ofacXml } from './formats/ofac-xml.ts';
import { openSanctionsCsv, openSanctionsJson } from './formats/opensanctions.ts';
import { headOf } from './formats/read-text.ts';
import { secoXml } from './formats/seco-xml.ts';
import { semaXml } from './formats/sema-xml.ts';
import { ukCsv, ukXml } from './formats/uk.ts';
import { unXml } from './formats/un-xml.ts';
import { filesInZip } from './formats/zip.ts';

/** The name of the own list wherever lists are named. */
export const ownList = 'own';

/** Who publishes official lists that can be imported. */
export const publishers = {
  ofac: { title: 'OFAC', formats: [ofacXml, ofacAdvancedXml, ofacEnhancedXml, ofacCsv] },
  csl: { title: 'US Consolidated Screening List', formats: [cslCsv] },
  un: { title: 'UN', formats: [unXml] },
  eu: { title: 'EU', formats: [euXml, euCsv] },
  uk: { title: 'UK', formats: [ukCsv, ukXml] },
  ca: { title: 'Canada', formats: [semaXml] },
  ch: { title: 'Switzerland', formats: [secoXml] },
  opensanctions: {
    title: 'OpenSanctions',
    formats: [openSanctionsCsv, openSanctionsJson],
    canBeWithoutPersons: true,
  },
} as const satisfies Record<string, Publisher>;

export type ListSource = keyof typeof publishers;
export const listSources = Object.keys(publishers) as ListSource[];

/** What a publisher is called; its code where it is not known. */
export function titleOf(source: string): string {
  return (publishers as Partial<Record<string, Publisher>>)[source]?.title ?? source;
}

/** A list's name wherever lists are named: `ofac`, or `ofac/consolidated` for another of the publisher's. */
export function listLabel({ source, name }: { source: string; name: string }): string {
  return name === '' ? source : `${source}/${name}`;
}

/** The name of a list if a publisher has several. The policy, metrics and notes use it. */
export const listNamePattern = '[a-z0-9][a-z0-9-]{0,30}';

/** Whether this list is among those, of which `ofac` stands for all of OFAC's. */
export function isListAmong(lists: readonly string[], label: string): boolean {
  return lists.some((list) => label === list || label.startsWith(`${list}/`));
}

/**
 * Reads a list of this publisher's; the file tells in which of its formats it is, and may be in a zip.
 * @throws {ListError}
 */
export async function* readList(source: ListSource, given: ListFiles): ReturnType<ListReader> {
  const files = await filesInZip(given);
  const head = (await headOf(files.main)).replace(/^\ufeff?\s*/, '');
  const formatIn = (one: ListSource) =>
    publishers[one].formats.find(({ begins }) => isBeginning(head, begins));
  const publisher = listSources.find(formatIn);
  if (publisher && publisher !== source) throw anotherPublisher(files.main, publisher);
  const format = formatIn(source) ?? closest(publishers[source].formats, head);
  yield* format.read(files);
}

function isBeginning(head: string, begins: Format['begins']): boolean {
  return begins instanceof RegExp ? begins.test(head) : rootOf(head) === begins.root;
}

/** What tells what is missing in a file that is nearly such a list. */
function closest(own: Publisher['formats'], head: string): Format {
  const isXml = head.startsWith('<');
  return own.find(({ begins }) => begins instanceof RegExp !== isXml) ?? own[0];
}

/** The name of the outermost element, without what stands before it and without its prefix. */
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
