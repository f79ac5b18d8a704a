/**
 * Legal forms of companies, short and written out; one form a line, its spellings parted by `|`, in lower
 * case, without accents, dots or signs (`spzoo` for "Sp. z o.o."). After the names and abbreviations of
 * the ELF code list (ISO 20275, published by GLEIF) for the countries that official lists and visitors
 * come from most, and, for Russia, Ukraine and the Gulf, the forms that lists still use and the code
 * list dropped (ОАО, ЗАО, FZE). A part of that list, not all of it. What goes with a form and is none
 * (group, holding) stands in the last lines.
 */
export const legalForms = `
incorporated|inc|incorp
corporation|corp|corpn
company|co|cie|compagnie|compania|companhia|cia|firma
limited|ltd|ltda|limitada|limitee|ltee|company limited|co ltd|coltd|private limited|pvt ltd|pvt limited|private ltd|p ltd|pte ltd|pte limited|pty ltd|pty limited|pty|pte|pvt|ltd co
limited liability company|llc|llco|limited company|lc|company with limited liability|with limited liability|wll|limited liability co|l l c|spc|single person company
public limited company|plc|public company limited|pcl|public company
limited liability partnership|llp|limited liability limited partnership|lllp
limited partnership|lp|general partnership|gp|partnership
professional corporation|pc|professional limited liability company|pllc
joint stock company|jsc|jsco|joint stock co|stock company|js co
public joint stock company|pjsc|public jsc|psc|public stock company
open joint stock company|ojsc|open stock company|open jsc|ojs
closed joint stock company|cjsc|closed stock company|closed jsc|private joint stock company|prjsc|pvt jsc|prjs
non public joint stock company|npjsc
state unitary enterprise|sue|federal state unitary enterprise|fsue|unitary enterprise|state enterprise|state owned enterprise|municipal unitary enterprise|state corporation
gesellschaft mit beschrankter haftung|gesellschaft mit beschraenkter haftung|ges mbh|gesmbh|gmbh|mbh|ggmbh|gemeinnutzige gmbh
aktiengesellschaft|ag|aktien gesellschaft
kommanditgesellschaft|kg|kommanditgesellschaft auf aktien|kgaa|gmbh und co kg|gmbh co kg|gmbh co|ag co kg|co kg
offene handelsgesellschaft|ohg|gesellschaft burgerlichen rechts|gbr|eingetragener kaufmann|ek
unternehmergesellschaft|ug|unternehmergesellschaft haftungsbeschrankt|ug haftungsbeschrankt|haftungsbeschrankt
eingetragene genossenschaft|eg|genossenschaft|eingetragener verein|ev
societas europaea|se|societe europeenne
societe anonyme|sa|sociedad anonima|sociedade anonima|societate pe actiuni|societa anonima
societe par actions simplifiee|sas|sasu|societe par actions simplifiee unipersonnelle|sociedad por acciones simplificada
societe a responsabilite limitee|sarl|sarlau|sociedad de responsabilidad limitada|s de rl|s de rl de cv|srl|societa a responsabilita limitata|societate cu raspundere limitata|entreprise unipersonnelle a responsabilite limitee|eurl|srls
societe en nom collectif|snc|societe en commandite simple|scs|societe en commandite par actions|sca|societe civile immobiliere|sci|groupement dinteret economique|gie
societa per azioni|spa|sociedad por acciones|societa in accomandita semplice|sapa
sociedad anonima de capital variable|sa de cv|sa cv|sociedad anonima promotora de inversion|sapi de cv|sapi|sab de cv|sab|de cv
sociedad limitada|sl|sociedad limitada unipersonal|slu|sociedad anonima unipersonal|sau|sociedad limitada laboral|sll|sociedad anonima cerrada|sac|sociedad anonima abierta|saa|compania anonima|ca|empresa individual de responsabilidad limitada|eirl|eireli|empresa unipersonal|eu|sociedad en comandita|s en c|sociedad colectiva
sociedade por quotas|lda|sociedade por quotas de responsabilidade limitada|unipessoal lda
besloten vennootschap|bv|besloten vennootschap met beperkte aansprakelijkheid|bvba|besloten vennootschap bv|srl bv
naamloze vennootschap|nv|commanditaire vennootschap|cv|vennootschap onder firma|vof|cooperatieve vennootschap|cvba
aktiebolag|ab|publikt aktiebolag|abp|aktiebolaget|handelsbolag|hb|kommanditbolag|kb
aktieselskab|as|a s|aksjeselskap|allmennaksjeselskap|asa|anpartsselskab|aps|interessentskab|kommanditselskab
osakeyhtio|oy|julkinen osakeyhtio|oyj|osakeyhtio ab|oy ab|kommandiittiyhtio|ky
einkahlutafelag|ehf|hlutafelag|hf
aktsiaselts|osauhing|ou|akciju sabiedriba|sabiedriba ar ierobezotu atbildibu|sia|uzdaroji akcine bendrove|uab|akcine bendrove|akcine
spolka z ograniczona odpowiedzialnoscia|sp z oo|spzoo|sp z o o|spolka akcyjna|spolka jawna|spolka komandytowa|sp k|sp j
spolecnost s rucenim omezenym|spol s ro|sro|s r o|spolocnost s rucenim obmedzenym|akciova spolecnost|akciova spolocnost|a s
korlatolt felelossegu tarsasag|kft|zartkoruen mukodo reszvenytarsasag|zrt|nyilvanosan mukodo reszvenytarsasag|nyrt|reszvenytarsasag|rt|beteti tarsasag|bt
drustvo s ogranicenom odgovornoscu|drustvo sa ogranicenom odgovornoscu|druzba z omejeno odgovornostjo|doo|d o o|jednostavno drustvo s ogranicenom odgovornoscu|jdoo|dooel|druzestvo s ogranicena otgovornost|ood|eood|ednolichno druzhestvo s ogranichena otgovornost|druzhestvo s ogranichena otgovornost
dionicko drustvo|dd|d d|akcionarsko drustvo|ad|a d|delniska druzba|aktsionerno druzhestvo|ead|shoqeri me pergjegjesi te kufizuar|shpk|shoqeri aksionare|sha
anonimi eteria|ae|a e|etaireia periorismenis efthynis|epe|idiotiki kefalaiouchiki etaireia|ike|omorrythmi etaireia
anonim sirketi|anonim sirket|as|limited sirketi|limited sirket|ltd sti|sti|sanayi ve ticaret|san ve tic|komandit sirketi
obshchestvo s ogranichennoi otvetstvennostyu|obshchestvo s ogranichennoy otvetstvennostyu|obshchestvo s ogranichennoj otvetstvennostyu|ooo|o o o|tovarystvo z obmezhenoiu vidpovidalnistiu|tov|tovarishchestvo s ogranichennoi otvetstvennostyu|too|tovarishchestvo s ogranichennoy otvetstvennostyu|obmezhenoyu vidpovidalnistyu|odo|tdv
aktsionernoe obshchestvo|aktsionernoye obshchestvo|akcionernoe obshestvo|ao|aktsionerne tovarystvo|at
otkrytoe aktsionernoe obshchestvo|otkrytoye aktsionernoye obshchestvo|oao|vidkryte aktsionerne tovarystvo|vat|aat
publichnoe aktsionernoe obshchestvo|publichnoye aktsionernoye obshchestvo|pao|publichne aktsionerne tovarystvo|pat|mpao
zakrytoe aktsionernoe obshchestvo|zakrytoye aktsionernoye obshchestvo|zao|zakryte aktsionerne tovarystvo|zat|nepublichnoe aktsionernoe obshchestvo|nao|prat|pryvatne aktsionerne tovarystvo
gosudarstvennoe unitarnoe predpriyatie|gup|federalnoe gosudarstvennoe unitarnoe predpriyatie|fgup|unitarnoe predpriyatie|munitsipalnoe unitarnoe predpriyatie|mup|derzhavne pidpryiemstvo|chastnoe predpriyatie|individualnyi predprinimatel|odp|chup
общество с ограниченной ответственностью|ооо|товариство з обмеженою відповідальністю|тов|товарищество с ограниченной ответственностью|тоо|таварыства з абмежаванай адказнасцю|одо
акционерное общество|ао|акціонерне товариство|ат|акционерно дружество|акционарско друштво|ад
открытое акционерное общество|оао|відкрите акціонерне товариство|ват|адкрытае акцыянернае таварыства|аат
публичное акционерное общество|пао|публічне акціонерне товариство|пат
закрытое акционерное общество|зао|закрите акціонерне товариство|зат|приватне акціонерне товариство|прат|непубличное акционерное общество|нао|закрытае акцыянернае таварыства|зат
государственное унитарное предприятие|гуп|федеральное государственное унитарное предприятие|фгуп|унитарное предприятие|державне підприємство|дружество с ограничена отговорност|оод|еоод|друштво са ограниченом одговорношћу|доо
ανωνυμη εταιρεια|αε|εταιρεια περιορισμενης ευθυνης|επε|ιδιωτικη κεφαλαιουχικη εταιρεια|ικε
free zone establishment|fze|free zone enterprise|free zone company|fzco|free zone limited liability company|fzllc|fz llc|fz co|dmcc|dubai multi commodities centre|fzc|jlt
sal|sal offshore|saoc|saog|sae|ksc|kscc|kscp|bsc|bscc|qsc|qpsc|egyptian joint stock company|saudi joint stock company
sherkat sahami khass|sherkat sahami|sherkate sahami|sherkat sahami am|sahami khass|sahami am
sendirian berhad|sdn bhd|berhad|bhd|perseroan terbatas|pt|perseroan terbatas terbuka|tbk|pt tbk
kabushiki kaisha|kabushiki gaisha|kk|yugen kaisha|yugen gaisha|yk|godo kaisha|gk|goshi kaisha
chusik hoesa|jusik hoesa|yuhan hoesa|hoesa
youxian gongsi|youxian zeren gongsi|gufen youxian gongsi|jituan youxian gongsi|gufen gongsi
cong ty trach nhiem huu han|cong ty tnhh|tnhh|cong ty co phan|ctcp|cong ty cp
有限公司|有限责任公司|有限責任公司|股份有限公司|集团有限公司|集團有限公司|株式会社|有限会社|合同会社|주식회사|유한회사
offshore company|international business company|ibc|sociedad offshore|proprietary limited|proprietary|unlimited|unlimited company|designated activity company|dac|company limited by guarantee|clg|community interest company|cic
group|groupe|gruppe|grupo|gruppo|holding|holdings|group of companies|gruppa kompanii|the|and|und|et
`;
