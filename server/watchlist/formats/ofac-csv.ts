import { csvRows } from './csv.ts';
import {
  anotherFormat,
  cutOff,
  texts,
  type ListFiles,
  type ListReader,
  kindOf,
  kinds,
} from './format.ts';
import { listDate } from './read-text.ts';

// sdn.csv has no heading: ent_num, SDN_Name, SDN_Type, Program, Title, Call_Sign, Vess_type,
// Tonnage, GRT, Vess_flag, Vess_owner, Remarks. alt.csv: ent_num, alt_num, alt_type, alt_name,
// alt_remarks. add.csv: ent_num, add_num, address, city, country, remarks.
const columns = 12;
const remarksAt = 11;
// "-0-" stands for nothing, and an entity has no type.
const known = kinds({
  individual: 'person',
  '-0-': 'company',
  entity: 'company',
  vessel: 'other',
  aircraft: 'other',
});

/** OFAC's SDN list as CSV (sdn.csv, with alt.csv for the aliases). */
export const readOfacCsv: ListReader = async function* ({ main, alt, add, onRead }: ListFiles) {
  const aliases = await columnOf(alt, 3);
  const countries = await columnOf(add, 4);
  let isFirst = true;
  for await (const row of csvRows(main, {}, onRead)) {
    const [number = '', name = '', type = ''] = row;
    const isRow = row.length === columns && /^\d+$/.test(number);
    if (!isRow) throw isFirst ? anotherFormat(main, 'ent_num,SDN_Name,SDN_Type,...') : cutOff(main);
    isFirst = false;
    const kind = kindOf(main, type, known);
    if (kind === 'other') continue;
    const diagnostics = row[remarksAt] ?? '';
    yield {
      reference: number,
      kind,
      names: texts(name, ...(aliases.get(number) ?? [])),
      birthDates: texts(...said(diagnostics, /DOB ([^;.]+)/g).map((date) => listDate(date))),
      countries: texts(
        ...said(diagnostics, /(?:nationality|citizen) ([^;.]+)/g),
        ...(countries.get(number) ?? []),
      ),
    };
  }
  if (isFirst) throw cutOff(main);
};

async function columnOf(file: string | undefined, at: number): Promise<Map<string, string[]>> {
  const values = new Map<string, string[]>();
  if (file === undefined) return values;
  for await (const row of csvRows(file)) {
    const number = row[0] ?? '';
    if (!/^\d+$/.test(number) || row.length < 5) throw anotherFormat(file, 'ent_num,...');
    values.set(number, [...(values.get(number) ?? []), row[at] ?? '']);
  }
  return values;
}

function said(diagnostics: string, what: RegExp): string[] {
  return [...diagnostics.matchAll(what)].map(([, value = '']) => value);
}
