import { birthDatesIn } from '../birth-date.ts';
import { csvRows } from './csv.ts';
import {
  anotherFormat,
  cutOff,
  type Format,
  type ListedRecord,
  type ListFiles,
  type ListReader,
  kindOf,
  listedRecord,
} from './format.ts';
import { usKinds } from './ofac-xml.ts';

// sdn.csv has no heading: ent_num, SDN_Name, SDN_Type, Program, Title, Call_Sign, Vess_type,
// Tonnage, GRT, Vess_flag, Vess_owner, Remarks. alt.csv: ent_num, alt_num, alt_type, alt_name,
// alt_remarks. add.csv: ent_num, add_num, address, city, country, remarks. sdn_comments.csv: ent_num,
// and what did not fit into the remarks.
const columns = 12;
const remarksAt = 11;
const longestRemarks = 1000;
// "-0-" stands for nothing, and an entity has no type.
const known = new Map([...usKinds, ['-0-', 'company']] as const);

/** OFAC's SDN or Consolidated List as CSV (sdn.csv or cons_prim.csv, with the files beside it). */
const read: ListReader = async function* (files: ListFiles) {
  const { main, alt, add, comments, onRead } = files;
  const beside = {
    aliases: await columnOf(alt, 3, 5),
    countries: await columnOf(add, 4, 5),
    comments: await columnOf(comments, 1, 2),
  };
  let isFirst = true;
  let isSpilled = false;
  for await (const row of csvRows(main, {}, onRead)) {
    const isRow = row.length === columns && /^\d+$/.test(row[0]!);
    if (!isRow) throw isFirst ? anotherFormat(main, 'ent_num,SDN_Name,SDN_Type,...') : cutOff(main);
    isFirst = false;
    const kind = kindOf(main, row[2]!, known);
    if (kind === 'other') continue;
    isSpilled ||= row[remarksAt]!.length >= longestRemarks;
    yield recordOf(row, kind, beside);
  }
  if (isFirst) throw cutOff(main);
  if (!alt) yield { warning: withoutAliases };
  if (isSpilled && !comments) yield { warning: withoutComments };
};

export const ofacCsv: Format = { begins: /^"?\d+"?,/, read };

type ByNumber = ReadonlyMap<string, string[]>;

function recordOf(
  [number = '', name = '', , ...rest]: readonly string[],
  kind: ListedRecord['kind'],
  { aliases, countries, comments }: Record<'aliases' | 'countries' | 'comments', ByNumber>,
): ListedRecord {
  const remarks = [rest.at(-1) ?? '', ...(comments.get(number) ?? [])].join('');
  return listedRecord({
    reference: number,
    kind,
    names: { strong: [name, ...(aliases.get(number) ?? [])], weak: weakNamesIn(remarks) },
    birthDates: said(remarks, /DOB:? ([^;.]+)/g).flatMap((date) => birthDatesIn(date)),
    countries: [
      ...said(remarks, /(?:nationality|citizen):? ([^;.]+)/g),
      ...(countries.get(number) ?? []),
    ],
  });
}

const withoutAliases =
  "OFAC's CSV has the other names of those on the list in a file of its own: without it they are not found. Import it again with --alt alt.csv --add add.csv, or take sdn.xml.";
const withoutComments =
  'Some remarks are cut off, and other names in them with it. Import it again with --comments sdn_comments.csv, or take sdn.xml.';

async function columnOf(
  file: string | undefined,
  at: number,
  least: number,
): Promise<Map<string, string[]>> {
  const values = new Map<string, string[]>();
  if (file === undefined) return values;
  for await (const row of csvRows(file)) {
    const number = row[0] ?? '';
    if (!/^\d+$/.test(number) || row.length < least) throw anotherFormat(file, 'ent_num,...');
    values.set(number, [...(values.get(number) ?? []), row[at] ?? '']);
  }
  return values;
}

/** Weak aliases are among the remarks only, each in quotes: `a.k.a. 'ABU-'UMAR'; DOB 1960`. */
function weakNamesIn(remarks: string): string[] {
  return said(remarks, /[afn]\.k\.a\.,? ['"‘“](.+?)['"’”](?=\s*(?:[;.(,]|$))/g);
}

function said(remarks: string, what: RegExp): string[] {
  return [...remarks.matchAll(what)].map(([, value = '']) => value);
}
