import { ListDecided, ProposedLists } from '#server/protocol/desk-manage-messages.ts';
import { ask } from '../service/api.ts';
import { useAsked } from './asked.ts';
import { useAct } from './act.tsx';
import { Button, ManagersOnly, Problem } from './parts.tsx';
import { answerText, say } from '../service/language.ts';

/** Official watchlists that have lost many entries and wait for a manager. Shows nothing without such a list. */
export function ListQuestions({ canDecide }: { canDecide: boolean }) {
  const { shown: lists, problem, load } = useAsked('/desk/api/lists', ProposedLists);
  const act = useAct();
  const decide = (listId: number, decision: 'accept' | 'reject') => {
    const asked = { method: 'POST' as const, body: { decision } };
    act.run(async () => {
      await ask(`/desk/api/lists/${listId}`, ListDecided, asked).finally(() => void load());
    });
  };
  if (!lists?.length && !problem) return null;
  return (
    <section aria-labelledby="lists">
      <h2 id="lists">{say('lists')}</h2>
      <Problem>{problem}</Problem>
      {act.problem}
      <ul class="cards small">
        {lists?.map(({ listId, question, ...coded }) => (
          <li class="card" key={listId} data-light="amber">
            <p>
              {answerText({ message: question, ...coded })} {say('lists-stays')}
            </p>
            {canDecide ? (
              <div class="head">
                <Button onPress={() => decide(listId, 'accept')}>{say('lists-accept')}</Button>
                <Button plain onPress={() => decide(listId, 'reject')}>
                  {say('lists-reject')}
                </Button>
              </div>
            ) : (
              <ManagersOnly acts={[say('lists-accept'), say('lists-reject')]} />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
