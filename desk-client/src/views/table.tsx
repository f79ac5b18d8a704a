import type { ComponentChildren } from 'preact';

/**
 * A table that scrolls by itself, with the keyboard, too. On a narrow page each row is a card, whose lines begin with
 * their column's heading.
 */
export function Table({
  label,
  columns,
  widths,
  groups = false,
  children,
}: {
  label: string;
  columns: readonly string[];
  /** The width of each column. Then each cell is one line, and a long word takes nothing from the others. */
  widths?: readonly string[];
  /** Whether the rows are in several table bodies. */
  groups?: boolean;
  /** The rows. */
  children: ComponentChildren;
}) {
  const headings: Record<string, string> = {};
  for (const [i, column] of columns.entries()) {
    headings[`--column-${i + 1}`] = JSON.stringify(column);
  }
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label={label}>
      <table style={headings} class={widths && 'fixed'}>
        <thead>
          <tr>
            {columns.map((column, i) => (
              <th key={column} scope="col" style={widths && { width: widths[i] }}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        {groups ? children : <tbody>{children}</tbody>}
      </table>
    </div>
  );
}
