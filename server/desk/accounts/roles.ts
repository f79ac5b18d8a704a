import { deskActs, type DeskAct, type DeskRole } from '../../protocol/desk-account-messages.ts';

/** Who may do what at the desk. */
const rolesThatMay: Readonly<Record<DeskAct, readonly DeskRole[]>> = {
  see: ['reception', 'manager', 'auditor'],
  see_to: ['reception', 'manager'],
  let_in: ['reception', 'manager'],
  enrol: ['manager'],
  erase: ['manager'],
  read_history: ['reception', 'manager', 'auditor'],
  test_lobby: ['reception', 'manager'],
};

export function mayDo(role: DeskRole, act: DeskAct): boolean {
  return rolesThatMay[act].includes(role);
}

export function actsOf(role: DeskRole): DeskAct[] {
  return deskActs.filter((act) => mayDo(role, act));
}
