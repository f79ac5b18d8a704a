/** The name of the own list wherever lists are named. */
export const ownList = 'own';

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
