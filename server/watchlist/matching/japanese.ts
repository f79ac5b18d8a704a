/**
 * Japanese names. Their characters are read in ways that only the bearer knows, and not as Chinese are:
 * 田中太郎 is Tanaka Tarō, and no Tian Zhongtailang.
 */

/** Made in Japan, or simplified there in a way of its own. */
const onlyJapanese =
  /[々〆ヶ辻峠畑畠榊栃笹匂込枠凪凧杢柾椛樫沢浜桜広斉斎辺塩竜滝桧檜恵徳蔵栄円鉄剣渋図仏黒実駒稲児郷豊関帯気歩歳検観権覚読売変転戦応]/u;
const kana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u;
const han = /\p{Script=Han}/u;

/**
 * Common family names of Japan that are not also a Chinese family name with the first letter of a
 * given name that goes with it. After the rankings by Meiji Yasuda Life, public knowledge.
 */
const families = new RegExp(
  `^(?:${(
    '佐藤 鈴木 高橋 田中 伊藤 渡辺 渡邊 渡部 山本 中村 小林 加藤 吉田 山田 佐々木 山口 松本 井上 木村 斎藤 斉藤 清水 山崎 ' +
    '阿部 安倍 池田 橋本 山下 石井 小川 岡田 前田 長谷川 藤田 後藤 近藤 村上 遠藤 青木 坂本 福田 太田 西村 藤井 藤原 岡本 ' +
    '三浦 中島 中野 原田 松田 竹内 小野 中山 和田 石田 森田 上田 柴田 酒井 工藤 横山 宮崎 宮本 内田 大野 谷口 大塚 丸山 今井 ' +
    '藤本 村田 武田 菅原 平野 増田 久保 松井 岩崎 小島 千葉 桜井 野口 松尾 木下 菊地 菊池 野村 佐野 新井 杉山 古川 市川 水野 ' +
    '島田 大西 渡邉 小松 吉川 山内 西田 篠田 岡崎 松岡 川崎 土屋 本田 本多 川口 飯田 松原 吉村 中川 森本 奥田 服部 荒木 大久保 ' +
    '矢野 松下 北村 久保田 川村 関口 早川 麻原 安藤 河野 上野 菅野 岸田 小泉 麻生 鳩山 野田 菅義'
  )
    .split(' ')
    .join('|')})`,
  'u',
);

/** Whether a name is in Japanese characters that cannot be read for certain. @param name after NFKC */
export function isInKanji(name: string): boolean {
  if (!han.test(name)) return false;
  if (kana.test(name) || onlyJapanese.test(name)) return true;
  const characters = name.replace(/[^\p{Script=Han}]/gu, '');
  return [...characters].length >= 3 && families.test(characters);
}
