import { Accounts } from './manage/accounts.tsx';
import { ConsentText } from './manage/consent-text.tsx';
import { Lists } from './manage/lists.tsx';
import { Screens } from './manage/screens.tsx';

/** What a manager runs: who may use the desk, the lobby screens, the lists, the consent text. */
export function ManageView() {
  return (
    <>
      <Accounts />
      <Screens />
      <Lists />
      <ConsentText />
    </>
  );
}
