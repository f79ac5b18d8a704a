import type { Command, Option } from 'commander';

/** A command as a shell completes it. */
export interface Node {
  /** The words after `vestibule`; none for the command line itself. */
  path: readonly string[];
  commands: { name: string; summary: string }[];
  options: Flag[];
  /** What its arguments may be, where there is a choice. */
  words: string[];
}

export interface Flag {
  long: string;
  summary: string;
  takesValue: boolean;
  /** What its value may be; empty when it can be anything. */
  choices: readonly string[];
}

/** Every command of the tree, each before those below it; what help hides is left out. */
export function nodesOf(command: Command, path: readonly string[] = []): Node[] {
  const help = command.createHelp();
  const below = help.visibleCommands(command).filter((each) => each.name() !== 'help');
  const node = {
    path,
    commands: below.map((each) => ({ name: each.name(), summary: each.summary() })),
    options: help.visibleOptions(command).flatMap(flagOf),
    words: command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
  };
  return [node, ...below.flatMap((each) => nodesOf(each, [...path, each.name()]))];
}

function flagOf({ long, description, required, optional, argChoices }: Option): Flag[] {
  if (!long) return [];
  const takesValue = required || optional;
  return [{ long, summary: description, takesValue, choices: argChoices ?? [] }];
}
