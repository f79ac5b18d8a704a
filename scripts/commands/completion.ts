import { Argument, type Command, type Option } from 'commander';
import { createProgram } from '../terminal/program.ts';
import { shellQuoted } from '../terminal/text.ts';

const help = `
Where to put it, so that every new shell has it:
  bash  vestibule completion bash | sudo tee \\
          /usr/share/bash-completion/completions/vestibule >/dev/null
  zsh   vestibule completion zsh > ~/.vestibule.zsh
        echo 'source ~/.vestibule.zsh' >> ~/.zshrc  (below compinit)
  fish  vestibule completion fish > ~/.config/fish/completions/vestibule.fish

For this shell only, in bash:
  source <(vestibule completion bash)

In a clone the command is "npx vestibule", which a shell does not complete;
this makes it one word: alias vestibule='npx vestibule'

Write it again after an update of Vestibule.`;

/**
 * `completion`
 * @param loadTree the whole command line, which is loaded for this only
 */
export function command(loadTree: () => Promise<Command>): Command {
  return createProgram('completion')
    .description('Print the script with which a shell completes commands and options.')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .addHelpText('after', help)
    .action(async (shell: Shell) => {
      process.stdout.write(completionScript(shell, nodesOf(await loadTree())));
    });
}

const shells = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof shells)[number];

/** The script that completes `vestibule` in this shell. A key press runs no Vestibule program. */
function completionScript(shell: Shell, nodes: readonly Node[]): string {
  if (shell === 'fish') return fishScript(nodes);
  const script = bashScript(nodes);
  // zsh runs completions that were written for bash.
  return shell === 'bash' ? script : `autoload -U +X bashcompinit && bashcompinit\n${script}`;
}

function bashScript(nodes: readonly Node[]): string {
  const below = nodes.filter(({ path }) => path.length > 0);
  return `# Completes vestibule; written by "vestibule completion".
_vestibule() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"
  # Of --option=value, bash makes three words.
  if [[ $current == = ]]; then
    current=
  elif [[ $before == = ]]; then
    before="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  local command= values= words= i
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command \${COMP_WORDS[i]}" in
      ${below.map(({ path }) => shellQuoted(spaced(path))).join(' | \\\n      ')})
        command+=" \${COMP_WORDS[i]}" ;;
    esac
  done
  COMPREPLY=()
  case "$command $before" in
${nodes.flatMap((node) => node.options.map((flag) => valueCase(node, flag))).join('')}  esac
  case "$command" in
${nodes.map(wordsCase).join('')}  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _vestibule vestibule
`;
}

/** Where nothing is to choose from, `-o default` completes the name of a file. */
function valueCase({ path }: Node, { long, takesValue, choices }: Flag): string {
  if (!takesValue) return '';
  const then =
    choices.length === 0
      ? 'return'
      : `COMPREPLY=($(compgen -W ${shellQuoted(choices.join(' '))} -- "$current")); return`;
  return `    ${shellQuoted(`${spaced(path)} ${long}`)}) ${then} ;;\n`;
}

function wordsCase({ path, commands, options, words }: Node): string {
  const all = [
    ...commands.map(({ name }) => name),
    ...words,
    ...options.map(({ long }) => long),
  ].join(' ');
  return `    ${shellQuoted(spaced(path))}) words=${shellQuoted(all)} ;;\n`;
}

function fishScript(nodes: readonly Node[]): string {
  const below = nodes.filter(({ path }) => path.length > 0);
  return `# Completes vestibule; written by "vestibule completion".
function __vestibule_at
    set -l command ''
    for word in (commandline -opc)[2..-1]
        if contains -- "$command $word" ${below.map(({ path }) => shellQuoted(spaced(path))).join(' ')}
            set command "$command $word"
        end
    end
    test "$command" = "$argv[1]"
end
${nodes.flatMap(fishLines).join('\n')}
`;
}

function fishLines({ path, commands, options, words }: Node): string[] {
  const at = `complete -c vestibule -n ${shellQuoted(`__vestibule_at "${spaced(path)}"`)}`;
  return [
    ...commands.map(({ name, summary }) => `${at} -f -a ${name} -d ${shellQuoted(summary)}`),
    ...words.map((word) => `${at} -f -a ${shellQuoted(word)}`),
    ...options.map(({ long, summary, takesValue, choices }) => {
      const value = choices.length > 0 ? ` -x -a ${shellQuoted(choices.join(' '))}` : ' -r';
      return `${at} -l ${long.slice(2)}${takesValue ? value : ''} -d ${shellQuoted(summary)}`;
    }),
  ];
}

/** ` enroll add`, as the scripts gather it word by word. */
function spaced(path: readonly string[]): string {
  return path.map((word) => ` ${word}`).join('');
}

/** A command as a shell completes it. */
interface Node {
  /** The words after `vestibule`; none for the command line itself. */
  path: readonly string[];
  commands: { name: string; summary: string }[];
  options: Flag[];
  /** What its arguments may be, where there is a choice. */
  words: string[];
}

interface Flag {
  long: string;
  summary: string;
  takesValue: boolean;
  /** What its value may be; empty when it can be anything. */
  choices: readonly string[];
}

/** Every command of the tree, each before those below it; what help hides is left out. */
function nodesOf(command: Command, path: readonly string[] = []): Node[] {
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
