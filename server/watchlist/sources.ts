import { readCslCsv } from './formats/csl-csv.ts';
import { readEuCsv } from './formats/eu-csv.ts';
import { readEuXml } from './formats/eu-xml.ts';
import { ListError, type ListFiles, type ListReader } from './formats/format.ts';
import { readOfacAdvancedXml } from './formats/ofac-advanced-xml.ts';
import { readOfacCsv } from './formats/ofac-csv.ts';
import { readOfacEnhancedXml } from './formats/ofac-enhanced-xml.ts';
import { readOfacXml } from './formats/ofac-xml.ts';
import { readOpenSanctions } from './formats/opensanctions-csv.ts';
import { readOpenSanctionsJson } from './formats/opensanctions-json.ts';
import { headOf } from './formats/read-text.ts';
import { readUkCsv } from './formats/uk-csv.ts';
import { readUkXml } from './formats/uk-xml.ts';
import { readUnXml } from './formats/un-xml.ts';
import { filesInZip } from './formats/zip.ts';

/** Who publishes official lists that can be imported, and what they are called. */
export const publishers = {
  ofac: 'OFAC',
  csl: 'US Consolidated Screening List',
  un: 'UN',
  eu: 'EU',
  uk: 'UK',
  opensanctions: 'OpenSanctions',
} as const;

export type ListSource = keyof typeof publishers;
export const listSources = Object.keys(publishers) as ListSource[];

/** A list's name wherever lists are named: `ofac`, or `ofac/consolidated` for another of the publisher's. */
export function listLabel({ source, name }: { source: string; name: string }): string {
  return name === '' ? source : `${source}/${name}`;
}

/** What a list is called where a publisher has several. It stands in the policy, in metrics and in notes. */
export const listNamePattern = '[a-z0-9][a-z0-9-]{0,30}';

/** Whether this list is among those, of which `ofac` stands for all of OFAC's. */
export function isAmong(lists: readonly string[], label: string): boolean {
  return lists.some((list) => label === list || label.startsWith(`${list}/`));
}

interface Format {
  source: ListSource;
  read: ListReader;
  /** How such a file begins: the outermost element of XML, or the text itself. */
  begins: { root: string } | RegExp;
}

/** The first of a publisher's formats is the one that a file is taken for which looks like none. */
const formats: readonly Format[] = [
  { source: 'ofac', read: readOfacXml, begins: { root: 'sdnList' } },
  { source: 'ofac', read: readOfacAdvancedXml, begins: { root: 'Sanctions' } },
  { source: 'ofac', read: readOfacEnhancedXml, begins: { root: 'sanctionsData' } },
  { source: 'ofac', read: readOfacCsv, begins: /^"?\d+"?,/ },
  { source: 'csl', read: readCslCsv, begins: /^[^\n]*\bentity_number\b/ },
  { source: 'un', read: readUnXml, begins: { root: 'CONSOLIDATED_LIST' } },
  { source: 'eu', read: readEuXml, begins: { root: 'export' } },
  { source: 'eu', read: readEuCsv, begins: /^[^\n]*\b(?:Entity_LogicalId|Entity_logical_id)\b/ },
  { source: 'uk', read: readUkCsv, begins: /^(?:[^\n]*\n){0,3}[^\n]*\bName 6\b/ },
  { source: 'uk', read: readUkXml, begins: { root: 'Designations' } },
  { source: 'opensanctions', read: readOpenSanctions, begins: /^"?id"?,"?schema"?,/ },
  { source: 'opensanctions', read: readOpenSanctionsJson, begins: /^\{/ },
];

/**
 * Reads a list of this publisher's; the file tells in which of its formats it is, and may be in a zip.
 * @throws {ListError}
 */
export async function* readList(source: ListSource, given: ListFiles): ReturnType<ListReader> {
  const files = await filesInZip(given);
  const head = (await headOf(files.main)).replace(/^\ufeff?\s*/, '');
  const fitting = formats.find(({ begins }) => isBeginning(head, begins));
  if (fitting && fitting.source !== source) throw anotherPublisher(files.main, fitting.source);
  const format = fitting ?? closest(source, head);
  yield* format.read(files);
}

function isBeginning(head: string, begins: Format['begins']): boolean {
  return begins instanceof RegExp ? begins.test(head) : rootOf(head) === begins.root;
}

/** What tells what is missing in a file that is nearly such a list. */
function closest(source: ListSource, head: string): Format {
  const isXml = head.startsWith('<');
  const own = formats.filter((format) => format.source === source);
  const alike = own.find(({ begins }) => begins instanceof RegExp !== isXml);
  return alike ?? own[0]!;
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
    `${file} is not such a list: it is one of ${publishers[source]}. Give --source ${source}. Nothing was changed.`,
  );
}
