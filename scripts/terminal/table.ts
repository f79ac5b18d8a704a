import Table from 'cli-table3';

type Cell = string | number;

/**
 * A table, whose cells break anywhere.
 * @param columns the heading of each, and its width; with the borders, 80 columns
 */
export function tableText(
  columns: Readonly<Record<string, number>>,
  rows: readonly (readonly Cell[])[],
): string {
  const table = new Table({
    head: Object.keys(columns),
    colWidths: Object.values(columns),
    wordWrap: true,
    wrapOnWordBoundary: false,
    style: { head: [], border: [], compact: true },
  });
  table.push(...rows.map((row) => [...row]));
  return table.toString();
}
