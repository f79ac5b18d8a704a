/**
 * Given names and what people who bear them are called, also in other languages; one group a line.
 * Public knowledge gathered by hand, for no data set of it is published as a package. A name may be
 * in several groups; two names are the same when they share one.
 */
export const nicknameGroups = `
abigail abby abbie gail
abraham abe bram ibrahim avraham avi
agnes aggie agnieszka inez ines
albert al bert bertie alberto alberta beto
alexander alex al alec alexandre alejandro aleksandr aleksander alexandros alessandro sandro sandy sasha sascha xander zander lex oleksandr iskander alexandru sanya shura aliaksandr aliaxandr
alexandra alex alexa alexandria sandra sandy sasha aleksandra alessandra alejandra lexi oleksandra olesya shura
alexei alexey aleksei aleksey alexis alyosha lyosha oleksiy alesha lesha aliaksei aliaksey
alfred al alf alfie fred freddie alfredo
alice ali alicia allie alisa
alan allan allen al
amanda mandy mandi
amelia amy millie emily
anastasia nastya stacy stacey ana stasia nastia asya
andrew andy drew andre andrei andrey andreas andres andrea andrzej andriy andreja ondrej andris andrius anders endre andrej
angela angie angelina angelika angel
ann anne anna annie anya ana hannah nan nancy nina anita ania anka anouk annika hanna anne anushka anoushka
anthony tony anton antonio antoine toni antoni antonius antonis ton tonio
antonia toni tonia antonina tonya
archibald archie
arthur art artie arturo artur
artem artyom artemy tyoma artiom
augustus gus august augusto agustin augustine
barbara barb babs barbie varvara basia varya
bartholomew bart bartek bartolome bartosz
basil vasily vasiliy vasili vassilis vasilis vasil vasya wasil vasile
beatrice bea trixie beatriz beatrix
benjamin ben benny benji benjy binyamin benito
bernard bernie bernhard bernardo bernd barney
boris borya
bogdan bohdan
bridget brigitte bridie biddy brigitta
caroline carol carrie carolina carola karolina lina caro
casimir kazimierz kazik
catherine cathy kate katie cath cat kathy kitty katherine kathryn katya katia ekaterina yekaterina kateryna katarina katarzyna kasia catarina catalina caterina catherina katharina kathleen kay katrin karin karen kat kathrin katsiaryna
cecilia cecily cissy celia sissy
charles charlie chuck chas carlos carlo karl carl charley karol karel karoly chaz
charlotte lottie charlie lotte carlota lotta
christian chris cristian kristian christiaan
christine chris tina christina chrissy kristina kristin cristina krystyna christa kirsten stina
christopher chris kit topher kris cristobal christophe christoph krzysztof cristoforo christos kristof
clara claire clare klara chiara
claude claudio claudius klaus
constantine konstantin kostya gus costas kostas konstantinos costa dinos constantin constantinos
consuelo chelo
cornelius neil cor cornelis kees
cynthia cindy
daniel dan danny daniil danila danilo daniele danil danylo danya dani
david dave davey davy dawid davide daoud dawood dawud dudu
deborah debbie deb debra debby devorah dvora
dennis denis den denny dionysios dionisio denys
desiree desi
diana di diane diana dee
dmitry dmitri dima mitya dmitriy dimitri dimitrios dimitris dmytro dimitar mitko dimos mitsos jimmy takis dzmitry dzmitri zmicier
dolores lola lolita dolly
dominic dom nick dominik domingo domenico dominique mimmo
donald don donnie donny
dorothy dot dottie dolly dorothea dora thea dee dorota
douglas doug
duncan dunc
edmund ed eddie ned ted edmond edmundo
edward edu ed eddie ted teddy ned eduardo edouard eduard edvard edoardo eduard edi lalo
edwin ed eddie win
eleanor ellie nell nora ella ellen leonor lenore eleonora elena nelly
elena helen helena lena elene olena alyona yelena ellen ilona eleni lenochka elaine
elijah eli elias ilya ilia ilias iliya ilyas elia elliot illya ilyusha
elizabeth liz beth lizzie betty bess betsy eliza libby lisa elise elisa elisabeth isabel isabella lizbeth elsie elspeth elizaveta liza yelizaveta lizaveta ilse bettina lilibet babette lisbeth elzbieta erzsebet alzbeta ela
emily em emmy millie emilia emilie
emma em emmy
emmanuel manny manuel manolo immanuel emanuel manu emanuele manolis
eric rick erik erich
ernest ernie ernst ernesto erno
esther essie hester ester etty
eugene gene eugenio evgeny yevgeny evgeniy yevgeniy evgeni zhenya eugen yevhen eugene jewgeni eugeniusz yauhen yauheni yevhenii yevheniy
eugenia genie evgenia evgeniya zhenya yevgenia
eva eve evie evita ewa ava yeva
evangelos vangelis
evelyn evie eve
fatima fatma fatimah fatimeh fatema fatemeh
fernando fernand nando ferdinand hernando
florence flo flossie florencia
frances fran francie fanny franny francesca francisca francoise frankie paquita franziska franciszka
francis frank fran francisco francesco francois franz paco pancho kiko frankie franco frans paquito franciszek ferenc ferenz cisco curro
frederick fred freddie freddy federico friedrich rick fritz frederic fred frederik fryderyk
gabriel gabe gabby gabriele gavriil gabor jibril
gabrielle gabby gabriela gaby
galina galya halyna
gareth gary gaz
genevieve genny ginny
gennady gena gennadiy hennadiy gennadi
geoffrey geoff jeff jeffrey jeffery godfrey gottfried
george georgie jorge georg georges giorgio yuri georgios giorgos yiorgos georgi georgy jerzy jurgen jorgen gyorgy egor yegor igor georgiy heorhiy yura yuriy yorgos jirka jiri
gerald gerry jerry gerard gerhard gerardo gerd gert geraldo gerrit
gertrude gertie trudy trude gerda
gerasimos makis
giuseppe joseph peppe beppe pino peppino
giovanni gianni vanni nino gian john
gregory greg gregor grigory gregg grigori grigoriy grisha gregorio grzegorz hryhoriy grigorios grigoris ryhor
guadalupe lupe lupita
guillermo william memo willy guille
gustav gus gustavo gustave gustaf
hannah anna annie hanna
harold harry hal harald haroldo
harriet hattie harry henrietta
harrison harry
helen nell nellie ellen helena elena lena helene nelly
henry harry hank hal henri enrique heinrich hendrik enrico henrik henk heinz quique kike heiner enzo
herbert herb bert bertie heribert
howard howie
hubert hugh bert hubertus huberto
hugh hugo hughie ugo
ignatius iggy ignacio nacho ignatio ignazio ignacy inaki
ines inez agnes
irene rene ira irina iryna iren arina ireneusz
isaac ike isak itzhak yitzhak ishaq zack
isabella bella izzy isabel isabelle izabela bel belle
isidore izzy isidro isidoro
israel izzy
ivan vanya ioan ivo john johannes ioann vania
jacob jake jack jacques jakob jakub jacobo iakov yakov yaakov yaqub jaap koos cob jacopo kuba iakovos yasha
jacqueline jackie jacqui
james jim jimmy jamie jaime jem jacques santiago diego jacobo seamus giacomo iago jimbo
jane janie janet jenny jean joan jana giovanna juana jeanne johanna
janet jan jenny
jason jase iason
javier xavier javi xavi saverio
jean john jeannot
jeffrey jeff geoff geoffrey
jennifer jen jenny jenn jenni
jeremy jerry jem jeremiah jez jeremias
jerome jerry gerome hieronymus geronimo jeronimo
jessica jess jessie
jesus chuy chucho
joan joanie joanna jo johanna juana jeanne
joanna jo joan johanna joanne jana
joaquin joachim kim quino achim joakim joaquim
john johnny jack jon jan johan hans juan jean ivan giovanni johannes ian sean ioannis giannis yannis joao johann janos yiannis evan jock shane eoin yahya jannes jens hannes ivan ioan gianni jackie ihor shaun shawn
jonathan jon john jonny jonathon johnny yonatan
jose pepe joe pepito chepe joseph ze josep
joseph joe joey jo jose giuseppe josef yosef yusuf iosif youssef josip jozef osip jussuf yousef iosef sepp jupp jozsef youssouf
josephine jo josie fifi josefina josefa pepita
joshua josh yehoshua josue jehoshua
juan john juanito juancho
judith judy judi jude yehudit jutta
julia julie jules yulia juliya iuliia giulia juliana yuliya yulya juliet
julian jules julio julien giuliano juliano julius
katherine kate kathy katie kit kitty kat kay katya
kenneth ken kenny
kimberly kim kimmie
kirill cyril kirilo kyrylo kiril cyrillus kyrillos
konstantin kostya
larissa lara larisa
lawrence larry laurie lars laurence laurent lorenzo lorenz lorne laurentius lavrenty lavrentiy lavrentis loren law
leo leon lev leonardo leopold lew lyova lionel
leonard leo len lenny leonardo leonhard lennart leonid
leonid lenya leo
leticia lety letty
lewis louis lew lou ludwig luis luigi ludovic lodewijk louie lajos ludvik luiz aloysius alois
lillian lily lil lilly lilia lilya
linda lindy belinda melinda
louise lou luisa lulu louisa luise
lucas luke luca lukas luka lukasz luc loukas
lucy lucia lucie lucinda luz lucille
lyudmila ludmila lyuda mila ludmilla liudmila lusya
lyubov lyuba liubov luba
madeleine maddie magdalena magda madeline lena malena madalena
magdalene magda lena maddie
malcolm mal
manuel manolo manny manu manoel
marcus mark marc marco marek markus marcos marko markos
margaret maggie meg peggy marge madge margie greta rita margarita daisy margot maisie marguerite gretchen margarethe megan rita molly margherita malgorzata gosia grete peg mags gretel margaretha
maria mary marie masha mia mariya maja marija moira maryam mariam miriam myriam mimi marisol maruja mari marika manya marusya marietta maribel
mariana marianne anna
martha marty marta matty
martin marty marten martino marcin martyn maarten
mary molly polly mamie may maria marie
matilda tilly maud mattie mathilde tilda
matthew matt matty mateo mathieu matteo matthias mateusz matthieu matvey matias mathias matthijs mat matias matei matej matthaus thijs
maureen mo
maurice morris mauricio moritz maurizio mo
maximilian max maxim maksim maximiliano massimiliano
maximus max maxim maksim maksym massimo maxime maximo
melissa mel missy lissa
mercedes merche
michael mike mick micky mickey mikey miguel michel michele mikhail misha mikael mihail mykhailo michal mihai miha mihaly mikhael mikey mikhal mitchell michail michalis mikel
michelle shelly shell michele
mildred millie
miriam mim mimi maryam
mohammed muhammad mohamed mohammad mehmet mohamad mo mohd muhammed mahmud mahomet muhamad mahammad mamadou hamada muhammet mhd
montserrat montse
moses mo moshe moises musa moishe moise mose
natalia natasha natalie nat nataliya tasha natalya talia nathalie natalka nata
nathan nat nate nathaniel nathanael natan
nathaniel nat nate nathan
nicholas nick nicky nicolas nikolai klaus nico nikolaus nikolas claus kolya nikolay nikolaos nikos niko nicola niklas nils mykola mikolaj miklos nicolae nic nicolau colin colas nikita nikolaj nikola mikalai mikalay
nicole nicky nikki nicola nicoletta
nikita nick nikki
noah noach nuh
norman norm
octavian tavi octavio
oleg olezhka oleh aleh
olga olya helga olha
oliver ollie olivier oli oliviero
olivia liv livvy ollie
oscar ozzie oskar
oswald oz ozzie osvaldo
pamela pam pammy
panagiotis panos takis panayiotis
patricia pat patty tricia trish patsy patrizia pattie patrycja
patrick pat paddy patricio patrik patrice padraig patryk patrizio
paul paulie pablo paolo pavel pawel pavlo paulo paulus pal pauli pavlos pasha pavol paavo pau pol pauls
paula paulina polly paulette pauline paola
pedro peter perico
penelope penny
peter pete pedro pierre piotr pyotr petr pietro petros piet petro per petri pieter petar peder pjotr peteris petya pero petru boutros butrus
philip phil pip felipe philippe filip phillip filippo filippos lippo
philomena mena
phyllis phil
rachel rach shelly raquel rahel ray raquelle
rafael raphael rafa ralph rafi raffaele rafal raffi
ralph raul rafe rolf rudolph raoul
ramon raymond moncho
randolph randy
raymond ray raimundo raimund ramon
rebecca becky becca bex rivka reba
reginald reg reggie rex reinaldo reinhold
renata rena
rene renato renatus
richard rick dick rich ricky ritchie ricardo richie riccardo ryszard rik rickie hick
roberto robert bob rob bobby robbie bert roberto rupert robin robbie robb bobbie robrecht
roberta bobbie robbie
rocio chio
roderick rod roddy rodrigo
rodion rodya
roger rodger rog rogelio ruggero hodge rutger rogerio
roland rollie rolando orlando rolland
roman roma romanus
ronald ron ronnie ronny reinaldo ronaldo reynold
rosa rosie rose rosita rosemary rosalia rosalind roza rosario charo
rosario charo
rosemary rosie rose romy
rudolf rudy rolf rudi rodolfo rudolph
russell russ rusty
ruslan rusik
salvador chava sal salvatore toto
samantha sam sammy
samuel sam sammy shmuel samuele samuil
sandra sandy
sarah sally sadie sara sally sari
sebastian seb bas sebastiano bastian sebastien bastien sebastiao
sergei sergey serge sergio serhiy seryozha sergiy sergius siarhei serhii seriozha
sharon shari
shirley shirl
sidney sid sydney
silvia sylvia silvie sylvie silvana
simon sim simeon semyon shimon simone szymon simao
sofia sophie sophia zofia sonia sonya sofie sofya zosia
solomon sol sulaiman suleiman salomon shlomo suleyman soliman
stanislav stas slava stanislaw stanislas stanislaus staszek
stanley stan
stephanie steph steffi stefania stephania fanny stefanie stevie
stephen steve stevie steven stefan stephan esteban etienne stefano stepan stephane istvan stepan szczepan stefanos stephanos stevan
stuart stu stewart
susan sue susie suzy susanna suzanne susana zuzanna suzan sanna susanne shoshana
svetlana sveta lana svitlana
svyatoslav slava sviatoslav
sylvester sly silvester silvestre
takeshi take
tamara tammy toma tam
tatiana tanya tania tatyana tetyana tetiana tanja
teresa terry tess tessa theresa terri tere therese tereza teresita
terence terry
theodore ted teddy theo fyodor feodor teodor fedor teodoro theodoros theodor fedir thodoris
thaddeus tad thad tadeusz
thomas tom tommy tomas tommaso tomasz foma thom toma massimo maso tam thomaz
timothy tim timmy timofey timoteo timofei timoteus tymofiy
tobias toby tobi
ursula uschi ulla urszula
vadim vadik vadym
valentina valya val tina
valery valera valeriy valerio valeri
valeria lera val valeriya
valentin val valentino valya
veronica ronnie vera veronika nika roni weronika
victor vic vick viktor vitya vittorio wiktor
victoria vicky tori vicki viktoria vika viktoriya vittoria vicktoria
vincent vince vinny vicente vincenzo vin wincenty enzo
virginia ginny ginger virginie
vitaly vitaliy vitalik vitalii vitali vitalis vitya
vladimir vova volodya vlad wladimir volodymyr uladzimir vladimiro
vladislav vlad slava vladik wladyslaw vladyslav
vyacheslav slava vyacheslaw wjatscheslaw viacheslav wenceslas
vsevolod seva
walter wally walt valter gualtiero wat wouter
wilfred wilf fred wilfried
wilhelmina mina minnie billie willa wilma mien
william will bill billy willy liam guillermo guillaume wilhelm willem guglielmo wil willie vilhelm gulielmo viljo bela wim guilherme
winifred winnie fred freda
xenia ksenia ksyusha kseniya oksana ksenija
yaroslav slava jaroslav yarik iaroslav jaroslaw
yakov yasha jakov
yevgeny zhenya
yuri yura yuriy juri iouri yury jurij
zachary zach zack zac zachariah zacharias zakaria zakariya
zinaida zina
deepika deepa dipika
krishna krish
lakshmi laxmi
rajesh raj raju rajan
rajendra raj rajinder
sanjay sanju sanj
vijay viju
gurpreet gurpy preet
harpreet preet harry
shreya shree
roberto beto
norberto beto
humberto beto
gilberto beto gil
ahmad ahmed ahmet achmed amadou
sheikh shaykh sheik cheikh shaikh
mustafa mostafa moustafa musti
abdul abdel abdal abdoul
abdullah abdallah abdulla abdoulaye abdollah abdellah
hussein husayn husain hossein hussain hocine husni hussien
hassan hasan hassane hasani
yusuf yousef youssef joseph jusuf yousuf yosef yusif joe
ibrahim brahim abraham ebrahim ibrahima abe
ismail ishmael esmail ismael
yakub yaqoob yaqub jacob yacoub
sulaiman suleiman solomon soliman suleyman
maryam mary maria miriam mariam meryem
khadija khadijah hatice khadidja
aisha ayesha aicha aysha aishah
zainab zeynep zaynab zeinab zineb
ali aly alee
omar umar omer
isa issa eissa aissa
sharif sherif cherif shareef charif
kazim kadhim kazem kadim
ziyad ziad zeyad
jafar jaafar gaafar djafar
nasir nasser naser naseer
uthman osman othman usman ousmane
`;
