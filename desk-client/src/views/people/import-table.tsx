import { number } from '../../service/words.ts';
import { Button } from '../parts.tsx';
import { Table } from '../table.tsx';
import { OtherPerson } from './enrol-result.tsx';
import { goodOf, isIn, reasonsOf, type PlannedImport } from './import-plan.ts';
import { say } from '../../service/language.ts';

interface Props {
  all: readonly PlannedImport[];
  isBusy: boolean;
  onLeaveOut: (one: PlannedImport) => void;
  onShow: (id: string) => void;
  onTwin: (one: PlannedImport, personId: string) => void;
}

/** The planned enrolments, and their results so far. */
export function ImportTable({ all, isBusy, onLeaveOut, onShow, onTwin }: Props) {
  const enrolled = all.filter(isIn).length;
  const refused = all.filter((one) => reasonsOf(one).length > 0).length;
  return (
    <>
      <p role="status">
        {say('import-so_far', {
          count: all.length,
          left: all.length - enrolled - refused,
          ...{ enrolled, refused },
        })}
      </p>
      <Table
        label={say('import-listed')}
        columns={[say('history-name'), say('people-photos'), say('import-result')]}
      >
        {all.map((one) => (
          <tr key={one.row.row}>
            <td>
              <bdi>{one.row.name || say('none')}</bdi>
            </td>
            <td>{number(one.files.length)}</td>
            <td>
              {one.answer === 'sending' && say('page-opening')}
              {isIn(one) && <span class="good">{say('enrolled-enrolled')}</span>}
              {reasonsOf(one).length > 0 && (
                <ul class="problem">
                  {reasonsOf(one).map(({ words, lookAlike }) => (
                    <li key={words}>
                      {words}{' '}
                      {lookAlike !== undefined && !isBusy && (
                        <OtherPerson
                          of={one.row.name}
                          onShow={() => onShow(lookAlike)}
                          onTwin={() => onTwin(one, lookAlike)}
                        />
                      )}
                    </li>
                  ))}
                </ul>
              )}
              {!isBusy && goodOf(one).length > 0 && (
                <Button plain of={one.row.name} onPress={() => onLeaveOut(one)}>
                  {say('import-leave_out')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </>
  );
}
