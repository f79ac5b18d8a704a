import t from 'tap';
import type { NameKind } from '../parse-name.ts';
import { NameIndex, type NameHit } from '../name-index.ts';
import { scoreRules } from '../score-rules.ts';

/** The hit on a list of one name, whatever its score. */
async function compare(kind: NameKind, asked: string, listed: string): Promise<NameHit<true>> {
  const index = new NameIndex<true>(kind);
  await index.add(true, [listed]);
  const [hit] = await index.find(asked, 0);
  return hit!;
}

t.test('each rule of the score applies to its example', async (t) => {
  for (const kind of ['person', 'company'] as const) {
    const { refusals, certainties, doubt, missing, lack } = scoreRules[kind];
    const rules = [...refusals, ...certainties, ...doubt, ...missing.flat(), ...lack];
    for (const { name, example } of rules) {
      const { rules: applied } = await compare(kind, ...example);
      t.ok(applied.includes(name), `${kind}: ${name}: ${example.join(' / ')}`);
    }
  }
});

// Made-up names with the scores from when the rules were written down. A changed rule must change some of
// these scores on purpose.
const persons = `
Petrow Boris | Boris Petrov | 0.9859
Б. Петров | Boris Petrov | 0.9565
Petrov B. I. | Boris Ivanovich Petrov | 0.9676
S. Jones | Sarah Jones | 0.0000
Bill Quentaris | William Quentaris | 0.9691
Quentaris | William Quentaris | 0.0000
William Quentares | William Quentaris | 0.9855
Wiliam Quentares | William Quentaris | 0.9775
William Leo Quentaris | William Quentaris | 0.9665 same
William Quentaris-Novak | William Quentaris | 1.0000 same
Leo Quentaris | William Leo Quentaris | 0.8193
William Quentaris | William Leo Maria Quentaris | 0.9476 same
William Quentares | William Leo Maria Quentaris | 0.9331
William Max Quentaris | William Leo Quentaris | 0.6653
Anna Garcia | Garcia Lopez, Anna | 0.9162
Anna Lopez | Garcia Lopez, Anna | 0.9162
Mark Albert Taylor | Taylor, Mark | 0.9612
Mark Taylor | Taylor, Mark Albert | 0.9162
Marc Tailor | Taylor, Mark | 0.9421
Mohammed Ali | Muhammad Ali | 0.9565
Abdulrahman Quentaris | Abd al-Rahman Quentaris | 0.9659
A. Quentaris | Abd al-Rahman Quentaris | 0.9565
van der Berg Anna | Anna Berg | 1.0000 same
Kim Ho Song | Kim Song Ho Chol | 0.5676
Wang Xiaoming | Wang Xiao Ming | 1.0000 same
guest Anna Quentaris | Anna Quentaris | 1.0000 same
John Leo Smith | John Michael Smith | 0.5052
John Smith | John Michael Smith | 0.9162
Anthony Chang | Chang, Tony | 0.8065
Maria Rodriguez | Maria de Jesus Espinoza Rodriguez | 0.8930
Salman bin Muhammad | Muhammad bin Salman | 0.0000
高石早苗 | 高市早苗 | 0.9500
김종은 | 김정은 | 0.0909
정식 김 | Kim Yong Sik | 0.0000
Young-chul Park | Kim Young Chul | 0.0000
Young-chul Quentaris | Young-chul | 0.0000`;
const companies = `
Acme Trading Ltd. | Acme Trading | 1.0000 same
ACME TRADING | Acme Trading International | 0.7857
Acme Tradings | Acme Trading | 0.9767
Acme | Acme Trading | 0.6667
Acme Fund IV | Acme Fund V | 0.6214
Acme Fund II | Acme Fund | 0.7486
Acme Traidng Ltd. | Acme Trading LIIMTED | 0.9611
Acme (Kenya) Trading | Acme Trading | 0.9571
First Acme Bank | 1st Acme Bank | 1.0000 same
Acme Trading | Acme Shipping | 0.1167`;

t.test('names are scored as they were', async (t) => {
  for (const [kind, table] of Object.entries({ person: persons, company: companies })) {
    for (const line of table.trim().split('\n')) {
      const [asked = '', listed = ''] = line.split(' | ');
      const { score, isExact } = await compare(kind as NameKind, asked, listed);
      t.equal(`${asked} | ${listed} | ${score.toFixed(4)}${isExact ? ' same' : ''}`, line);
    }
  }
});
