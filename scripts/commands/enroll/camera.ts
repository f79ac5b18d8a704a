import { RefusalError } from '../../terminal/answer.ts';
import { createProgram } from '../../terminal/program.ts';

/** The command of earlier versions, which says where it is done now. */
export const cameraCommand = createProgram('camera')
  .description('Enrolling at the lobby camera is done at the desk now: this command is gone.')
  .argument('[words...]')
  .allowUnknownOption()
  .answers(async () => {
    throw new RefusalError(
      'command_gone',
      'Enrol somebody in front of the lobby screen at the desk, under People. In a terminal, enrol from photos with "add". Nothing was stored.',
    );
  });
