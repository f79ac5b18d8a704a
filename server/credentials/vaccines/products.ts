/** A vaccine as it is sold, with the codes for it. */
interface Product {
  icd11: string;
  name: string;
  /** Codes for the product as a whole: of the EU, SNOMED CT and CVX. */
  same: readonly string[];
  /** Codes for some of it: a strength, an age, a variant, a pack. */
  narrower: readonly string[];
}

const words = (text: string) => text.split(' ').filter(Boolean);

/**
 * Vaccines against COVID-19. Source: WHO, "Digital Documentation of COVID-19 Certificates", release
 * 1.0.0, concept maps to ICD-11 of 2023: vaccine-covid19-cvx-to-icd11, vaccine-covid19-euur-to-icd11 and
 * vaccine-covid19-snomed-to-icd11 (http://smart.who.int/ddcc). Codes that these map to a kind of vaccine,
 * as "RNA based", are left out, and four that they call equivalent to another product are put among its
 * narrower codes: 519, 520, R-COVI and AZD2816.
 */
const products: readonly Product[] = [
  {
    icd11: 'XM8NQ0',
    name: 'Comirnaty',
    same: words('EU/1/20/1528 1031000172108 424751000221104'),
    narrower: words(
      '208 217 218 219 300 301 302 520 125071000220108 125081000220106 125091000220109 125101000220104 1411000220106 28581000087106 33361000087101 33881000087102 34611000087105 399911000221104',
    ),
  },
  {
    icd11: 'XM3DT5',
    name: 'Spikevax',
    same: words('EU/1/20/1507 10871000172106 424731000221108'),
    narrower: words(
      '207 221 227 228 229 230 519 125111000220101 125121000220108 1421000220104 28571000087109 35651000087105 37311000087109 37651000087101 399891000221101 399901000221102',
    ),
  },
  {
    icd11: 'XM4YL8',
    name: 'Vaxzevria',
    same: words('EU/1/21/1529 10891000172107 28761000087108 424571000221103'),
    narrower: words('210 R-COVI AZD2816 1401000220108 399781000221106 425031000221105'),
  },
  {
    icd11: 'XM6QV1',
    name: 'Jcovden (Janssen)',
    same: words('EU/1/20/1525 10901000172106 28951000087107 424591000221102'),
    narrower: words('212 399821000221103 62051000220105'),
  },
  {
    icd11: 'XM9T65',
    name: 'Nuvaxovid (Novavax)',
    same: words('NVX-CoV2373 424831000221103'),
    narrower: words('211 EU/1/21/1618 Covovax 34921000087108'),
  },
  {
    icd11: 'XM1G90',
    name: 'Covaxin',
    same: words('502 Covaxin 33211000087105'),
    narrower: words(''),
  },
  {
    icd11: 'XM85P5',
    name: 'CoviVac',
    same: words('503 CoviVac 33411000087109'),
    narrower: words(''),
  },
  {
    icd11: 'XM5QM6',
    name: 'Sputnik Light',
    same: words('504 Sputnik-Light 33461000087106 424821000221101'),
    narrower: words(''),
  },
  {
    icd11: 'XM5ZJ4',
    name: 'Sputnik V',
    same: words('505 Sputnik-V 31341000087103 424711000221100'),
    narrower: words(
      '399801000221105 399811000221108 424641000221109 424651000221106 424661000221108 424671000221104 425001000221100 425011000221102',
    ),
  },
  {
    icd11: 'XM1AG7',
    name: 'Convidecia',
    same: words('506 Convidecia 31431000087100'),
    narrower: words('424781000221109 424791000221107'),
  },
  {
    icd11: 'XM6SZ8',
    name: 'EpiVacCorona',
    same: words('509 EpiVacCorona 33421000087101'),
    narrower: words(''),
  },
  {
    icd11: 'XM8866',
    name: 'BBIBP-CorV (Sinopharm)',
    same: words('510 BBIBP-CorV 31301000087101'),
    narrower: words('384671000221101 424551000221105'),
  },
  {
    icd11: 'XM7HT3',
    name: 'CoronaVac (Sinovac)',
    same: words('511 CoronaVac 31311000087104'),
    narrower: words(''),
  },
  {
    icd11: 'XM52P3',
    name: 'ZyCoV-D',
    same: words('514 424971000221108'),
    narrower: words(''),
  },
  {
    icd11: 'XM4EC8',
    name: 'MVC-COV1901 (Medigen)',
    same: words('515 MVC-COV1901'),
    narrower: words(''),
  },
  {
    icd11: 'XM9TQ1',
    name: 'KCONVAC',
    same: words('516 33431000087104'),
    narrower: words(''),
  },
  {
    icd11: 'XM97T2',
    name: 'Covishield',
    same: words('Covishield 28961000087105 424581000221100'),
    narrower: words('399771000221108'),
  },
  {
    icd11: 'XM9FQ7',
    name: 'Hayat-Vax',
    same: words('Hayat-Vax'),
    narrower: words(''),
  },
  {
    icd11: 'XM1AU2',
    name: 'WIBP-CorV (Sinopharm)',
    same: words('WIBP-CorV 33201000087108'),
    narrower: words(''),
  },
  {
    icd11: 'XM3SK8',
    name: 'EpiVacCorona-N',
    same: words('EpiVacCorona-N'),
    narrower: words(''),
  },
  {
    icd11: 'XM3PG0',
    name: 'Soberana 02',
    same: words('Soberana-02 34591000087100'),
    narrower: words(''),
  },
  {
    icd11: 'XM0RV9',
    name: 'Soberana Plus',
    same: words('Soberana-Plus'),
    narrower: words(''),
  },
  {
    icd11: 'XM2YG8',
    name: 'COVIran Barekat',
    same: words('33401000087107'),
    narrower: words(''),
  },
  {
    icd11: 'XM9P21',
    name: 'SpikoGen',
    same: words('34601000087108'),
    narrower: words(''),
  },
];

/** By code: what a policy that names it means as well. */
const meant = new Map<string, readonly string[]>(
  products.flatMap(({ icd11, same, narrower }) => {
    const whole = [icd11, ...same];
    return whole.map((code) => [code, [...whole, ...narrower]] as const);
  }),
);

/**
 * The codes that count where a policy names this one: itself and, when it is the code of a whole product,
 * every code of that product. A code for some of a product stands for itself alone.
 */
export function codesMeantBy(code: string): readonly string[] {
  const plain = withoutZeros(code);
  return meant.get(plain) ?? [plain];
}

/** CVX codes are written with and without leading zeros. */
export function withoutZeros(code: string): string {
  return code.replace(/^0+(?=\d)/, '');
}
