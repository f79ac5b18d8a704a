import { openPart } from '../service/route.ts';
import { Accounts } from './manage/accounts.tsx';
import { ConsentText } from './manage/consent-text.tsx';
import { Lists } from './manage/lists.tsx';
import { Screens } from './manage/screens.tsx';
import { Parts } from './parts.tsx';

const parts = ['accounts', 'screens', 'lists', 'texts'] as const;
const views = { accounts: Accounts, screens: Screens, lists: Lists, texts: ConsentText };

/** The managers' pages: accounts, lobby screens, lists and consent texts. */
export function ManageView() {
  const part = openPart(parts);
  const View = views[part];
  return (
    <>
      <Parts view="manage" parts={parts} current={part} />
      <View />
    </>
  );
}
