/** A name in Arabic and as passports write it in Latin letters, the commonest first. */
export interface ArabicName {
  arabic: string;
  latin: readonly string[];
}

function names(lines: string): ArabicName[] {
  return lines
    .trim()
    .split('\n')
    .map((line) => {
      const [arabic = '', ...latin] = line.trim().split(' ');
      return { arabic, latin };
    });
}

export const arabicGiven = names(`
محمد Muhammad Mohammed Mohamed Mohammad Mohamad
أحمد Ahmad Ahmed Ahmet
محمود Mahmoud Mahmud Mahmood
حسن Hassan Hasan
حسين Hussein Husayn Hussain Hossein
علي Ali Aly
عمر Omar Umar Omer
خالد Khalid Khaled
سعيد Said Saeed Saied
يوسف Yusuf Yousef Youssef Yousuf
إبراهيم Ibrahim Ebrahim Brahim
إسماعيل Ismail Ismael Esmail
مصطفى Mustafa Mostafa Moustafa
سليمان Sulayman Suleiman Soliman
طارق Tariq Tarek Tarik
ناصر Nasir Nasser Naser
جمال Jamal Gamal Djamal
كريم Karim Kareem
رشيد Rashid Rasheed Rachid
سامي Sami Samy
فهد Fahd Fahad
فيصل Faysal Faisal Feisal
ماجد Majid Maged Majed
وليد Walid Waleed
زياد Ziyad Ziad
بلال Bilal Belal
حمزة Hamza Hamzah
عمار Ammar Amar
ياسر Yasir Yasser Yaser
أيمن Ayman Aiman
هشام Hisham Hesham Hicham
نبيل Nabil Nabeel
منصور Mansur Mansour Mansoor
داود Dawud Daoud Dawood
عيسى Isa Issa Eissa
موسى Musa Moussa Mousa
صالح Salih Saleh
أنس Anas
بشير Bashir Basheer Bachir
جابر Jabir Jaber Gaber
حبيب Habib Habeeb
رمزي Ramzi Ramzy
زكريا Zakariya Zakaria
شريف Sharif Sherif Cherif
صلاح Salah
عادل Adil Adel
عثمان Uthman Osman Othman
غسان Ghassan Gassan
فؤاد Fuad Fouad
قاسم Qasim Kassem Qassem
لطفي Lutfi Lotfi
مراد Murad Mourad
هاني Hani Hany
يحيى Yahya Yehia Yahia
فاطمة Fatima Fatimah Fatma
عائشة Aisha Ayesha Aicha
زينب Zaynab Zainab Zeinab
مريم Maryam Mariam Meryem
خديجة Khadija Khadijah
نور Nur Nour Noor
سمير Samir Sameer
جعفر Jafar Jaafar Gaafar
حيدر Haydar Haider Haidar
عباس Abbas
كاظم Kadhim Kazim Kazem
باقر Baqir Baqer
مهدي Mahdi Mehdi
رضا Rida Reza Ridha
جواد Jawad Javad Gawad
عبدالله Abdallah Abdullah Abdulla
عبدالرحمن Abd-al-Rahman Abdulrahman Abdelrahman Abdurrahman
عبدالعزيز Abd-al-Aziz Abdulaziz Abdelaziz
عبدالكريم Abd-al-Karim Abdulkarim Abdelkarim
عبدالقادر Abd-al-Qadir Abdulqadir Abdelkader
`);

export const arabicFamily = names(`
الحسيني al-Husayni al-Husseini al-Hussaini Husseini
العراقي al-Iraqi Iraqi
المصري al-Masri al-Misri Elmasry
البغدادي al-Baghdadi Baghdadi
التكريتي al-Tikriti Tikriti
الدليمي al-Dulaymi al-Dulaimi
الجبوري al-Jaburi al-Jabouri al-Juburi
الشمري al-Shammari al-Shamari Alshammari
العنزي al-Anzi al-Enezi Alanazi
القحطاني al-Qahtani al-Kahtani Alqahtani
الغامدي al-Ghamdi Alghamdi
الزهراني al-Zahrani Alzahrani
الحربي al-Harbi Alharbi
المطيري al-Mutayri al-Mutairi Almutairi
الدوسري al-Dawsari al-Dosari Aldossari
السعدي al-Sadi al-Saadi
الكعبي al-Kabi al-Kaabi
الخطيب al-Khatib Alkhatib Khatib
النجار al-Najjar al-Naggar Najjar
الحداد al-Haddad Haddad
الصباغ al-Sabbagh Sabbagh
القاضي al-Qadi al-Kadi Elkady
الشيخ al-Shaykh al-Sheikh Elsheikh
الحلبي al-Halabi Halabi
الدمشقي al-Dimashqi Dimashki
المغربي al-Maghribi Maghrebi
التونسي al-Tunisi Tounsi
اليمني al-Yamani al-Yemeni
الحضرمي al-Hadrami Hadhrami
الصنعاني al-Sanani al-Sanaani
الليبي al-Libi al-Leebi
السوري al-Suri al-Souri
الكردي al-Kurdi Kurdi
البصري al-Basri Basri
الموسوي al-Musawi al-Moussawi
الطباطبائي al-Tabatabai Tabatabai
الأسدي al-Asadi al-Assadi
العبيدي al-Ubaydi al-Obeidi
الراوي al-Rawi Elrawi
السامرائي al-Samarrai al-Samaraei
`);

// Consonants with the letters that passports put for them.
const roots =
  'ب=b ت=t ج=j ح=h خ=kh د=d ر=r ز=z س=s ش=sh ص=s ض=d ط=t ع= غ=gh ف=f ق=q ك=k ل=l م=m ن=n ه=h و=w'
    .split(' ')
    .map((pair) => pair.split('=') as [string, string]);

/** A family name of a common build over a root drawn at random: rare, but looking like one. */
export function madeArabicFamily(random: () => number): ArabicName {
  const draw = () => roots[Math.floor(random() * roots.length)]!;
  const [[a, x], [b, y], [c, z]] = [draw(), draw(), draw()];
  const builds: (() => ArabicName)[] = [
    () => family(`ال${a}${b}ا${c}ي`, [`${x}a${y}a${z}i`, `${x}a${y}aa${z}y`]),
    () => family(`ال${a}ا${b}${c}ي`, [`${x}a${y}i${z}i`, `${x}a${y}e${z}i`]),
    () => family(`ال${a}${b}ي${c}ي`, [`${x}u${y}ay${z}i`, `${x}o${y}ei${z}i`]),
    () => family(`ال${a}${b}و${c}`, [`${x}a${y}u${z}`, `${x}a${y}ou${z}`]),
    () => family(`ال${a}ي${b}ا${c}ي`, [`${x}i${y}a${z}i`, `${x}ee${y}a${z}i`]),
  ];
  return builds[Math.floor(random() * builds.length)]!();
}

function family(arabic: string, stems: readonly string[]): ArabicName {
  const [first = '', second = ''] = stems.map(titleCase);
  return { arabic, latin: [`al-${first}`, `al-${second}`, `Al${second.toLowerCase()}`, second] };
}

function titleCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
