import { Argument, type Command } from 'commander';
import { createProgram } from '../terminal/program.ts';
import { completionScript, shells, type Shell, nodesOf } from './completion/scripts.ts';

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
