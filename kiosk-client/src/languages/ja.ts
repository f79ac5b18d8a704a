import type { Words } from './words.ts';

const hello = (visitor: string | null) => (visitor ? `${visitor}様、こんにちは` : 'こんにちは');

export const ja: Words = {
  languageName: '日本語',
  direction: 'ltr',
  language: '言語',
  forStaff: '係員の方へ',

  starting: { title: '少々お待ちください' },

  unpaired: {
    title: '画面のペアリング',
    lead: 'コマンド「kiosk pair」が表示するコードを入力してください。',
    codeLabel: 'ペアリングコード、英字8文字',
    submit: '接続',
    busy: '確認中…',
    erase: '最後の文字を消す',
    strayLetter: 'コードに母音と数字は含まれません。',
    problems: {
      malformed_code: 'コードは8文字です。もう一度ご確認ください。',
      wrong_code: 'コードが違うか、使用済みです。確認するか、新しいコードを発行してください。',
      expired_code: 'コードの有効期限が切れています。新しく発行してください。',
      too_many_tries: '試行回数が多すぎます。1分後にもう一度お試しください。',
      unreachable: 'サービスが応答しません。起動していますか？',
      revoked: 'ペアリングが解除されました。新しいコードで再接続できます。',
    },
  },

  idle: {
    kicker: 'こんにちは',
    title: 'iPadで受付をお願いします',
    cameraOff: 'カメラはオフです',
    notice: '受付中だけオンになり、登録された方のお顔だけを確認します。',
  },

  capture: {
    getReady: 'カメラを準備しています',
    askFirst: 'カメラを使ってもよろしいですか？',
    turnOn: 'カメラをオンにする',
    preview: 'カメラに映っているあなた',
    cannotMove: '頭を動かせません',
    dotComes: '次に、動く点を鼻の先で追ってください。',
    purposes: {
      sign_in: {
        kicker: hello,
        stop: 'カメラを使わない',
        before: 'カメラで登録されたご本人か確認します。画像は保存されません。',
        during: 'カメラで登録されたご本人か確認しています。画像は保存されません。',
        progress: '確認の進み具合',
      },
      health_pass: {
        kicker: hello,
        stop: 'カメラを使わない',
        before: 'カメラは健康証明書のコードだけを読み取ります。お顔は見ず、画像は保存されません。',
        during:
          'カメラは健康証明書のコードだけを読み取っています。お顔は見ず、画像は保存されません。',
        progress: '確認の進み具合',
      },
      sign_in_with_pass: {
        kicker: hello,
        stop: 'カメラを使わない',
        before:
          'カメラで登録されたご本人か確認し、健康証明書を読み取ります。画像は保存されません。',
        during: 'カメラでご本人か確認し、健康証明書を読み取っています。画像は保存されません。',
        progress: '確認の進み具合',
      },
      enrolment: {
        kicker: (visitor) => (visitor ? `${visitor}様の登録` : '登録'),
        stop: '中止する',
        before:
          'カメラで三方向から確認します。保存されるのは暗号化されたお顔の特徴だけで、画像は残りません。中止すれば何も残りません。',
        during:
          '登録中です。保存されるのは暗号化されたお顔の特徴だけで、画像は残りません。中止すれば何も残りません。',
        progress: '登録の進み具合',
      },
    },
  },

  consent: {
    title: '次回からカメラで本人確認をしてもよろしいですか',
    isNew: (name) => `${name}様を新しく登録します。`,
    isKnown: (name) => `${name}様はすでに登録されています。その登録にお顔の特徴を追加します。`,
    text: '同意していただく内容',
    otherLanguages: 'この文書には日本語版がありません。お読みになれる言語をお選びください。',
    agree: '同意します',
    no: 'いいえ、結構です',
  },

  guidance: {
    look_here: 'こちらをご覧ください',
    step_closer: 'もう少し近づいてください',
    step_back: '少し下がってください',
    one_person: 'お一人ずつお願いします',
    centre: '枠の中に入ってください',
    face_camera: '正面を向いてください',
    more_light: '明るい方を向いてください',
    less_light: '強い光を避けてください',
    hold_still: '少しの間動かないでください',
    open_eyes: '目を開けてください',
    uncover_face: 'サングラス、帽子、マスクを外してください',
    looking_good: 'そのままでお願いします',
    follow_dot: '鼻の先で点を追ってください',
    turn_a_little_left: '頭を少し左に向けてください',
    turn_a_little_right: '頭を少し右に向けてください',
    turn_back_a_little: '行きすぎです。少し戻してください',
    show_pass: '健康証明書をカメラに見せてください',
    show_next_part: '次のコードを見せてください',
    show_other_pass: '使えないコードです。ほかにありますか？',
  },

  thinking: {
    title: 'ありがとうございます',
    lead: '少々お待ちください。',
    cameraOff: 'カメラはオフになりました',
  },

  outcomes: {
    welcome: {
      title: (visitor) => (visitor ? `${visitor}様、ようこそ` : 'ようこそ'),
      lead: '完了しました。iPadでお続けください。',
    },
    please_wait: {
      title: () => '係の者がまもなく参ります',
      lead: 'こちらで少々お待ちください。何もしていただく必要はありません。',
    },
    declined: {
      title: () => 'カメラなしで大丈夫です',
      lead: '係の者が受付をいたします。こちらで少々お待ちください。',
    },
    in_person: {
      title: () => '問題ございません',
      lead: '係の者が受付をいたします。こちらで少々お待ちください。',
    },
    try_light: {
      title: () => 'ここではお顔が見えにくいです',
      lead: '係の者がまもなく参ります。次回はお顔に光が当たると確認しやすくなります。',
    },
    enrolled: {
      title: (visitor) => (visitor ? `${visitor}様、ありがとうございます` : 'ありがとうございます'),
      lead: '登録が完了しました。カメラはオフで、画像は残っていません。',
    },
    enrolment_failed: {
      title: () => '登録できませんでした',
      lead: 'カメラはオフで、何も残っていません。理由は登録の係員が確認できます。',
    },
    enrolment_stopped: {
      title: () => '中止しました',
      lead: 'カメラはオフで、何も残っていません。',
    },
  },

  cameraMissing: {
    title: 'カメラを使用できません',
    lead: '通常どおりiPadで受付をお願いします。係の者がお手伝いします。',
    allow: 'カメラを許可する',
    staff: {
      missing: [
        'カメラの両端の接続を確認してください。',
        '別のUSB端子を試してください。',
        'カメラが戻ると自動で検知します。',
      ],
      blocked: [
        'ブラウザがこのページのカメラ使用を禁止しています。',
        'サイトの設定またはポリシーで許可してください。',
        '許可されると自動で検知します。',
      ],
      in_use: [
        '別のプログラムがカメラを使用中です。終了してください。',
        'なければ、カメラを抜いて差し直してください。',
        '自動で再試行します。',
      ],
      not_asked: [
        'ブラウザにカメラの使用がまだ許可されていません。',
        'ボタンを押して「許可」を選んでください。カメラはすぐオフになります。',
      ],
      insecure: [
        'カメラを使えるのは、この端末自身かhttpsのページだけです。',
        'サービスの端末でhttp://localhostを開くか、httpsを使ってください。',
      ],
    },
  },

  notConnected: {
    title: '接続されていません',
    lead: '通常どおりiPadで受付をお願いします。係の者がお手伝いします。',
    staff: [
      '自動で再接続を試みています。',
      '戻らない場合は、Vestibuleサービスとネットワークを確認してください。',
    ],
  },

  replaced: {
    title: '別のウィンドウで表示中です',
    lead: 'この画面はそちらに表示されています。',
    takeOver: 'このウィンドウを使う',
  },

  outdated: {
    title: 'ページが古くなっています',
    lead: '通常どおりiPadで受付をお願いします。係の者がお手伝いします。',
    staff: ['再読み込みでは更新されませんでした。ブラウザを再起動してください。'],
  },
};
