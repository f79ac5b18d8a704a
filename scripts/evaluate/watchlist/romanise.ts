/** Letters of one script in Latin ones, as one published system writes them. Lower case. */
type Table = Readonly<Record<string, string>>;

function table(pairs: string, base: Table = {}): Table {
  const own = pairs.split(' ').map((pair) => pair.split('=') as [string, string]);
  return { ...base, ...Object.fromEntries(own) };
}

/** Passports: ICAO Doc 9303, part 3, section 6. */
const passport = table(
  'а=a б=b в=v г=g д=d е=e ё=e ж=zh з=z и=i й=i к=k л=l м=m н=n о=o п=p р=r с=s т=t у=u ф=f ' +
    'х=kh ц=ts ч=ch ш=sh щ=shch ъ=ie ы=y ь= э=e ю=iu я=ia і=i ї=i є=ie ґ=g',
);
/** News agencies and maps: BGN/PCGN 1947, simplified. */
const news = table('ё=yo й=y ъ= ю=yu я=ya ї=yi є=ye', passport);
const german = table(
  'в=w ж=sch з=s й=i х=ch ц=z ч=tsch ш=sch щ=schtsch ъ= ю=ju я=ja ё=jo ї=ji є=je',
  passport,
);
const french = table(
  'ё=io ж=j й=i у=ou х=kh ч=tch ш=ch щ=chtch ъ= ю=iou я=ia ї=i є=ie ц=ts',
  passport,
);
/** Ukraine's own table of 2010 for what differs from the Russian. */
const ukrainian = table('г=h и=y й=i ь= ю=iu я=ia ї=i є=ie х=kh щ=shch', passport);
/** Greek: ELOT 743, letter by letter. */
const greek = table(
  'α=a β=v γ=g δ=d ε=e ζ=z η=i θ=th ι=i κ=k λ=l μ=m ν=n ξ=x ο=o π=p ρ=r σ=s ς=s τ=t υ=y φ=f χ=ch ψ=ps ω=o',
);

/** How Russian and Ukrainian names are written in Latin letters. */
export const cyrillicSystems = {
  passport: (name: string) => written(name, passport),
  news: (name: string) => written(name, news).replace(/iy(?= |$)/g, 'y'),
  german: (name: string) => written(name, german),
  french: (name: string) => written(name, french).replace(/in(?= |$)/g, 'ine'),
  ukrainian: (name: string) => written(name, ukrainian),
};

export function greekInLatin(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/ου/g, 'ou')
    .replace(/γγ/g, 'ng')
    .replace(/([αε])υ(?=[βγδζλμνραεηιοω])/g, '$1v')
    .replace(/([αε])υ/g, '$1f')
    .replace(/^μπ/g, 'b');
  return written(plain, greek);
}

/** How Greeks abroad write them, going by the ear. */
export function greekByEar(name: string): string {
  return titled(
    greekInLatin(name)
      .toLowerCase()
      .replace(/ch/g, 'h')
      .replace(/y/g, 'i')
      .replace(/^gi(?=[aeo])/g, 'y')
      .replace(/x/g, 'ks')
      .replace(/f/g, 'ph'),
  );
}

function written(name: string, letters: Table): string {
  const text = [...name.toLowerCase()].map((letter) => letters[letter] ?? letter).join('');
  return titled(text);
}

export function titled(text: string): string {
  return text.replace(/(?<![\p{L}'])\p{L}/gu, (letter) => letter.toUpperCase());
}
