import type { Command, Argument, Option } from 'commander';
import { programVersion, projectRoot } from '../../server/config/environment.ts';
import { createProgram } from '../terminal/program.ts';

const help = `
A package installs it, so that "man vestibule" shows it. Elsewhere:
  vestibule manual | man -l -`;

/**
 * `manual`
 * @param loadTree the whole command line, which is loaded for this only
 */
export function command(loadTree: () => Promise<Command>): Command {
  return createProgram('manual')
    .description('Print the manual page of all commands, as man reads it.')
    .addHelpText('after', help)
    .action(async () => {
      process.stdout.write(manualPage(await loadTree(), programVersion()));
    });
}

/** The command line and everything below it as a page of section 1, in man's own marks. */
function manualPage(tree: Command, version: string): string {
  const commands = below(tree, []);
  return [
    `.TH VESTIBULE 1 "" "Vestibule ${roff(version)}" "User commands"`,
    '.SH NAME',
    'vestibule \\- the face check beside an Envoy iPad',
    '.SH SYNOPSIS',
    '.B vestibule',
    '.I command',
    '[options]',
    '.SH DESCRIPTION',
    roff(
      'A held sign-in is approved when the lobby camera sees the person who enrolled, and goes to the ' +
        'front desk when not. On an installed machine, commands that work on its data are run by root: they ' +
        "become the service's user, with its settings and its secrets.",
    ),
    '.SH COMMANDS',
    ...commands.flatMap(section),
    '.SH FILES',
    ...files.flatMap(([file, what]) => ['.TP', `.I ${roff(file)}`, roff(what)]),
    '.SH EXIT STATUS',
    roff('0: done. 1: refused, and the reason was printed. 2: the command was not understood.'),
    '.SH SEE ALSO',
    roff('/usr/share/doc/vestibule, journalctl(1), systemctl(1)'),
    '',
  ].join('\n');
}

const files = [
  ['/etc/vestibule/vestibule.env', 'the settings'],
  ['/etc/vestibule/credentials/', 'the secrets, a file for each'],
  ['/var/lib/vestibule/', 'the database and the keys'],
] as const;

interface Described {
  path: readonly string[];
  command: Command;
}

function below(command: Command, path: readonly string[]): Described[] {
  const visible = command.createHelp().visibleCommands(command);
  return visible
    .filter((each) => each.name() !== 'help')
    .flatMap((each) => {
      const here = [...path, each.name()];
      return [{ path: here, command: each }, ...below(each, here)];
    });
}

function section({ path, command }: Described): string[] {
  const options = command.createHelp().visibleOptions(command);
  const own = options.filter(({ long }) => long !== '--help');
  const words = [...path, ...command.registeredArguments.map(argumentText)];
  return [
    `.SS vestibule ${roff(words.join(' '))}`,
    roff(command.description() || command.summary()),
    ...own.flatMap(option),
  ];
}

function argumentText(argument: Argument): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

function option({ flags, description, argChoices, defaultValue }: Option): string[] {
  const more = [
    ...(argChoices ? [`one of ${argChoices.join(', ')}`] : []),
    ...(typeof defaultValue === 'string' || typeof defaultValue === 'number'
      ? // The same wherever it is made: a path of the program's own begins in its folder.
        [`default: ${String(defaultValue).replace(`${projectRoot}/`, '')}`]
      : []),
  ];
  const text = more.length === 0 ? description : `${description} (${more.join('; ')})`;
  return ['.TP', `.B ${roff(flags)}`, roff(text)];
}

/** A dash stays the dash that is typed, and no line is taken for a request. */
function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/\s+/g, ' ')
    .replace(/^([.'])/, '\\&$1');
}
