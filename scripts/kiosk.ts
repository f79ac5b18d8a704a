import { createProgram, runProgram } from './cli/run.ts';
import { addCertificateCommand } from './kiosk/certificate.ts';
import { addListCommand } from './kiosk/list.ts';
import { addPairCommand } from './kiosk/pair.ts';
import { addRevokeCommand } from './kiosk/revoke.ts';

const help = `
A kiosk is a browser on the lobby screen that lends its camera to sign-ins.
It is paired once with a code and stays paired until it is revoked.

Examples:
  npm run kiosk -- pair --name Lobby
  npm run kiosk -- list
  npm run kiosk -- revoke Lobby
  npm run kiosk -- certificate --host lobby.example

Every command takes --help with more examples, and --json for scripts.

Exit codes:
  0  done
  1  refused; the reason was printed
  2  the command was not understood`;

const program = createProgram('kiosk')
  .description('Pair, list and revoke the lobby screens whose cameras look at visitors.')
  .addHelpText('after', help);
addPairCommand(program);
addListCommand(program);
addRevokeCommand(program);
addCertificateCommand(program);
await runProgram(program);
