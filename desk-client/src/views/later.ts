import { AccountView } from './account.tsx';
import { ExpectedView } from './expected.tsx';
import { HistoryView } from './history.tsx';
import { LobbyView } from './lobby.tsx';
import { ManageView } from './manage.tsx';
import { PeopleView } from './people.tsx';
import { VisitorView } from './visitor.tsx';

/** The views that the first page does not need: one file, which the browser fetches once that page is there. */
export const laterViews = {
  expected: ExpectedView,
  history: HistoryView,
  people: PeopleView,
  manage: ManageView,
  lobby: LobbyView,
  account: AccountView,
  visitor: VisitorView,
} as const;
