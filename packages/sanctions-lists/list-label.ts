/** Returns a list's label: `ofac`, or `ofac/consolidated` for another list of that publisher. */
export function listLabel({ source, name }: { source: string; name: string }): string {
  return name === '' ? source : `${source}/${name}`;
}

/** The name of a list when its publisher has several, as a pattern. */
export const listNamePattern = '[a-z0-9][a-z0-9-]{0,30}';

/** Whether these labels include the list; `ofac` includes all of OFAC's. */
export function isListAmong(lists: readonly string[], label: string): boolean {
  return lists.some((list) => label === list || label.startsWith(`${list}/`));
}
