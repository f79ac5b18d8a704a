### العربية
###
### Source: written for Vestibule, from en.ftl.
### Licence: MIT, as the rest of Vestibule.

## The page of the front desk.

desk-page = الاستقبال
desk-page-opening = لحظة من فضلك …
desk-page-unreachable = الخدمة لا تستجيب. تحاول هذه الصفحة من جديد تلقائيًا.
desk-page-parts = أقسام الاستقبال
desk-page-log_out = تسجيل الخروج
desk-page-ringing = { $seconds } ث: هل تسمح بالدخول؟
desk-page-waiting = ({ $count }) الاستقبال
desk-page-back = لم تستجب الخدمة لمدة { $seconds } ث. القائمة محدّثة من جديد.
desk-page-stale = لا تجيب الخدمة منذ { $time }. قد يُدخل Envoy الزوار بلا فحص في هذه الأثناء: افحص الوثائق يدويًا حتى يختفي هذا التنبيه. تعيد هذه الصفحة الاتصال من تلقاء نفسها.
desk-page-moved = تحرّكت القائمة للتو. أشر إلى الزائر من جديد ثم اضغط.
desk-trouble-calls_refused = تُرفض نداءات Envoy، آخرها في { $time }: السر على الأرجح لتطبيق آخر. يُدخل Envoy الزوار بلا فحص في هذه الأثناء: افحص الوثائق يدويًا وأبلغ المسؤول.
desk-trouble-clock_off = ساعة الجهاز الذي يفحص الزوار غير صحيحة على الأرجح، فيبدو له التسجيل قديمًا. أبلغ المسؤول.
desk-tab-queue = في الانتظار
desk-tab-expected = المتوقعون
desk-tab-history = السجل
desk-tab-people = الأشخاص
desk-tab-manage = الإدارة
desk-tab-lobby = الشاشات
desk-tab-account = حسابك

desk-do-close = إغلاق
desk-do-discard = تجاهل ما كُتب
desk-do-managers = للمديرين فقط: { $acts }
desk-do-save = حفظ
desk-do-send = إرسال
desk-do-no = لا
desk-do-undo = تراجع
desk-do-add = إضافة
desk-do-remove = إزالة
desk-do-copy = نسخ
desk-do-copied = تم النسخ
desk-do-show = عرض
desk-do-choose = اختر
desk-none = —
desk-never = أبدًا
desk-hours = { $hours } س { $minutes } د
desk-minutes = { $minutes } د
desk-minutes-none = الآن

desk-fault-unreachable = الخدمة لا تستجيب. حاول مجددًا بعد قليل.
desk-fault-outdated = هذه الصفحة أقدم من الخدمة. أعد تحميلها من فضلك.
desk-fault-unknown = حدث خطأ ما.
desk-fault-not_alike = كلمتا المرور غير متطابقتين.

desk-login-account = الحساب
desk-login-password = كلمة المرور
desk-login-log_in = تسجيل الدخول
desk-login-ended = انتهت جلستكم الساعة { $time }. سجّلوا الدخول من جديد.
desk-login-oidc = الدخول بحساب الشركة
desk-login-no_account = لا حساب لديك بعد، أو نسيت كلمة المرور؟ يُنشئ لك المدير رابطًا من «الإدارة»، أو الشخص الذي يشغّل Vestibule.
desk-login-choose = اختر كلمة مرور من 12 حرفًا على الأقل. عدة كلمات أسهل للتذكر.
desk-login-new = كلمة المرور الجديدة
desk-login-again = مرة أخرى
desk-login-set = حفظ كلمة المرور والدخول
desk-login-begin_again = استغرق ذلك وقتًا طويلًا أو بدأ في متصفح آخر. ابدأ من جديد.
desk-login-not_admitted = لا يحق لحساب شركتك استخدام الاستقبال. اطلب دورًا من الشخص الذي يشغّل Vestibule.
desk-login-provider_unreachable = نظام دخول شركتك لا يستجيب. حاول مجددًا بعد قليل.
desk-login-provider_refused = لم يسمح لك نظام دخول شركتك بالدخول.
desk-login-provider_failed = أرسل نظام دخول شركتك إجابة لا يوثق بها. أبلغ الشخص الذي يشغّل Vestibule.

desk-account-who = { $name }، اسم الدخول { $login }، الدور: { $role }. دخولك سارٍ حتى { $until }.
desk-account-language = اللغة
desk-account-card = اطبع البطاقة ذات الحالات الست المعتادة
desk-account-by_provider = تدخل عبر مزوّد مؤسستك، فلا كلمة مرور هنا.
desk-account-password = كلمة المرور
desk-account-current = كلمة المرور الحالية
desk-account-new = كلمة مرور جديدة من 12 حرفًا على الأقل
desk-account-again = كلمة المرور الجديدة مرة أخرى
desk-account-changed = غُيّرت كلمة مرورك، وسُجّل خروجك من كل مكان سوى هنا.
desk-account-change = تغيير كلمة المرور
desk-role-reception = استقبال
desk-role-manager = مدير
desk-role-auditor = مدقّق
desk-role_long-reception = استقبال: يهتم بالزوار
desk-role_long-manager = مدير: ذلك، ويسجّل ويحذف ويدير
desk-role_long-auditor = مدقّق: يقرأ ولا يغيّر شيئًا

desk-bar-place = المكان
desk-bar-every_place = كل الأماكن
desk-bar-find = ابحث عن أي شخص
desk-find-found = النتائج
desk-find-nobody = لا أحد: لا ينتظر، وليس متوقعًا اليوم، وليس مسجّلًا، ولا زيارة له في آخر 30 يومًا.
desk-bar-alerts = الصوت والإشعارات
desk-bar-silent = الصوت مغلق: شغّله
desk-bar-unchecked = { $name }: لا يُفحص أحد
desk-queue-now = أمام الكاميرا
desk-queue-waiting = في انتظارك
desk-queue-waiting_count = في انتظارك ({ $count })
desk-queue-sound = صوت عند إيقاف أحد
desk-queue-notify = إشعار عندما يلزم ردّ فوري
desk-queue-empty = لا أحد ينتظر.
desk-queue-closed = مغلقة
desk-queue-starting = الكاميرا قيد التشغيل.
desk-queue-nameless = الاسم غير معروف
desk-queue-to_see = لزيارة { $host }
desk-queue-employee = موظف
desk-queue-times =
    { $count ->
        [zero] لم يُوقف
        [one] أُوقف مرة واحدة
        [two] أُوقف مرتين
        [few] أُوقف { $count } مرات
        [many] أُوقف { $count } مرة
       *[other] أُوقف { $count } مرة
    }
desk-queue-ended_at = { $how }، الساعة { $time }
desk-queue-by = { $how } ({ $name })
desk-queue-seen_to = أُغلقت
desk-queue-let_in_waiting = سُمح بالدخول بينما كان Envoy ينتظر
desk-queue-now_nobody = لا أحد الآن
desk-list-order = الترتيب
desk-list-longest = الأطول انتظارًا أولًا
desk-list-latest = الأحدث أولًا
desk-list-name = بالاسم
desk-list-compact = مضغوط
desk-list-procedure = اتبع الإجراء
desk-list-document = افحص وثيقة
desk-list-nobody = لا أحد ممّن ينتظر يطابق هذا.
desk-list-new_alarms = جديد: { $number } · اعرض
desk-outcome-let_in = فُحصت الوثيقة وسُمح بالدخول
desk-outcome-turned_away = رُفض دخوله
desk-outcome-left = غادر
desk-outcome-enrolled = سُجّل
desk-outcome-held_again = أُوقف مجددًا عند تسجيل لاحق
desk-outcome-let_in_later = سُمح بالدخول عند تسجيل لاحق
desk-outcome-signed_out = سُجّل خروجه في Envoy
desk-outcome-office_closed = كان ينتظر حين أُغلق المكتب
desk-row-let_in = السماح بالدخول
desk-row-let_in_checked = فُحصت الوثيقة: السماح بالدخول · { $name }
desk-row-waiting_for = ينتظر منذ
desk-row-open_envoy = فتح في Envoy
desk-row-part = ليس الزائر نفسه
desk-row-change_note = تعديل الملاحظة
desk-row-add_note = إضافة ملاحظة
desk-row-note = ملاحظة
desk-row-open = افتح
desk-row-unanswered = سُئل الاستقبال { $time } ولم يجب أحد
desk-row-with_them = { $name } مع الزائر
desk-row-host_told = أُبلغ المضيف { $time } ({ $name })
desk-row-has_note = ملاحظة: { $note }
desk-row-approve = وافق على الزيارة في Envoy أيضًا: حتى ذلك الحين يُبقي Envoy الزائر منتظرًا.
desk-row-why = لماذا يُسمح بالدخول؟ تُحفظ إجابتك في السجل.
desk-detail = الزائر
desk-today = اليوم
desk-today-let_in = سُمح لهم
desk-today-held = أُرسلوا إلى الاستقبال
desk-today-next = من يأتي بعد ذلك
desk-today-nobody = لم يُعلن عن زائر آخر لهذا اليوم.
desk-days-yesterday = أمس
desk-days-tomorrow = غدًا
desk-days-week = 7 أيام
desk-days-other = أيام أخرى
desk-act-let_in = فُحصت الوثيقة: السماح بالدخول
desk-act-enrolled = تم التسجيل: السماح بالدخول
desk-act-left = غادر
desk-act-turned_away = ارفض الدخول
desk-act-with = أنا مع الزائر
desk-act-not_with = لم أعد مع الزائر
desk-fact-host = لزيارة
desk-fact-arrived = سجّل الدخول
desk-fact-at = { $time }، { $place }
desk-fact-waiting = ينتظر: { $time }
desk-fact-email = البريد
desk-fact-employee = رقم الموظف
desk-fact-phone = الهاتف
desk-fact-company = الشركة
desk-fact-document = الوثيقة
desk-fact-document_name = الاسم في الوثيقة
desk-document-passport = جواز سفر { $state }
desk-document-card = بطاقة هوية { $state }
desk-document-licence = رخصة قيادة في هاتف، من { $state }
desk-document-pid = هوية في هاتف، من { $state }
desk-document-until = صالحة حتى { $day }
desk-document-class-genuine = أصلية
desk-document-class-copy_not_excluded = لا يُستبعد أنها نسخة
desk-document-class-not_verified = لم يُتحقق منها
desk-document-class-expired = منتهية الصلاحية
desk-document-class-revoked = سحبتها الدولة
desk-document-face-matches = الوجه يطابق الصورة
desk-document-face-differs = الوجه لا يطابق الصورة
desk-document-face-not_compared = لم يُقارن الوجه
desk-fact-expected = متوقَّع
desk-fact-not_expected = لم يُعلَن
desk-fact-enrolled = التسجيل
desk-fact-not_enrolled = لا أحد بهذا الاسم أو البريد
desk-fact-enrolled_since = { $name }، منذ { $day }
desk-fact-visits = آخر الزيارات
desk-fact-same_name = الاسم نفسه
desk-visitor-all = كل الزيارات بهذا الاسم أو البريد
desk-visitor-visits = الزيارات بهذا الاسم أو البريد
desk-visitor-enrolled = افتح الشخص المسجّل:
desk-visitor-not_enrolled = لا أحد مسجّل بهذا الاسم أو البريد. قد يحمل آخرون الاسم نفسه: قارن وثيقة.
desk-visitor-none = لا توجد زيارة محفوظة بهذا الاسم أو البريد. افحص وثيقة هوية كما في الزيارة الأولى.
desk-visitor-cut = قد توجد زيارات أقدم: ابحث عنها في السجل.
desk-story-unanswered = سُئل الاستقبال ولم يجب أحد
desk-story-host = أبلغ { $name } المضيف
desk-listed = مدخلات القوائم الرسمية
desk-listed-alike = الاسم متطابق بنسبة { $percent } %
desk-listed-by-email = عُثر عليه بالبريد الإلكتروني
desk-listed-by-domain = عُثر عليه بنطاق البريد
desk-listed-by-phone = عُثر عليه بالهاتف
desk-listed-by-company = عُثر عليه بالشركة
desk-listed-by-name = عُثر عليه بالاسم
desk-listed-birth-agrees = تاريخ الميلاد مطابق
desk-listed-birth-differs = تاريخ الميلاد مختلف
desk-listed-birth-not_listed = لا تاريخ ميلاد في القائمة
desk-listed-birth-not_asked = لم يُسأل عن تاريخ الميلاد
desk-listed-country-agrees = البلد مطابق
desk-listed-country-differs = البلد مختلف
desk-listed-country-not_listed = لا بلد في القائمة
desk-listed-country-not_asked = لم يُسأل عن البلد
desk-listed-aliases = يُعرف أيضًا باسم
desk-listed-born = الميلاد
desk-listed-countries = البلدان
desk-listed-entry = المدخل
desk-listed-gone = لم يعد هذا المدخل في القائمة.
desk-listed-dismissed = قال { $name } في { $time }: ليس الشخص نفسه.
desk-listed-follows = من الآن لا يوقف هذا المدخل { $name } إذا تعرّفت الكاميرا على الوجه. ينتهي ذلك إذا تغيّر المدخل أو الاسم.
desk-listed-not_them = ليس الشخص نفسه
desk-news-waits = { $name } ينتظر: { $why }
desk-news-waits_again = { $name } ينتظر من جديد: { $why }
desk-news-closed = { $name }: { $how }
desk-dock = الأحدث
desk-ring-label = في انتظار ردّك
desk-ring-title = هل تسمح بدخول { $name }؟
desk-ring-nameless = هل تسمح بدخول هذا الزائر؟
desk-ring-seconds = { $seconds } ث
desk-ring-enrolled = منذ { $day }
desk-ring-last = آخر سماح بالدخول: { $at }
desk-ring-what_to_do = انظر إلى الزائر وإلى وثيقة هويته. من دون رد يُوقف كالمعتاد.
desk-ring-let_in = فُحصت الوثيقة: افتح الآن
desk-ring-hold = إيقاف
desk-ring-notification = الاستقبال: هل تسمح بالدخول؟
desk-ring-notification_text = زائر ينتظر ردّك الآن.
desk-keys = المفاتيح
desk-keys-again = { $name }: { $act }؟ اضغط { $key } مرة أخرى.
desk-key-ArrowDown = الزائر التالي
desk-key-ArrowUp = الزائر السابق
desk-key-Enter = افتح
desk-key-n = ملاحظة (البطاقة المفتوحة)
desk-key-save = حفظ الملاحظة
desk-key-t = ارفض الدخول (البطاقة المفتوحة)
desk-key-l = غادر (البطاقة المفتوحة)
desk-key-help = هذه القائمة
desk-key-i = أدخِل (البطاقة المفتوحة)
desk-key-z = تراجع عن آخر إجراء
desk-key-h = أبلغ المضيف (البطاقة المفتوحة)
desk-key-w = أنا مع الزائر (البطاقة المفتوحة)
desk-key-find = بحث
desk-key-Escape = أغلق البطاقة
desk-key-r = انتقل إلى الزائر الذي يرن؛ Enter يسمح بالدخول
desk-guidance-look_here = لا وجه بعد
desk-guidance-step_closer = بعيد جدًا
desk-guidance-step_back = قريب جدًا
desk-guidance-one_person = عدة أشخاص
desk-guidance-centre = ليس في الوسط
desk-guidance-face_camera = ينظر بعيدًا
desk-guidance-more_light = مظلم جدًا
desk-guidance-less_light = ساطع جدًا
desk-guidance-hold_still = غير واضح
desk-guidance-open_eyes = العينان مغمضتان
desk-guidance-uncover_face = قد يكون الوجه مغطى
desk-guidance-looking_good = تجري مقارنة الوجه
desk-guidance-follow_dot = طُلب منه تتبّع النقطة
desk-guidance-turn_a_little_left = طُلب منه الالتفات قليلًا إلى اليسار
desk-guidance-turn_a_little_right = طُلب منه الالتفات قليلًا إلى اليمين
desk-guidance-turn_back_a_little = طُلب منه الرجوع قليلًا
desk-guidance-show_pass = طُلب منه إظهار الشهادة الصحية
desk-guidance-show_next_part = طُلب منه إظهار الجزء التالي
desk-guidance-show_other_pass = طُلب منه شهادة أخرى

desk-steps = الخطوات الأولى
desk-steps-secret = السر هو سر Envoy. يحفظه الشخص الذي يشغّل Vestibule.
desk-steps-reached = يصل نداء من Envoy عبر النفق.
desk-steps-envoy = يرسل Envoy تسجيلات الدخول إلى هنا. يوصله مشغّل Vestibule مرة واحدة.
desk-steps-told = يتلقى أحدهم رسالة عند إيقاف زائر.
desk-steps-screen = شاشة مقترنة.
desk-steps-consent = نص موافقة منشور.
desk-steps-enrolled = شخص مسجّل.
desk-steps-done = تم:
desk-steps-to_do = للإنجاز:
desk-steps-show = أرني

desk-host-tell = إبلاغ المضيف
desk-host-nobody = لا يمكن إرسال رسالة من هنا: لم يذكر Envoy بريد المضيف، أو لم يُضبط خادم بريد ولا قناة.
desk-host-to = إلى
desk-host-message = الرسالة
desk-host-text = { $visitor } في الاستقبال. يُرجى الحضور أو الاتصال بنا.
desk-host-text_at = { $visitor } في الاستقبال ({ $place }). يُرجى الحضور أو الاتصال بنا.
desk-host-your_visitor = زائرك
desk-host-written = إلى { $to }، { $time }: { $state }
desk-host-waiting = في الطريق
desk-host-sent = أُرسلت
desk-host-given_up = تعذّر تسليمها
desk-host-forgotten = حُذفت قبل إرسالها

desk-history-decided = تسجيلات الدخول المقرَّرة
desk-history-time = الوقت
desk-history-visitor = الزائر
desk-history-host = المضيف
desk-history-lobby = الموقع
desk-history-answer = القرار
desk-history-why = السبب
desk-history-outcome = النتيجة
desk-history-none = لا يوجد تسجيل دخول يطابق هذا.
desk-history-widen = اعرض آخر 7 أيام
desk-history-totals = إلى الاستقبال: { $held } · سُمح لهم: { $let_in }
desk-history-more = عرض المزيد
desk-history-from = من
desk-history-to = إلى
desk-history-all = الكل
desk-history-held = أُوقف
desk-history-let_in = سُمح له
desk-history-reason = السبب
desk-history-name = الاسم
desk-history-csv = حفظ بصيغة CSV
desk-history-asked = سأل Envoy في { $at }.
desk-history-frames =
    { $count ->
        [zero] لم ترسل الكاميرا صورًا؛ الصالح للمقارنة: { $usable }.
        [one] أرسلت الكاميرا صورة واحدة؛ الصالح للمقارنة: { $usable }.
        [two] أرسلت الكاميرا صورتين؛ الصالح للمقارنة: { $usable }.
        [few] أرسلت الكاميرا { $count } صور؛ الصالح للمقارنة: { $usable }.
        [many] أرسلت الكاميرا { $count } صورة؛ الصالح للمقارنة: { $usable }.
       *[other] أرسلت الكاميرا { $count } صورة؛ الصالح للمقارنة: { $usable }.
    }
desk-history-check = { $check }، بعد { $seconds } ث: { $why }
desk-history-passed = اجتيز.
desk-history-was_let_in = الرد بعد { $seconds } ث: سُمح بالدخول.
desk-history-was_held = الرد بعد { $seconds } ث: أُحيل إلى الاستقبال.
desk-history-waits = ما زال ينتظر
desk-history-ended = { $how }، في { $at }.
desk-history-note = ملاحظة: { $note }
desk-check-face = الوجه
desk-check-watchlist = قائمة المراقبة
desk-check-health_pass = الشهادة الصحية
desk-check-personal_code = الرمز الشخصي
desk-check-document = الوثيقة
desk-check-remote_list = قائمة خارجية
desk-check-identity_document = وثيقة الهوية
desk-check-recent = وقت الطلب
desk-check-none = لا شيء مطلوب
desk-check-held = الفحوص المطلوبة
desk-part-sign_ins = عمليات التسجيل
desk-part-numbers = أرقام الأسبوع
desk-part-accounts = الحسابات
desk-part-screens = الشاشات
desk-part-lists = قوائم المراقبة
desk-part-texts = نصوص الموافقة
desk-numbers = أرقام الأسبوع
desk-numbers-before = الأسبوع السابق
desk-numbers-after = الأسبوع التالي
desk-numbers-none = لم يُبتّ في أي تسجيل في هذا الأسبوع.
desk-numbers-cut = كان عدد عمليات التسجيل أكبر مما يُعدّ هنا: تُعدّ الأحدث.
desk-numbers-let_in = سُمح لهم
desk-numbers-held = أُحيلوا إلى الاستقبال
desk-numbers-waited = الانتظار المعتاد
desk-numbers-longest = أطول انتظار
desk-numbers-retries = أُحيلوا مجددًا
desk-numbers-not_moved = لم يتحركوا كما طُلب
desk-numbers-cannot_move = لا يمكنهم التحرك
desk-numbers-count = العدد
desk-numbers-by_day = حسب اليوم
desk-numbers-by_hour = حسب الساعة
desk-numbers-by_place = حسب المكان
desk-numbers-by_reason = سبب الإحالة إلى الاستقبال
desk-numbers-by_outcome = كيف انتهت الزيارات

desk-expected-today = المتوقعون اليوم
desk-expected-day = اليوم
desk-expected-find = الزائر أو المضيف
desk-expected-only_not_enrolled = غير مسجّلين
desk-expected-only_listed = في قائمة
desk-expected-visitors = الزوار المتوقعون
desk-expected-location = الموقع
desk-expected-face = فحص الوجه
desk-expected-checked_in = تسجيل الدخول
desk-expected-nobody = لا أحد بهذا الاسم متوقع.
desk-expected-none = لم يعلن Envoy عن أي زائر لهذا اليوم. إن كنت تتوقع أحدًا فاسأل الشخص الذي يشغّل Vestibule هل يرسل Envoy دعواته إلى هنا.
desk-expected-cut = المتوقعون أكثر مما هو معروض هنا.
desk-expected-now = الآن
desk-expected-next = لاحقًا
desk-expected-late = متأخرون
desk-expected-here = وصلوا
desk-expected-invite = دعوة إلى التسجيل
desk-enrolled-enrolled = مسجّل
desk-enrolled-consent_needed = يلزم تجديد الموافقة
desk-enrolled-expired = انتهت صلاحية التسجيل
desk-enrolled-photos_needed = يحتاج إلى صور جديدة
desk-enrolled-unclear = غير واضح من هو
desk-enrolled-not_enrolled = غير مسجّل
desk-enrolled-opted_out = لا يريد فحص الوجه
desk-enrolled-unknown = محذوف
desk-visit-expected = متوقع
desk-visit-overdue = متأخر
desk-visit-let_in = سُمح له
desk-visit-held = ينتظر في الاستقبال
desk-visit-seen_to = أُنجز
desk-visit-arrived = سجّل دخوله
desk-visit-at = { $state }، { $time }

desk-lists = قوائم المراقبة
desk-lists-stays = تبقى القائمة السارية حتى يقرر أحد.
desk-lists-accept = تفعيل القائمة الجديدة
desk-lists-reject = رفضها
desk-lobby-screen = الشاشة
desk-lobby-state = الحالة
desk-lobby-camera = الكاميرا
desk-lobby-none = لا شاشة مقترنة.
desk-lobby-check_up = الفحص العام
desk-lobby-takes = يستغرق الفحص بضع ثوانٍ …
desk-lobby-fine =
    { $count ->
        [zero] لا فحوص سليمة
        [one] فحص واحد سليم
        [two] فحصان سليمان
        [few] { $count } فحوص سليمة
        [many] { $count } فحصًا سليمًا
       *[other] { $count } فحص سليم
    }
desk-lobby-for_administrator = للشخص الذي يشغّل Vestibule: ‏Troubleshooting، «{ $heading }».
desk-lobby-test = اختبار الكاميرا
desk-lobby-connected = متصلة، { $camera }
desk-lobby-connected_busy = متصلة، { $camera }، يستخدمها زائر
desk-lobby-not_connected = غير متصلة: تحقق من أنها تعمل وتعرض صفحتها
desk-lobby-camera_lacking = تحقق من أن كاميرا موصولة هناك ومسموح بها. يُحتجز هنا كل من يحتاج إلى الكاميرا.
desk-lobby-other_camera = لهذه الشاشة كاميرا غير المسجّلة أو كاميرا إضافية، لذا لا يُفحص أحد هناك: { $camera }. انظر إلى الشاشة. إن لم تكن الكاميرا لكم فافصلها واتصل بالشخص الذي يشغّل Vestibule.
desk-lobby-is_ours = هذه كاميرتنا
desk-lobby-two_cameras_not_set_up = يلزم وجود كاميرتين ولم تُضبطا بعد. يُحتجز هنا كل من يحتاج إلى الكاميرا.
desk-lobby-two_cameras_set_up = كاميرتان بينهما نحو { $centimetres } سم.
desk-lobby-two_cameras_moved = تحرّكت إحدى الكاميرتين. اضبطوهما من جديد.
desk-lobby-phone_no_trust_list = لا تُعرض هوية الهاتف هنا: لم تُستورد أي قائمة بجهات الإصدار.
desk-lobby-phone_unsupported = لا تُعرض هوية الهاتف هنا: متصفح هذه الشاشة لا يستطيع طلبها.
desk-lobby-phone_no_bluetooth = لا تُعرض هوية الهاتف هنا: ليس في جهاز هذه الشاشة محوّل بلوتوث.
desk-lobby-phone_offline = لا تُعرض هوية الهاتف هنا: جهاز هذه الشاشة غير متصل بالشبكة.
desk-lobby-set_up_cameras = ضبط الكاميرتين
desk-lobby-first_camera = الكاميرا الأولى
desk-lobby-second_camera = الكاميرا الثانية
desk-camera-ready = الكاميرا جاهزة
desk-camera-missing = لا كاميرا
desk-camera-blocked = الكاميرا غير مسموح بها
desk-camera-in_use = الكاميرا يستخدمها برنامج آخر
desk-camera-unknown = الكاميرا غير معروفة
desk-light-green = جيد
desk-light-amber = يُنظر فيه
desk-light-red = غير جيد

desk-people-find = الاسم أو البريد أو رقم الموظف
desk-people-only = عرض
desk-people-only-all = الجميع
desk-people-only-ask_again = يلزم طلب الموافقة من جديد
desk-people-only-ended = انتهت الموافقة أو انتهى التسجيل
desk-people-only-face_off = فحص الوجه متوقف
desk-people-only-no_email = بلا بريد إلكتروني
desk-people-only-no_photos = بلا صورة صالحة
desk-people-enrol = تسجيل شخص
desk-people-enrol_many = تسجيل عدة أشخاص
desk-people-listed = الأشخاص المسجّلون
desk-people-known_by = المعرّف
desk-people-consent = الموافقة
desk-people-expires = الصلاحية
desk-people-photos = الصور
desk-people-last = آخر دخول
desk-people-none = لا أحد من المسجّلين يطابق هذا.
desk-people-empty = لا أحد مسجّل بعد.
desk-people-pages = الصفحات
desk-people-previous = السابق
desk-people-next = التالي
desk-people-page =
    { $count ->
        [zero] الصفحة { $page } من { $pages }، لا أحد
        [one] الصفحة { $page } من { $pages }، شخص واحد
        [two] الصفحة { $page } من { $pages }، شخصان
        [few] الصفحة { $page } من { $pages }، { $count } أشخاص
        [many] الصفحة { $page } من { $pages }، { $count } شخصًا
       *[other] الصفحة { $page } من { $pages }، { $count } شخص
    }
desk-people-employeeId = موظف { $text }
desk-consent-stands = سارية
desk-consent-outdated = لنص سابق: اسأل مجددًا
desk-consent-withdrawn = مسحوبة
desk-consent-run_out = انتهت
desk-way-desk = في الاستقبال
desk-way-paper = على ورق
desk-way-screen = على شاشة

desk-person-somebody = شخص مسجّل
desk-person-name_only = معروف بالاسم فقط
desk-person-facts = { $known } · سُجّل { $enrolled } · الصلاحية: { $expires } · آخر دخول: { $used }
desk-person-photos =
    { $count ->
        [zero] لا صور.
        [one] صورة واحدة.
        [two] صورتان.
        [few] { $count } صور.
        [many] { $count } صورة.
       *[other] { $count } صورة.
    }
desk-person-photos_former = صور أخرى أُعدّت لنموذج تعرّف سابق.
desk-person-consent = الموافقة: { $state }.
desk-person-face_off = فحص الوجه متوقف: فشلت محاولات كثيرة متتالية بهذا الاسم. انظر في السجل من حاول قبل أن تعيد تشغيله.
desk-person-code = الرمز الشخصي مُعدّ.
desk-person-no_code = لا رمز شخصيًا مُعدًّا.
desk-person-text = النص «{ $version }»
desk-person-no_text = لم يكن نص منشورًا حينها
desk-person-read_in = قُرئ باللغة: { $language }
desk-person-until = حتى { $day }
desk-person-withdrawn = سُحبت { $day }
desk-person-sign_ins =
    { $count ->
        [zero] لا تسجيلات بهذا الاسم
        [one] تسجيلات الدخول بهذا الاسم (الأخير)
        [two] تسجيلات الدخول بهذا الاسم (آخر اثنين)
        [few] تسجيلات الدخول بهذا الاسم (آخر { $count })
        [many] تسجيلات الدخول بهذا الاسم (آخر { $count })
       *[other] تسجيلات الدخول بهذا الاسم (آخر { $count })
    }
desk-person-add_photos = إضافة صور
desk-person-correct = تصحيح البيانات
desk-person-renew = تجديد الموافقة
desk-person-withdraw = سحب الموافقة
desk-person-export = تصدير
desk-person-opt_out = إيقاف فحص الوجه نهائيًا
desk-person-face_on = تشغيل فحص الوجه
desk-person-reset_code = إعادة تعيين الرمز الشخصي
desk-person-erase = حذف
desk-person-add_these = إضافة هذه
desk-person-take_them = التقاطها بهذه الكاميرا
desk-person-photos_added = أُضيفت الصور.
desk-person-unchanged = لم يتغير شيء.
desk-person-corrected = صُحّحت البيانات.
desk-person-consent_until = آخر يوم للموافقة (فارغ: بلا نهاية)
desk-person-save_consent = حفظ الموافقة
desk-person-about_erasing = يحذف { $name } ووجهه نهائيًا. تبقى التسجيلات السابقة بلا اسم. لا يمكن التراجع عن ذلك.
desk-person-type_name = اكتب الاسم للتأكيد: { $name }
desk-person-erase_now = حذف { $name } نهائيًا
desk-person-receipt = حُفظ الإيصال، وليس فيه اسم ولا وجه.
desk-person-restore = ألغِ السحب
desk-person-opt_in = ألغِ الإيقاف
desk-person-about_withdrawing = تبقى الكاميرا مغلقة لـ { $name } من الآن. يحذفه التنظيف مع وجهه عند بدء الخدمة التالي أو خلال 24 ساعة. حتى ذلك الحين يمكنك التراجع هنا.
desk-person-about_opting_out = تبقى الكاميرا مغلقة لـ { $name } من الآن، ويبقى مسجّلًا. يمكنك التراجع هنا.

desk-enrol-name = الاسم الكامل كما يُكتب على iPad
desk-enrol-email = البريد الإلكتروني
desk-enrol-employeeId = رقم الموظف في Envoy، للموظفين
desk-enrol-until = آخر يوم للتسجيل (فارغ: بلا نهاية)
desk-enrol-how_agreed = كيف ومتى وافق
desk-enrol-example = استمارة موقّعة، 2026-11-25
desk-enrol-where_agreed = أين وافق
desk-enrol-send = التسجيل من الصور
desk-enrol-camera = التسجيل بهذه الكاميرا
desk-enrol-check = فحص الصور فقط
desk-enrol-document = لقد رأيت وثيقة هويته (تلزم حيث لا صورة سابقة تبيّن من هو؛ ويُدوّن ذلك باسمك)
desk-enrol-personal_code = بهذه الكاميرا: إعداد رمز شخصي أيضًا (لتطبيق المصادقة في هاتفه الخاص؛ ولا تعرضه إلا شاشة الردهة)
desk-enrol-photos = صور: هذا الشخص وحده، من الأمام (حتى { $count })
desk-enrol-judged = { $file }، مع التقييم
desk-enrol-limit = { $value } (الحد { $limit })
desk-photo-good = جيدة
desk-photo-refused = غير كافية
desk-photo-repeated = تُحسب مرة: هي الصورة نفسها
desk-enrol-nothing = لم يُحفظ شيء.
desk-enrol-show_them = عرض الشخص
desk-enrol-enrolled =
    { $count ->
        [zero] لم يُسجّل من صور.
        [one] سُجّل من صورة واحدة.
        [two] سُجّل من صورتين.
        [few] سُجّل من { $count } صور.
        [many] سُجّل من { $count } صورة.
       *[other] سُجّل من { $count } صورة.
    }
desk-enrol-updated =
    { $count ->
        [zero] لم تُضف صور.
        [one] أُضيفت صورة واحدة.
        [two] أُضيفت صورتان.
        [few] أُضيفت { $count } صور.
        [many] أُضيفت { $count } صورة.
       *[other] أُضيفت { $count } صورة.
    }
desk-enrol-unchanged = لم يتغير شيء: لا جديد.
desk-enrol-twins = توأمان أو متشابهان فقط
desk-import-how = سمِّ كل صورة باسم صاحبها، مع رقم حيث توجد عدة صور («Ada Example 2.jpg»)، أو ضع صور كل شخص في مجلد باسمه. وقائمة بين الملفات (CSV) تذكر أيضًا بريدهم وكيف وافق كل منهم.
desk-import-two_lists = توجد عدة قوائم. اختر واحدة.
desk-import-files = الصور، وقائمة إن وُجدت
desk-import-folder = أو مجلد فيه ذلك
desk-import-empty = لا صور بين هذه الملفات.
desk-import-enrol =
    { $count ->
        [zero] لا أحد للتسجيل
        [one] تسجيل شخص واحد
        [two] تسجيل شخصين
        [few] تسجيل { $count } أشخاص
        [many] تسجيل { $count } شخصًا
       *[other] تسجيل { $count } شخص
    }
desk-import-again =
    { $count ->
        [zero] لا أحد
        [one] إعادة المحاولة: شخص واحد
        [two] إعادة المحاولة: شخصان
        [few] إعادة المحاولة: { $count } أشخاص
        [many] إعادة المحاولة: { $count } شخصًا
       *[other] إعادة المحاولة: { $count } شخص
    }
desk-import-stop = التوقف بعد هذا
desk-import-save_refused = حفظ من لم يُسجّل ولماذا
desk-import-so_far =
    { $count ->
        [zero] لا أحد: المسجّلون { $enrolled }، غير المسجّلين { $refused }، المتبقي { $left }.
        [one] شخص واحد: المسجّلون { $enrolled }، غير المسجّلين { $refused }، المتبقي { $left }.
        [two] شخصان: المسجّلون { $enrolled }، غير المسجّلين { $refused }، المتبقي { $left }.
        [few] { $count } أشخاص: المسجّلون { $enrolled }، غير المسجّلين { $refused }، المتبقي { $left }.
        [many] { $count } شخصًا: المسجّلون { $enrolled }، غير المسجّلين { $refused }، المتبقي { $left }.
       *[other] { $count } شخص: المسجّلون { $enrolled }، غير المسجّلين { $refused }، المتبقي { $left }.
    }
desk-import-listed = من سيُسجّلون
desk-import-result = النتيجة
desk-import-leave_out = ترك الصور المرفوضة
desk-import-missing = { $file } ليس بين الملفات.
desk-import-too_many = عدد الصور { $count }. الحد الأقصى { $most }.
desk-import-too_large = الصور كبيرة جدًا: { $each } MB لكل صورة و{ $all } MB معًا كحد أقصى. احفظها أصغر.
desk-lobby_enrol-new = تسجيل شخص جديد هو { $name } على { $screen }:
desk-lobby_enrol-known = إضافة صور إلى سجل { $name } على { $screen }:
desk-lobby_enrol-waiting = في انتظار الشاشة.
desk-lobby_enrol-asking = تعرض الشاشة نص الموافقة وتسأل عن القبول.
desk-lobby_enrol-posing = أمام الكاميرا: التُقط { $taken } من 3 صور.
desk-lobby_enrol-posing_short = أمام الكاميرا: التُقط { $taken } من 3 صور؛ { $short }.
desk-lobby_enrol-code = التُقطت كل الصور. يجري إعداد الرمز الشخصي على الشاشة.
desk-lobby_enrol-interrupted = سجّل أحد دخوله وله الكاميرا أولًا. يتابَع بعد ذلك.
desk-lobby_enrol-storing = التُقطت كل الصور. لحظة …
desk-lobby_enrol-enrolled = سُجّل. ستعرفه الكاميرا في المرة القادمة.
desk-lobby_enrol-ended = لم يُحفظ شيء.
desk-lobby_enrol-stop = إيقاف
desk-lobby_enrol-screen = عند أي شاشة يقف؟
desk-lobby_enrol-away = { $name } (غير متصلة)
desk-offer-manager_knows = إن كان شخصًا آخر فاعرض التسجيل مجددًا واذكر ذلك. وإن كان الشخص نفسه فأضف صورًا إلى ذلك السجل.
desk-offer-ask_manager = يستطيع المدير أن يذكر من هو ويعرض التسجيل مجددًا.
desk-offer-offer = عرض التسجيل
desk-offer-from_document = التسجيل من هذه الوثيقة
desk-offer-without_document = التسجيل من دون الوثيقة
desk-offer-document_name = الاسم في الوثيقة التي تحققت منها الشاشة: { $name }
desk-offer-shown = عرض { $name } وثيقة أصلية قبل قليل.
desk-offer-name = الاسم الكامل كما في الوثيقة
desk-offer-signed_in = كما سجّل دخوله: { $email }
desk-offer-signed_in_id = كما سجّل دخوله: { $email }، رقم الموظف { $id }
desk-offer-no_email = لا بريد
desk-offer-checked = لقد فحصت وثيقته
desk-offer-new = هذا يسجّل شخصًا جديدًا.
desk-offer-known = هذا يغيّر سجل { $name } المسجّل من قبل: تُضاف الصور إن كان هذا وجهه.

desk-accounts = الحسابات
desk-accounts-listed = من يحق له استخدام الاستقبال
desk-accounts-name = الاسم
desk-accounts-login = اسم الدخول
desk-accounts-role = الدور
desk-accounts-last = آخر دخول
desk-accounts-change = تغيير
desk-accounts-you = أنت
desk-accounts-active = لم يدخل قط
desk-accounts-link_open = لديه رابط ولا كلمة مرور بعد
desk-accounts-link_expired = انتهت صلاحية الرابط
desk-accounts-link = بهذا الرابط يختار { $name } (اسم الدخول { $login }) كلمة مرور. يصلح مرة واحدة حتى { $until }. لا تعطه لغيره؛ ولن يُعرض مجددًا.
desk-accounts-role_of = دور { $name }
desk-accounts-new_link = رابط جديد
desk-accounts-revoke = إلغاء الحساب
desk-accounts-revoke_now = إلغاء حساب { $name }
desk-accounts-add = إضافة حساب
desk-accounts-login_field = اسم الدخول (فارغ: من الاسم)
desk-screens-connected = { $name }، متصلة
desk-screens-not_connected = { $name }، غير متصلة
desk-screens-unpair = إلغاء الاقتران
desk-screens-unpair_now = إلغاء اقتران { $name }
desk-screens-pair = اقتران شاشة
desk-screens-name = الاسم، مثل Lobby
desk-screens-serves = تخدم
desk-screens-every_place = كل موقع
desk-screens-make_code = إنشاء رمز
desk-screens-code = افتح { $address } على الشاشة «{ $name }» واكتب هذا الرمز. يصلح مرة واحدة حتى { $time }.
desk-places = تسمية موقع
desk-places-about = لا يذكر Envoy من هذه المواقع إلا الرقم. يظهر الاسم في الاستقبال وفي الرسائل، والقواعد لا تعتمد عليه.
desk-places-place = الموقع
desk-places-name = الاسم (فارغ: عرض الرقم)
desk-places-save = حفظ الاسم
desk-place-unnamed = الموقع { $id }
desk-own_list = قائمة المراقبة
desk-own_list-empty = لا أحد في قائمتكم.
desk-own_list-find = البحث في قائمتكم
desk-own_list-not_found = لا يطابق ذلك أي إدخال في قائمتكم.
desk-own_list-listed = قائمتكم
desk-own_list-found_by = يُعثر عليه بـ
desk-own_list-why = السبب
desk-own_list-added = أُضيف
desk-own_list-until = حتى
desk-own_list-no_end = بلا نهاية
desk-own_list-acts = تغيير أو إزالة
desk-own_list-remove_now = إزالة نهائية
desk-own_list-others = قوائم خارجية مستخدمة
desk-own_list-none = لا شيء.
desk-own_list-dated = عدد المدخلات { $entries }، بتاريخ { $date }، استُوردت { $imported }.
desk-own_list-undated = عدد المدخلات { $entries }، بلا تاريخ، استُوردت { $imported }.
desk-own_list-age =
    { $count ->
        [zero] عمرها أقل من يوم.
        [one] عمرها يوم واحد.
        [two] عمرها يومان.
        [few] عمرها { $count } أيام.
        [many] عمرها { $count } يومًا.
       *[other] عمرها { $count } يوم.
    }
desk-own_list-overdue = تأخر تحديثها: يلزم استيراد قائمة أحدث.
desk-own_list-fetch_failed = فشلت آخر { $times } من عمليات الجلب. أبلغ الشخص الذي يشغّل Vestibule: يشرح الدليل السبب تحت «Finding watchlist_fetch».
desk-own_list-add = إضافة شخص
desk-own_list-add_form = إضافة إلى قائمة المراقبة
desk-own_list-about = يُوقف كل من يطابق، ولا تذكر الشاشة السبب. ويضيّق تاريخ الميلاد والبلد نطاق الاسم حيث تسأل استمارتكم عنهما.
desk-own_list-name = الاسم الكامل
desk-own_list-aliases = أسماء أخرى، تفصل بينها فواصل منقوطة
desk-own_list-birthDate = تاريخ الميلاد
desk-own_list-country = البلد أو رمزه
desk-own_list-email = البريد الإلكتروني
desk-own_list-domain = نطاق البريد الإلكتروني: كل من هناك
desk-own_list-phone = الهاتف، مع +
desk-own_list-company = الشركة: كل من يأتي منها
desk-own_list-note = السبب: سيسأل الاستقبال
desk-own_list-last_day = آخر يوم في القائمة (فارغ: بلا نهاية)
desk-own_list-add_now = إضافة إلى القائمة
desk-own_list-face = الوجه
desk-own_list-face_about = يحتاج الوجه إلى أساس قانوني، لأن الشخص لم يوافق. تنظر الخدمة في الصور ثم تنساها، ولا يُقارن الوجه إلا في فحص يجري على أي حال.
desk-own_list-legalBasis = الأساس القانوني: ما يسمح بالاحتفاظ بالوجه
desk-own_list-remove_face = إزالة الوجه
desk-own_list-change_form = تغيير مدخل
desk-own_list-import = استيراد جدول
desk-own_list-import_about = اختر ملف CSV. يسمي صفه الأول الأعمدة، ولا يلزم إلا ”note“. يضاف كل صف على حدة. تظهر هنا الصفوف التي فيها أخطاء، ولا يضاف شيء مرتين.
desk-own_list-template = حفظ نموذج
desk-own_list-file = ملف CSV
desk-own_list-imported = أضيف { $added }، ولم يضف { $refused }.
desk-own_list-row = الصف { $row }: { $why }
desk-text = نص الموافقة
desk-text-form = نشر نص موافقة
desk-text-publish = نشر نص
desk-text-about = بالإصدار الساري يكون النص ترجمة ولا يُسأل أحد مجددًا. وبإصدار جديد يحل محل النص السابق.
desk-text-version = الإصدار، مثل 2026-11
desk-text-language = اللغة
desk-text-text = النص
desk-text-publish_now = نشر
desk-text-publish_version = نشر الإصدار الجديد
desk-text-publish_translation = نشر الترجمة
desk-text-asks_nobody = إصدار جديد: لا أحد مسجّل بعد.
desk-text-asks =
    { $count ->
        [zero] إصدار جديد: لا أحد مسجّل.
        [one] إصدار جديد: سيُسأل شخص مسجّل واحد مجددًا، وتبقى الكاميرا مغلقة حتى يوافق.
        [two] إصدار جديد: سيُسأل شخصان مسجّلان مجددًا، وتبقى الكاميرا مغلقة حتى يوافقا.
        [few] إصدار جديد: سيُسأل { $count } أشخاص مسجّلين مجددًا، وتبقى الكاميرا مغلقة حتى يوافقوا.
        [many] إصدار جديد: سيُسأل { $count } شخصًا مسجّلًا مجددًا، وتبقى الكاميرا مغلقة حتى يوافقوا.
       *[other] إصدار جديد: سيُسأل { $count } شخص مسجّل مجددًا، وتبقى الكاميرا مغلقة حتى يوافقوا.
    }
desk-text-none = لم يُنشر نص بعد.
desk-text-current = الإصدار «{ $version }»، { $language }
desk-text-current_unsaid = الإصدار «{ $version }»، اللغة غير مذكورة
desk-text-before = سابقًا: الإصدار «{ $version }»، نُشر { $day }

desk-said-malformed = يُرجى ملء كل الحقول.
desk-said-wrong_login = اسم الدخول وكلمة المرور غير متوافقين. إن نسيت كلمتك فاطلب رابطًا جديدًا.
desk-said-bad_link = هذا الرابط غير صالح: استُخدم، أو مضى عليه أكثر من 24 ساعة، أو حل محله أحدث. اطلب رابطًا جديدًا.
desk-said-provider_only = يدخل هذا الحساب عبر مزوّد OpenID وحده. لم يتغير شيء.
desk-said-too_many_tries = محاولات كثيرة من هذا الحاسوب. انتظر دقيقة من فضلك.
desk-said-too_many_acts = لم يُحفظ شيء: أجرى هذا الحساب عمليات كثيرة. يُرجى الانتظار دقيقة.
desk-said-busy = كثيرون يسجّلون دخولهم الآن. حاول مجددًا.
desk-said-paused = كلمات مرور خاطئة كثيرة. انتظر { $minutes } د أو اطلب رابطًا جديدًا.
desk-said-bad_password = لا تصلح كلمة المرور هذه. يلزم 12 حرفًا على الأقل، منها 5 مختلفة، وليست اسمك فقط ولا كلمة شائعة.
desk-said-not_signed_in = سجّل الدخول من فضلك.
desk-said-not_allowed = لا يحق لحسابك ذلك. اطلب دورًا آخر من الشخص الذي يشغّل Vestibule.
desk-said-bad_request = لا يمكن ذلك هكذا. راجع ما كتبته أو أعد تحميل الصفحة.
desk-said-internal_error = حدث خلل في الخدمة. حاول مجددًا بعد قليل.
desk-said-too_late = فات الأوان: أُوقف الزائر. اسمح له بالدخول عبر Envoy.
desk-said-was_let_in = سمح أحد بدخول هذا الزائر من قبل، ولا يمكن سحب ذلك هنا.
desk-said-not_stored = تعذّر حفظ ذلك، لذا بقي الزائر موقوفًا. حاول مجددًا أو استخدم Envoy.
desk-said-no_such_card = لم يعد هذا التسجيل في الاستقبال.
desk-said-no_such_place = لم يعد الإرسال إلى هناك ممكنًا. أغلق هذا وافتحه مجددًا.
desk-said-no_such_hit = لم يعد هذا المدخل في القائمة، أو لا يخصّ أحدًا مسجَّلًا. افتح البطاقة مجددًا.
desk-said-too_many_messages = لم يُرسل شيء: في الساعة الواحدة تُرسل 5 رسائل كحد أقصى عن الزائر، و10 إلى المضيف، و30 من الحساب. اتصل أو اكتب لاحقًا.
desk-said-written_since = خرجت رسالة عن هذا الزائر منذ فُتح هذا. لم يُرسل شيء: انظر ما خرج، وأرسل مرة أخرى إن كان لا يزال لازمًا.
desk-said-empty = اكتب شيئًا أولًا.
desk-said-already_so = سبقك { $name }. انظر كيف هو الآن.
desk-said-note_changed = غيّر شخص آخر هذه الملاحظة في هذه الأثناء. نصها الآن: «{ $note }». لم يُحفظ شيء؛ احفظ مرة أخرى لتحل محلها.
desk-said-waits_already = هذا الزائر ينتظر من قبل.
desk-said-nobody_enrolled = لم يُسجّل أحد من هذه البطاقة. حدد كيف انتهت الزيارة غير ذلك.
desk-said-not_found = لم يعد هذا التسجيل محفوظًا.
desk-said-decided_meanwhile = قرر أحد في هذه الأثناء، أو وصلت قائمة أحدث.
desk-said-searches_busy = الخدمة مشغولة بعمليات بحث أخرى. حاول بعد دقيقة.
desk-said-no_such_zone = لا توجد منطقة زمنية بهذا الاسم.
desk-said-screen_elsewhere = الشاشة متصلة بجهاز آخر من هذا النظام. افعل ذلك من الاستقبال هناك.
desk-said-test_done = الكاميرا تعمل: وصلت أول صورة بعد { $seconds } ث.
desk-said-test_declined = رفض أحد عند الشاشة استخدام الكاميرا.
desk-said-test_cannot_move = قال أحد عند الشاشة إنه لا يستطيع الحركة.
desk-said-test_camera_failed = لا كاميرا لدى الشاشة يحق لها استخدامها. تحقق من التوصيل والإذن.
desk-said-test_camera_stuck = تعرض الكاميرا صورة لا تتحرك. افتح غطاءها أو أعد توصيلها.
desk-said-test_camera_changed = ليست الكاميرا المسجّلة، أو توجد كاميرا إضافية. انظر إليها وأكدها أدناه إن كانت لكم.
desk-said-test_second_camera_missing = يلزم وجود كاميرتين ولدى الشاشة واحدة. صِلوا الثانية.
desk-said-cameras_learned = ضُبطت الكاميرتان، وبينهما نحو { $centimetres } سم.
desk-said-cameras_measured = الأزواج المقيسة: { $count }
desk-said-cameras_stand = ليقف شخص واحد أمام الشاشة على بعد ذراع، وليفعل ما تقوله: يقترب ثم يبتعد.
desk-said-cameras_too_few_pairs = قليل من الصور يُظهر الوجه كله في الكاميرتين. وجّهوا الكاميرتين نحو الوجه.
desk-said-cameras_no_relief = لم يُرَ رأس. يجب أن يقف هناك إنسان لا صورة.
desk-said-cameras_too_little_movement = على الشخص أن يقترب ثم يبتعد.
desk-said-cameras_misfit = الصور غير متوافقة. تحققوا من تثبيت الكاميرتين ثم اضبطوهما من جديد.
desk-said-cameras_distance = ثبّتوا الكاميرتين بحيث يكون بينهما من 6 إلى 15 سم.
desk-said-cameras_parallel = أديروا الكاميرتين لتنظرا في الاتجاه نفسه.
desk-said-cameras_level = ثبّتوا الكاميرتين مستقيمتين وعلى الارتفاع نفسه.
desk-said-test_kiosk_offline = الشاشة غير متصلة. تحقق من أنها تعمل وتعرض صفحتها.
desk-said-test_no_kiosk_here = لم تعد هذه الشاشة موجودة.
desk-said-test_kiosk_busy = زائر يقف أمام الكاميرا. حاول بعد قليل.
desk-said-test_timed_out = لم تصل صورة في الوقت المناسب. تفقّد الشاشة وشبكتها.
desk-said-test_aborted = يُعاد تشغيل الخدمة. حاول بعد قليل.
desk-said-camera_confirmed = هذه كاميرتها من الآن.
desk-said-camera_other_again = لها كاميرا أخرى من جديد. انظر إليها مرة أخرى.
desk-said-check_up_amiss = فحوص وجدت شيئًا: { $count } من { $all }. أبلغ المدير أو الشخص الذي يشغّل Vestibule.
desk-said-check_up_fine = كل شيء على ما يرام.
desk-said-check_up_not_run = تعذر إجراء الفحص. أبلغ الشخص الذي يشغّل Vestibule.
desk-said-list_shrunk = في القائمة الجديدة { $list } عدد { $entries } من المدخلات، وفي السارية { $before }: قد تكون مقطوعة. انظر ما يقوله ناشرها.
desk-said-list_is_another = من مدخلات { $list } السارية وعددها { $before } بقي في القائمة الجديدة { $kept }: قد تكون قائمة أخرى.
desk-said-list_older = ملف { $list } بتاريخ { $date } والقائمة السارية بتاريخ { $dateBefore }: قد يكون أقدم، أو أن التاريخ الساري خطأ.
desk-said-list_says_less = تقول القائمة الجديدة { $list } أقل عن المدخلات نفسها (أسماء أخرى { $names }، كلمات الاسم { $words }، تواريخ الميلاد { $birthDates }، بلدان { $countries }): ربما تغيّر تنسيقها. مثال: { $example }.
desk-said-list_moved = في القائمة الجديدة { $list } أسماء أو سنوات ميلاد تحت مدخلات غير السابقة (أسماء بقيت { $names }، سنوات ميلاد { $birthYears }): ربما اختلطت. مثال: { $example }.
desk-said-list_undated = الملف الجديد لقائمة { $list } بلا تاريخ، والقائمة السارية بتاريخ { $dateBefore }: ربما تغيّر تنسيقه.
desk-said-person_gone = هذا الشخص غير مسجّل أو حُذف في هذه الأثناء.
desk-said-consent_changed_since = منذ فتح هذه الصفحة سُحبت الموافقة أو نُشر نص موافقة آخر. لم يتغير شيء: أغلق وافتح مجددًا واسأل هذا الشخص.
desk-said-how_missing = اذكر كيف ومتى وافق، مثل «استمارة موقّعة، 2026-11-25». لم يتغير شيء.
desk-said-day_passed = مضى ذلك اليوم فلا تسري الموافقة. اذكر يومًا لاحقًا. لم يتغير شيء.
desk-said-consents = وافق { $name }.
desk-said-consents_to = وافق { $name } على النص «{ $version }».
desk-said-no_consent = لا موافقة لـ { $name } كي تُسحب. لم يتغير شيء.
desk-said-consent_withdrawn = سُحبت موافقة { $name }: تبقى الكاميرا مغلقة له، ويحذفه التنظيف القادم. لحذفه الآن استخدم «حذف».
desk-said-not_opted_out = { $name } ليس في قائمة إيقاف الفحص. لم يتغير شيء.
desk-said-opted_in = لم يعد { $name } في قائمة إيقاف الفحص.
desk-said-not_withdrawn = لم تُسحب موافقة { $name }. لم يتغير شيء.
desk-said-consent_restored = موافقة { $name } سارية من جديد.
desk-said-opted_out = دُوّن ذلك: تبقى الكاميرا مغلقة لـ { $name } من الآن. وهو ما زال مسجّلًا؛ لحذفه استخدم «حذف».
desk-said-opted_out_before = كان ذلك مدوّنًا: تبقى الكاميرا مغلقة لـ { $name }. وهو ما زال مسجّلًا؛ لحذفه استخدم «حذف».
desk-said-face_not_off = فحص وجه { $name } ليس متوقفًا. لم يتغير شيء.
desk-said-face_on = عاد فحص وجه { $name } إلى العمل.
desk-said-code_reset = لم يعد الرمز الشخصي لـ{ $name } صالحًا. يمكن إعداد رمز آخر على شاشة في الردهة.
desk-said-no_code_set_up = ليس لدى { $name } رمز شخصي. لم يتغير شيء.
desk-said-exported = كل المحفوظ عن { $name } في data.json و data.html.
desk-said-exported_listed = كل المحفوظ عن { $name } في data.json و data.html، وفيه مدخل من قائمة مراقبة: تحقق هل عليك حجبه.
desk-said-name_not_typed = لحذف { $name } نهائيًا اكتب الاسم كما هو هنا. لم يُحذف أحد.
desk-said-erased = حُذف { $name } نهائيًا.
desk-said-photos_too_large = الصور كبيرة جدًا. احفظها أصغر أو أعطِ أقل.
desk-said-too_many_photos = صور كثيرة دفعة واحدة.
desk-said-not_the_form = ليس هذا ما ترسله الصفحة. أعد تحميلها.
desk-said-uploads_busy = تُفحص صور أخرى الآن. حاول بعد قليل.
desk-said-text_changed = نُشر نص موافقة آخر منذ فتح هذا النموذج، ولم يوافق عليه أحد بعد. لم يُسجّل أحد: أغلق النموذج وافتحه مجددًا واسأل.
desk-said-csv_empty = لا أحد في هذه القائمة: لا سطر تحت العناوين.
desk-said-csv_not_utf8 = ليست هذه القائمة نصًا بترميز UTF-8. احفظها في برنامج الجداول بصيغة «CSV UTF-8».
desk-said-csv_not_text = ليس هذا نصًا بل ملف آخر.
desk-said-csv_malformed = القائمة غير سليمة البنية، والأغلب علامة اقتباس زائدة أو ناقصة. لم يتغير شيء.
desk-said-csv_heading = سطر العناوين غير مناسب: تلزم الأعمدة name و consent و photos (أو folder). لم يتغير شيء.
desk-said-csv_too_long = يمكن أن تحتوي القائمة هنا على 20,000 صف و5 ميغابايت كحد أقصى. قسّمها.
desk-said-csv_unreadable = تتعذر قراءة هذه القائمة: صفوفها طويلة جدًا. قسّمها.
desk-said-ask_manager = المدير وحده يذكر من يشبهه الوجه. اطلب منه أن يعرض ذلك من هذه البطاقة.
desk-said-found_since = تغيّر من هو مسجّل منذ فُتحت البطاقة. اضغط «إلغاء» ثم اعرض التسجيل مجددًا.
desk-said-document_gone = لم تعد الوثيقة صالحة لهذا: عُرضت قبل وقت طويل، أو تغيّرت قوائم الجهات المُصدِرة. اطلب عرضها مجددًا، أو اعرض التسجيل من دونها.
desk-said-offer_opted_out = شخص بهذا الاسم أو البريد أو الرقم لا يريد فحص الوجه: لا يُصوَّر وجهه أبدًا.
desk-said-offer_alarm = هذه البطاقة إنذار، لذا لا يمكن تسجيل أحد منها. اتبع الإجراء.
desk-said-no_text = لا نص موافقة بعد. انشر واحدًا في «الإدارة» أولًا.
desk-said-stopped = أُوقف. لا يُحفظ شيء.
desk-said-over_already = انتهى ذلك من قبل.
desk-said-namesake = شخص بهذا الاسم أو بما يلتبس به مسجّل من قبل، ولم يكن هذا التسجيل له. إن كان شخصًا آخر فاطلب من المدير عرض التسجيل من هذه البطاقة.
desk-said-other_record = بريد هذا التسجيل أو رقم موظفه يخص شخصًا آخر، لذا لا يمكن تسجيل أحد من بطاقته. دعه يسجّل دخوله ببياناته.
desk-said-other_record_found = بريد هذا التسجيل أو رقم موظفه يخص شخصًا آخر ({ $found })، لذا لا يمكن تسجيل أحد من بطاقته. دعه يسجّل دخوله ببياناته.
desk-said-document_name_differs = الاسم في الوثيقة لا يوافق الاسم على البطاقة. دعه يسجّل دخوله باسمه ثم اعرض التسجيل من تلك البطاقة.
desk-said-no_such_screen = لم تعد هذه الشاشة موجودة. اختر غيرها.
desk-said-screen_away = الشاشة «{ $screen }» غير متصلة. انظر هل تعمل أو اختر غيرها.
desk-said-under_way = يجري تسجيل هناك من قبل. أوقفه أولًا أو انتظر.
desk-said-too_many_under_way = تجري تسجيلات كثيرة جدًا.
desk-said-role_changed = لدى { $name } دور آخر الآن، وعليه الدخول من جديد.
desk-said-account_revoked = لم يعد { $name } يستطيع الدخول.
desk-said-own_account = هذا حسابك أنت. اطلب من مدير آخر تغييره.
desk-said-last_manager = هذا آخر مدير. أضف مديرًا آخر أولًا؛ لم يتغير شيء.
desk-said-bad_name = لا يصلح هذا الاسم. اختر اسمًا قصيرًا بحروف مطبوعة.
desk-said-bad_login = اسم الدخول من 1 إلى 64 من الحروف a إلى z والأرقام و . _ @ + -، مثل ada.example أو بريد إلكتروني.
desk-said-login_taken = اسم الدخول هذا مستخدم. اختر غيره.
desk-said-same_role = لدى الحساب هذا الدور من قبل.
desk-said-no_such_account = لم يعد هذا الحساب موجودًا.
desk-said-not_paired = لم تعد هذه الشاشة مقترنة.
desk-said-unpaired = أُلغي اقتران الشاشة. ستطلب رمزًا جديدًا خلال ثوانٍ.
desk-said-name_taken = شاشة بهذا الاسم مقترنة من قبل. اختر اسمًا آخر أو ألغِ اقتران تلك أولًا.
desk-said-place_unknown = لم يسجّل أحد دخوله في هذا الموقع مؤخرًا.
desk-said-place_is_told = اسم هذا الموقع يأتي من Envoy. غيّره هناك.
desk-said-place_name_too_long = اسم الموقع حتى { $most } حرفًا.
desk-said-place_name_taken = لموقع آخر هذا الاسم.
desk-said-place_named = يُعرض الموقع بهذا الاسم من الآن.
desk-said-place_unnamed = لم يعد للموقع اسم.
desk-said-listed = أُضيف. يسري من التسجيل القادم.
desk-said-unlisted = أُزيل.
desk-said-not_listed = لم يعد هذا المدخل في القائمة.
desk-said-listed_nothing_to_find = اذكر اسمًا أو بريدًا أو هاتفًا أو شركة أو صورة.
desk-said-listed_legal_basis_missing = الأساس القانوني ناقص. اذكر ما يسمح بالاحتفاظ بالوجه.
desk-said-listed_photos_unusable = إحدى الصور لا تصلح. اختر غيرها؛ لم يُحفظ شيء.
desk-said-listed_note_missing = السبب ناقص. اذكر لماذا هو في القائمة: سيسأل الاستقبال.
desk-said-listed_note_too_long = السبب طويل جدًا: 2000 حرف كحد أقصى.
desk-said-listed_text_unusable = اسم طويل جدًا أو فيه رموز تحكم.
desk-said-listed_email_unusable = ليس هذا بريدًا إلكترونيًا.
desk-said-listed_phone_unusable = ليس هذا رقم هاتف: اكتبه مثل +966 11 555 0100.
desk-said-listed_birth_date_unusable = لا يُقرأ تاريخ الميلاد: اكتبه مثل 1990-12-31.
desk-said-listed_already_expired = سيكون المدخل منتهيًا من الآن.
desk-said-listed_already_listed = هذا المدخل في قائمتك بالفعل.
desk-said-listed_changed = غيّر شخص آخر هذا المدخل في هذه الأثناء. لم يُحفظ شيء: أغلق وانظر إليه من جديد.
desk-said-listed_domain_unusable = هذا ليس نطاقا: اكتبه هكذا: example.com.
desk-said-listed_expires_unusable = اكتب expires هكذا: 2027-11-24.
desk-said-listed_heading = صف العناوين غير مناسب: العمود note لازم. يعرض النموذج الأعمدة الأخرى. لم يتغير شيء.
desk-said-listed_name_missing = تحتاج الأسماء الأخرى إلى اسم.
desk-said-listed_row = عدد خلايا الصف ليس كعدد العناوين. ضع الخلايا التي فيها فاصلة بين علامتي اقتباس.
desk-said-listed_saved = حُفظ. يسري من التسجيل التالي.
desk-said-listed_too_many = يمكن أن يكون للجدول هنا 1000 صف و0.5 ميغابايت كحد أقصى. قسّمه.
desk-said-listed_too_many_aliases = الأسماء الأخرى كثيرة جدا: 50 كحد أقصى.
desk-said-bad_version = الإصدار حتى 40 من الحروف والأرقام والنقاط والشرطات، مثل 2026-11. لم يتغير شيء.
desk-said-text_unusable = النص فارغ أو طويل جدًا. لم يتغير شيء.
desk-said-text_unfilled = لا يزال في النص قوسان مربعان. املأ ما بينهما. لم يتغير شيء.
desk-said-bad_language = ليس هذا رمز لغة. اكتب حرفين أو ثلاثة مثل fr، أو مع المنطقة مثل pt-BR. لم يتغير شيء.
desk-said-version_taken = يوجد نص بهذا الإصدار وربما وافق عليه أحد. أعطه إصدارًا آخر؛ أو لترجمة النص الساري اذكر لغتها. لم يتغير شيء.
desk-said-language_taken = يوجد نص بهذا الإصدار في هذه اللغة وربما وافق عليه أحد. أعطه إصدارًا آخر. لم يتغير شيء.
desk-said-language_unknown = لم يُذكر بأي لغة النص الساري. انشره مجددًا مع لغته ثم هذا. لم يتغير شيء.
desk-said-text_published = يسري نص الموافقة «{ $version }» من الآن.
desk-said-translation_published = ترجمة النص «{ $version }» موجودة من الآن. لا يُسأل أحد مجددًا بسببها.
desk-said-invited = الدعوة في طريقها بالبريد الإلكتروني.
desk-said-invite_enrolled = هو مسجّل من قبل ولا ينقص شيء.
desk-said-invite_opted_out = لا يريد فحص الوجه، لذا لا يُسأل.
desk-said-invite_unclear = غير واضح من هو، لذا لا يُكتب لأحد.
desk-said-invite_unknown = لم يعد هذا الزائر معروفًا.
desk-said-no_address = لا يُعرف له بريد، لذا لم يُرسل شيء.
desk-said-no_mail_server = لم يُضبط خادم بريد في notify.yaml، لذا لم يُرسل شيء.
desk-said-invited_lately = دُعي في { $on } ولا يُكتب له مجددًا لأسبوع.
desk-said-not_delivered = لم تُسلّم رسالة اليوم. حاول غدًا.
desk-said-why_needed = هذه الزيارة إنذار. اذكر سبب السماح بالدخول رغم ذلك.

desk-mistake-name_missing = لا يوجد اسم. اكتب الاسم الكامل.
desk-mistake-name_unusable = الاسم طويل جدًا أو فيه رموز تحكم.
desk-mistake-email_unusable = «{ $email }» ليس بريدًا إلكترونيًا.
desk-mistake-employee_id_unusable = رقم الموظف طويل جدًا أو فيه رموز تحكم.
desk-mistake-consent_missing = لا توجد موافقة. لا يُسجّل أحد من دونها: اذكر كيف ومتى أُعطيت.
desk-mistake-consent_unusable = بيان الموافقة طويل جدًا أو فيه رموز تحكم.
desk-mistake-already_expired = سيكون التسجيل منتهيًا من الآن. اذكر يومًا قادمًا.
desk-mistake-no_photos = لا صور. أعطِ واحدة على الأقل.
desk-mistake-email_taken = هذا البريد مسجّل من قبل لـ { $name }.
desk-mistake-employee_id_taken = رقم الموظف هذا مسجّل من قبل لـ { $name }.
desk-mistake-already_enrolled = { $name } مسجّل من قبل بالاسم نفسه والوجه نفسه.
desk-mistake-opted_out = شخص بهذا الاسم أو البريد أو الرقم لا يريد فحص الوجه: لا يُلتقط وجهه أبدًا. إن غيّر رأيه فليساعد من يشغّل Vestibule.
desk-mistake-looks_like_enrolled = الوجه يشبه { $name } المسجّل من قبل.
desk-mistake-not_alike = الوجه لا يوافق من ذُكر أنه يشبهه.
desk-mistake-person_gone = هذا الشخص غير مسجّل أو أُزيل في هذه الأثناء.
desk-mistake-consent_ended = لم تعد الموافقة سارية، لذا لا يُنظر في صورة. إن وافق فاستخدم «تجديد الموافقة» أولًا.
desk-mistake-record_altered = غيّر السجلَّ شيء غير Vestibule ولم يعد يوافق الصور. إن رأيت الوثيقة فاذكر ذلك وأعطِ صورًا.
desk-mistake-document_needed = لا صورة يمكن مقارنة الجديدة بها. إن رأيت الوثيقة فاذكر ذلك وأعطِ صورًا.
desk-mistake-changed_meanwhile = غيّر أحد هذا السجل في هذه الأثناء. لم يُحفظ شيء. انظر إليه وحاول مجددًا.
desk-mistake-same_name = شخص بالاسم نفسه مسجّل أيضًا. من يذكر هذا الاسم وحده يُقارن بكليهما.
desk-mistake-document_said_who = لم يؤكد وجه لمن هذا السجل، بل الوثيقة المفحوصة وحدها؛ وقد دُوّن ذلك. أبلغه أنت أيضًا.
desk-mistake-twin = على هذا الشخص ومن يشبهه مطابقة أدق من الآن كي لا يُحسب أحدهما الآخر. وقد يُوقفان أكثر.
desk-mistake-ambiguous_person = عدة أشخاص مسجّلون بهذا الاسم. اذكر البريد أو رقم الموظف.
desk-mistake-no_day = في السطر ما ليس يومًا. اكتبه مثل 2027-11-24.
desk-mistake-no_choice = في السطر ما ليس من الخيارات.
desk-mistake-said_no = قال لا على الشاشة.
desk-mistake-nobody_answered = لم يجب أحد عند «{ $screen }» في الوقت المناسب. لم يُحفظ شيء.
desk-mistake-declined = أوقفه الشخص عند «{ $screen }». اسأل هل ما زال موافقًا.
desk-mistake-camera_failed = لا يمكن استخدام كاميرا «{ $screen }»؛ تقول شاشتها ما العمل.
desk-mistake-camera_stuck = تعرض كاميرا «{ $screen }» الصورة نفسها مرارًا. افتح غطاءها أو أعد توصيلها.
desk-mistake-camera_changed = لدى «{ $screen }» كاميرا غير المسجّلة. انظر إليها وأكدها في «الشاشات».
desk-mistake-kiosk_offline = الشاشة «{ $screen }» غير متصلة. افتح صفحتها.
desk-mistake-no_kiosk_here = الشاشة «{ $screen }» لا تخدم هنا.
desk-mistake-kiosk_busy = زوار يسجّلون دخولهم عند «{ $screen }». حاول بعد قليل.
desk-mistake-aborted = أُوقف قبل التقاط كل الصور.
desk-mistake-ending_stopped = أُوقف قبل التقاط كل الصور.
desk-mistake-no_frames = لم ترسل كاميرا «{ $screen }» صورة في الوقت المناسب. انظر إلى شاشتها.
desk-mistake-no_code = لم يُكتب رمز صحيح من تطبيق المصادقة في الوقت المحدد. لم يُحفظ شيء. ابدأ من جديد.
desk-mistake-nobody = لم يأتِ أحد إلى الكاميرا.
desk-mistake-moved_away = ابتعد الشخص قبل التقاط كل الصور. ابدأ من جديد.
desk-mistake-several_people = وقف عدة أشخاص أمام الكاميرا. يجب أن يكون وحده في الصورة.
desk-mistake-another_person = حل وجه آخر محل الأول. شخص واحد في كل مرة؛ ابدأ من جديد.
desk-mistake-not_live = رأت الكاميرا ما يشبه صورة وجه لا شخصًا. يجب أن يقف شخص هناك؛ وإن كان كذلك فإضاءة أكثر انتظامًا تفيد.
desk-mistake-too_slow = لم تُلتقط إحدى الصور خلال دقيقة.
desk-mistake-fault = حدث خلل في الخدمة؛ سجلها يقول المزيد. لم يُحفظ شيء.
desk-mistake-offer_changed = تغيّرت البطاقة أو من تدل عليه. لم يُحفظ شيء. اعرض التسجيل مجددًا.
desk-mistake-document_gone = لم تعد الوثيقة صالحة لهذا: عُرضت قبل وقت طويل، أو تغيّرت قوائم الجهات المُصدِرة. اطلب عرضها مجددًا، أو اعرض التسجيل من دونها.
desk-mistake-portrait_differs = لا يطابق الوجه صورة الوثيقة بقدر كافٍ. لم يُحفظ شيء. اعرض التسجيل من دون الوثيقة.
desk-mistake-offer_not_allowed = لم يعد يحق لمن طلب ذلك أن يسجّل أحدًا. لم يُحفظ شيء. اطلب من غيره.
desk-mistake-ended_before = أُوقفت الخدمة في الأثناء. لم يُحفظ شيء. ابدأ من جديد.
desk-mistake-ending_stopping = أُوقفت الخدمة في الأثناء. لم يُحفظ شيء. ابدأ من جديد.
desk-mistake-somebody_found = وُجد شخص آخر مسجّل من قبل. المدير يرى من هو.
desk-mistake-ending_moved = اتصلت «{ $screen }» بجهاز آخر في الأثناء. لم يُحفظ شيء. ابدأ من جديد.
desk-mistake-ending_lost = الجهاز الذي تتصل به «{ $screen }» أو قاعدة بياناته غير متاح. لم يُحفظ شيء. ابدأ مجددًا عندما تتصل الشاشة.
desk-mistake-ending_not_taken = لم يبدأ الجهاز الذي تتصل به «{ $screen }». لم يُحفظ شيء. حاول مجددًا.
desk-mistake-ending_unreadable = لا يفهم الجهاز الذي تتصل به «{ $screen }» الطلب: إصداره أو مفتاحه مختلف. لم يُحفظ شيء.

desk-finding-no_face = لم يُعثر على وجه. استخدم صورة للوجه من الأمام، بإضاءة جيدة وقريبة.
desk-finding-several_faces = في الصورة عدة وجوه. استخدم صورة لهذا الشخص وحده أو اقطع الآخرين.
desk-finding-too_small = الوجه صغير جدًا: { $value } بكسل بين العينين، واللازم { $threshold }. استخدم صورة أكبر أو أقرب.
desk-finding-cut_off = الوجه مقطوع عند حافة الصورة. استخدم صورة فيها الرأس كله.
desk-finding-turned_away = الرأس ملتفت { $value } درجة، والحد { $threshold }. استخدم صورة تنظر إلى الكاميرا مباشرة.
desk-finding-looking_up_or_down = الرأس مرفوع أو منخفض { $value } درجة، والحد { $threshold }. استخدم صورة بمستوى العين.
desk-finding-leaning = الرأس مائل { $value } درجة، والحد { $threshold }. استخدم صورة مستقيمة.
desk-finding-too_dark = الوجه مظلم (السطوع { $value }، واللازم { $threshold }). استخدم صورة يضيء فيها الوجه.
desk-finding-in_shadow = جزء كبير من الوجه أسود، من ظل أو قبعة أو نظارة داكنة. استخدم صورة يضيء فيها الوجه كله.
desk-finding-too_bright = جزء كبير من الوجه ساطع جدًا. استخدم صورة بضوء ألطف.
desk-finding-blurred = الوجه غير واضح (الحدة { $value }، واللازم { $threshold }). استخدم صورة واضحة.
desk-finding-not_a_face = لا يشبه هذا وجه إنسان مستقيمًا. استخدم صورة شخص من الأمام.
desk-finding-drawn = يشبه هذا رسمًا أو صورة منعّمة كثيرًا. استخدم الصورة كما التقطتها الكاميرا.
desk-finding-eyes_closed = قد تكون العينان مغمضتين أو مغطاتين. إن كان كذلك فاستخدم صورة أخرى.
desk-finding-another_face = لا يشبه هذا من في الصور الأخرى (التشابه { $value }، واللازم { $threshold }). استخدم صور شخص واحد فقط.
desk-finding-unreadable = لا يُقرأ الملف كصورة.
desk-finding-too_slow = يستغرق فك الصورة وقتًا طويلًا جدًا. احفظها بصيغة JPEG أصغر، بعرض 4000 بكسل كحد أقصى.
desk-finding-worker_timed_out = تعذّر فحص الصورة. حاول مجددًا.
desk-finding-worker_failed = تعذّر فحص الصورة. حاول مجددًا.

desk-about-settings = الإعدادات
desk-about-secrets = الأسرار
desk-about-client_secret = سر التطبيق في Envoy
desk-about-wrong_signatures = سر التطبيق في Envoy
desk-about-native = أجزاء البرنامج
desk-about-disk = القرص
desk-about-clock = الساعة
desk-about-models = النماذج
desk-about-recogniser = التعرف على الوجه
desk-about-earlier = التعرف على الوجه
desk-about-lower = التعرف على الوجه
desk-about-no_templates = التعرف على الوجه
desk-about-data = مجلد البيانات
desk-about-database = قاعدة البيانات
desk-about-copies = النسخ
desk-about-backup = النسخة الاحتياطية
desk-about-template = مفتاح الوجوه
desk-about-opt = قائمة الاعتراض
desk-about-hook = سر التطبيق في Envoy
desk-about-audit = سجل التدقيق
desk-about-retention = مدة الحفظ
desk-about-faces = فحوص الوجه
desk-about-pooler = الاتصالات بقاعدة البيانات
desk-about-instance = النسخ العاملة
desk-about-instances = النسخ العاملة
desk-about-service = الخدمة
desk-about-starting = الجاهزية
desk-about-readiness = الجاهزية
desk-about-deadline = زمن الرد
desk-about-tunnel = النفق
desk-about-standby = الخدمة الاحتياطية
desk-about-heartbeat = المراقبة
desk-about-installs = التطبيق في Envoy
desk-about-purpose = التطبيق في Envoy
desk-about-plugin = واجهة Envoy
desk-about-kiosks = الشاشات
desk-about-kiosk = الشاشة { $screen }
desk-about-reader = قارئ الوثائق عند الشاشة { $screen }
desk-about-two_cameras = كاميرتا الشاشة { $screen }
desk-about-consent = نص الموافقة
desk-about-people = الأشخاص
desk-about-location = الشاشات
desk-about-screens = الشاشات
desk-about-policy = القواعد
desk-about-remote = القواعد
desk-about-liveness = التحقق من حضور شخص حي
desk-about-watchlist = قائمة المراقبة
desk-about-issuers = الشهادات الصحية
desk-about-revocations = الشهادات الصحية
desk-about-csca = جوازات السفر
desk-about-notify = الإشعارات
desk-about-contact = الإشعارات
desk-about-outbox = الرسائل
desk-about-wallet = الهواتف

desk-amiss-settings = أحد الإعدادات خاطئ.
desk-amiss-secrets = أحد الأسرار لا يصلح.
desk-amiss-client_secret = سر التطبيق غير موجود، لذا يُوقف الجميع عند الاستقبال.
desk-amiss-wrong_signatures = وصلت استدعاءات موقّعة بسر آخر.
desk-amiss-not_examined = تعذّر فحص هذا.
desk-amiss-node = إصدار Node قديم جدًا.
desk-amiss-native_modules = تعذّر تحميل أجزاء من البرنامج.
desk-amiss-disk = القرص ممتلئ تقريبًا.
desk-amiss-clock = ساعة هذا الجهاز غير مضبوطة، أو تعذّرت مقارنتها.
desk-amiss-models = ملفات من النماذج مفقودة أو غُيّرت.
desk-amiss-earlier_recogniser = يوجد تعرف على الوجه أفضل من المستخدم.
desk-amiss-lower_threshold = يتطلب التعرف على الوجه تشابهًا أقل مما يأتي مع البرنامج.
desk-amiss-no_templates = يُستخدم تعرف على الوجه غير المختار.
desk-amiss-data_dir = مجلد البيانات ليس كما ينبغي.
desk-amiss-database = قاعدة البيانات ليست سليمة.
desk-amiss-database_writes = لا يمكن الكتابة في قاعدة البيانات؛ وحتى إصلاح ذلك يُوقف الجميع عند الاستقبال.
desk-amiss-database_triggers = غيّر شخص آخر ما تفعله قاعدة البيانات من تلقاء نفسها.
desk-amiss-copies_left = بقيت نسخ قديمة من قاعدة البيانات، وفيها أشخاص مُحوا منذ ذلك الحين.
desk-amiss-backup = لا توجد نسخة احتياطية حديثة؛ وإذا تعطّل القرص فُقد كل شيء.
desk-amiss-template_key = مفتاح الوجوه المحفوظة مفقود أو ليس الصحيح.
desk-amiss-opt_out_key = تعذّرت قراءة قائمة الاعتراض؛ وحتى إصلاح ذلك يُوقف الجميع عند الاستقبال.
desk-amiss-hook_secret = الخدمة التي بدأت آخر مرة لها سر آخر.
desk-amiss-audit = في سجل التدقيق عيوب، أو تعذّر فحصه كله.
desk-amiss-retention_held = تُحفظ سجلات تجاوزت مدتها لأن الساعة قد تكون خاطئة.
desk-amiss-faces_off = فحص الوجه متوقف لشخص بعد محاولات فاشلة كثيرة. انظروا في السجل من حاول، ثم أعيدوا تشغيله في «الأشخاص».
desk-amiss-database_server = تعذّر الوصول إلى خادم قاعدة البيانات.
desk-amiss-database_tls = الاتصال بقاعدة البيانات غير محمي بما يكفي.
desk-amiss-database_clock = ساعة خادم قاعدة البيانات تختلف عن ساعة هذا الجهاز.
desk-amiss-instance_gone = توقفت نسخة عاملة عن الرد.
desk-amiss-instances_differ = للنسخ العاملة إصدارات لا يفهم بعضها بعضًا.
desk-amiss-instances_policy = للنسخ العاملة قواعد مختلفة.
desk-amiss-instances_address = إحدى النسخ العاملة ليس لها عنوان خاص بها للنسخ الأخرى.
desk-amiss-service = الخدمة لا تعمل كما ينبغي.
desk-amiss-starting = الخدمة ما زالت تبدأ، وحتى ذلك الحين تُوقف الجميع عند الاستقبال.
desk-amiss-readiness = جزء من الخدمة لا يعمل.
desk-amiss-deadline = عدد كبير من تسجيلات الدخول لا ينتهي في الوقت المحدد.
desk-amiss-tunnel = استدعاءات Envoy لا تصل، أو طريقها غير معروف.
desk-amiss-tunnel_secret = رُفض استدعاء موقّع توقيعًا صحيحًا.
desk-amiss-tunnel_path = النفق لا يمرّر تسجيلات الدخول من Envoy.
desk-amiss-tunnel_service = النفق لا يصل إلى الخدمة.
desk-amiss-tunnel_between = شيء في الطريق يرد بدلًا من الخدمة.
desk-amiss-tunnel_events = تسجيلات الدخول تصل، لكن بقية ما يرسله Envoy لا يصل.
desk-amiss-tunnel_setup = خطوة الإعداد في Envoy لا تصل.
desk-amiss-tunnel_unsigned = لا يُرفض استدعاء بلا توقيع.
desk-amiss-tunnel_open = يمكن الوصول من الخارج إلى صفحات الردهة.
desk-amiss-tunnel_paths = النفق يمرّر مسارات أخرى أيضًا.
desk-amiss-standby = ما دام هذا الجهاز مطفأ، يُدخل Envoy الجميع.
desk-amiss-standby_cut_off = الخدمة الاحتياطية لا تصل إلى هذه الخدمة؛ يُوقف الجميع عند الاستقبال.
desk-amiss-heartbeat = إذا توقفت هذه الخدمة فلن يلاحظ أحد، وسيُدخل Envoy الجميع.
desk-amiss-installs = لم تصل أي خطوة إعداد من Envoy إلى هذا الجهاز.
desk-amiss-purpose = غرض التطبيق غير مسجّل في Envoy.
desk-amiss-plugin_api = واجهة Envoy غير مستخدمة أو لا ترد.
desk-amiss-kiosks = لا شاشة مقترنة، لذا يُوقف الجميع عند الاستقبال. اقرنوا شاشة في «الإدارة».
desk-amiss-kiosk_connected = غير متصلة. انظروا هل هي مشغّلة وتعرض صفحتها.
desk-amiss-reader = غير متصل. انظروا هل هو موصول.
desk-amiss-two_cameras = لم تُضبطا، أو تحرّكت إحداهما. اضبطوهما في «الشاشات».
desk-amiss-camera = لم ينجح اختبار الكاميرا. انظروا إلى الشاشة.
desk-amiss-consent = لم يُنشر أي نص، لذا لا يستطيع أحد الموافقة على الشاشة. انشروا نصًا في «الإدارة».
desk-amiss-people = لا أحد مسجّل، لذا يوقف فحص الوجه الجميع. سجّلوا شخصًا في «الأشخاص».
desk-amiss-location_unserved = لا شاشة تخدم أحد المواقع. اقرنوا شاشة في «الإدارة».
desk-amiss-screens_unbound = تخدم عدة شاشات الموقع نفسه؛ وقد لا تكون التي تنظر هي المجاورة لجهاز iPad.
desk-amiss-policy = في ملف القواعد أخطاء، أو أنه لم يسرِ بعد.
desk-amiss-policy_remark = توجد ملاحظة على القواعد.
desk-amiss-remote_list_secret = تسأل القواعد قائمة بعيدة وسرها غير موجود: يُوقف الجميع عند الاستقبال.
desk-amiss-liveness = التحقق من حضور شخص حي أضعف مما يمكن أن يكون.
desk-amiss-watchlist = إحدى القوائم قديمة جدًا أو مفقودة.
desk-amiss-watchlist_fetch = تعذّر جلب إحدى القوائم.
desk-amiss-watchlist_gaps = ينقص إحدى القوائم شيء.
desk-amiss-watchlist_proposed = إصدار جديد من قائمة يختلف كثيرًا. قرّروا في «الشاشات».
desk-amiss-watchlist_faces = وجوه من قائمتكم لم تعد تناسب التعرف المستخدم، ولا يُبحث عنها.
desk-amiss-issuers_old = دليل جهات الإصدار قديم.
desk-amiss-revocations_old = إحدى قوائم الشهادات الملغاة قديمة.
desk-amiss-revocations_missing = إحدى قوائم الشهادات الملغاة مفقودة؛ وحتى ذلك الحين تُقبل الملغاة.
desk-amiss-csca_missing = تطلب القواعد وثائق هوية، ولا جهة موثوقة.
desk-amiss-csca_old = قائمة الجهات قديمة.
desk-amiss-csca_status_over = انتهت صلاحية قائمة بالوثائق المسحوبة.
desk-amiss-wallet_access = الشهادة التي توقّع الطلبات المرسلة إلى الهواتف ستنتهي قريبًا أو انتهت.
desk-amiss-notify_file = لا يُشعَر أحد بمن يُوقف عند الاستقبال، أو في ملف الإشعارات أخطاء.
desk-amiss-notify_file_remark = توجد ملاحظة على الإشعارات.
desk-amiss-contact = لإشعار ما لا يوجد مستلم.
desk-amiss-channel = لم تصل رسالة تجريبية.
desk-amiss-outbox = تُرك إرسال بعض الرسائل.
desk-amiss-issuers_file = أحد ملفات جهات الإصدار غير صالح ولا يُعمل به.
desk-amiss-issuers_missing = تطلب القواعد شهادات صحية، ولا جهة إصدار موثوقة.

desk-remark-other_recogniser = صور هذا الشخص لتعرف آخر على الوجه؛ يلزم صور جديدة.
desk-remark-withdrew = سحب هذا الشخص موافقته.
desk-remark-consent_over = انتهت صلاحية موافقته.
desk-remark-without_card = بين { $from } و{ $until } ربما احتُجزت تسجيلات لا تظهر هنا.
desk-remark-look_at_envoy = راجع سجل الزوار في Envoy.
desk-remark-approval_forged = كتب برنامج آخر موافقة على هذا التسجيل في قاعدة البيانات.
desk-remark-namesakes = عدد المسجّلين بهذا الاسم: { $number }؛ وقورن الوجه بكل منهم.
desk-remark-enrolled_meanwhile = سُجّل شخص بهذا الاسم أو البريد أثناء انتظار الزائر.
desk-remark-scripts = في الاسم حروف من عدة كتابات، أو من كتابة نادرة تشبه غيرها.
desk-remark-no_name = لا حروف في الاسم، أو أنه أطول من أن يكون اسمًا.
desk-remark-looks_alike = يوجد مسجّل بهذا الاسم أو باسم يشبهه، ببريد أو رقم موظف آخر.
desk-remark-enrolled_only = لا أحد مسجّل بهذا الاسم أو البريد، والقواعد تطلب وجوه المسجّلين فقط.
desk-remark-face_off = بعد { $number } محاولات فاشلة متتالية، فحص الوجه متوقف حتى يعيد المدير تشغيله في «الأشخاص».
desk-remark-changed_meanwhile = تغيّر هذا أثناء عمل الكاميرا أو قبل الرد؛ ولم يُحفظ شيء مما رأته.
desk-remark-face_hit = قد يُظن وجه وجهًا آخر: انظروا إلى وثيقة هوية.
desk-remark-by_record = ليس بما كتبه الزائر، بل بما دُوّن عند تسجيل ذلك الشخص.
desk-remark-by_document = بحسب ما في وثيقة الهوية.
desk-remark-no_time = لم يرسل Envoy وقت التسجيل، لذا يُحسب وقت وصوله.
desk-remark-wrong_time = وقت التسجيل لا يوافق ساعة هذا الجهاز. إن كان التسجيل الآن فالساعة خاطئة.
desk-remark-pass_unreadable = تعذّرت قراءة الشهادة.
desk-remark-pass_is_test = تُظهر الشهادة فحصًا لا تطعيمًا.
desk-remark-pass_is_recovery = تُظهر الشهادة تعافيًا لا تطعيمًا.
desk-remark-pass_no_vaccination = الشهادة من نوع آخر ولا تُظهر تطعيمًا.
desk-remark-pass_nobody_named = لا تذكر الشهادة صاحبها.
desk-remark-pass_several_events = في الشهادة عدة شهادات، وهذا غير مسموح.
desk-remark-pass_not_packed = ليست الشهادة على هيئة الشهادات الصحية.
desk-remark-pass_incomplete = لم تُعرض إلا بعض رموزها.
desk-remark-pass_too_large = الشهادة أكبر مما يمكن.
desk-remark-pass_wrong_algorithm = الشهادة غير موقّعة كالشهادات الصحية.
desk-remark-pass_unknown_issuer = جهة إصدار الشهادة غير موثوقة هنا.
desk-remark-pass_wrong_purpose = لا يحق للموقّع توقيع شهادات من هذا النوع.
desk-remark-pass_taken_back = ألغت جهة الإصدار الشهادة.
desk-remark-pass_tampered = التوقيع لا يطابق: الشهادة غُيّرت أو تالفة.
desk-remark-pass_not_yet_valid = الشهادة غير سارية بعد.
desk-remark-pass_expired = انتهت صلاحية الشهادة.
desk-remark-pass_wrong_name = الشهادة باسم غير الاسم المسجّل.
desk-remark-pass_wrong_birth_date = في الشهادة تاريخ ميلاد غير المذكور.
desk-remark-pass_no_birth_date = تعذّرت مقارنة تاريخ الميلاد.
desk-remark-pass_not_enough_doses = لا تُظهر الشهادة جرعات كافية تُحسب هنا.
desk-remark-pass_too_long_ago = آخر جرعة تُحسب قديمة جدًا.
desk-remark-code_reset = أُعيد تعيين الرمز بينما كانت الشاشة تطلبه أو قبل الرد.
desk-remark-form_not_answered = لا إجابة عن «{ $question }».
desk-remark-form_too_long = الإجابة عن «{ $question }» طويلة جدًا.
desk-remark-form_otherwise = الإجابة عن «{ $question }» غير المطلوبة.
desk-remark-form_date_unreadable = تعذّرت قراءة التاريخ في «{ $question }».
desk-remark-form_date_over = انقضى التاريخ في «{ $question }».
desk-remark-form_not_signed = الاتفاق { $agreement } غير موقّع.
desk-remark-form_document_not_signed = الوثيقة «{ $name }» (الاتفاق { $agreement }) غير موقّعة.
desk-remark-chip_refused = رُفضت الشريحة: { $code }.
desk-remark-chip_key = ما كُتب لم يفتح الشريحة.
desk-remark-phone_refused = رُفض جواب الهاتف: { $code }.
desk-remark-phone_nothing = لم يقدّم الهاتف أي وثيقة.
desk-remark-phone_portrait = لا توجد في وثيقة الهاتف صورة يمكن مقارنتها.
desk-remark-phone_part = حجب الهاتف جزءًا من الوثيقة.
desk-remark-phone_status = ربما ألغتها جهة الإصدار: لا قائمة سارية تبيّن ذلك.
desk-remark-document_removed = رُفعت الوثيقة عن القارئ قبل الأوان.
desk-remark-reader_gone = لا قارئ وثائق متصل بهذه الشاشة.
desk-remark-signer_withdrawn = سحبت الدولة الوثيقة أو الشهادة التي وقّعتها.
desk-remark-authority_missing = الجهة الناقصة: { $authority }.
desk-remark-document_changed = قبل الرد تغيّر ما حُكم به على الوثيقة.
desk-remark-list_nothing_to_ask = ليس في التسجيل ما يجوز سؤال القائمة عنه.
desk-remark-list_late = لم تردّ القائمة في الوقت المحدد.
desk-remark-list_no_connection = تعذّر الوصول إلى القائمة.
desk-remark-list_out_of_service = أفادت القائمة بأنها خارج الخدمة.
desk-remark-list_refused = لم تقبل القائمة السؤال.
desk-remark-list_strange = تعذّر فهم رد القائمة.
desk-remark-list_reference = مرجعه { $reference }.
desk-remark-lookup_no_name = ليس في التسجيل اسم يمكن البحث عنه في القائمة.
desk-remark-lookup_japanese = الاسم بحروف يابانية تُقرأ بأكثر من طريقة: ابحثوا عنه بالحروف اللاتينية.
desk-remark-lookup_too_long = الاسم أطول من أن يُبحث عنه كله في القائمة.
desk-remark-lookup_gone = قائمة كانت سارية لم تعد موجودة: { $list }.
desk-remark-lookup_empty = تطلب القواعد كل القوائم، وكلها فارغة.
desk-remark-lookup_never_imported = تطلب القواعد قائمة لم تُستورد قط: { $list }.
desk-remark-lookup_overdue = توقف القواعد الجميع ما دامت قائمة متأخرة: { $list }.

## The lobby screen. It calls the visitor by name in a message that ends in -named, when the name is known; without one, in the message of the same id without that ending. Messages that end in -1, -2 and so on are the items of a list.

screen-language = اللغة
screen-staff = للموظفين
screen-starting-title = لحظة من فضلك

screen-unpaired-title = ربط هذه الشاشة
screen-unpaired-lead = اكتب الرمز الذي ينشئه الاستقبال ضمن «الإدارة».
screen-unpaired-code = رمز الربط، ثمانية أحرف
screen-unpaired-submit = ربط
screen-unpaired-busy = جارٍ التحقق…
screen-unpaired-erase = حذف الحرف الأخير
screen-unpaired-stray_letter = لا يحتوي الرمز على حروف علة ولا أرقام.
screen-problem-malformed_code = يتكون الرمز من ثمانية أحرف. تحقق منه من فضلك.
screen-problem-wrong_code = هذا الرمز غير صحيح أو سبق استخدامه. تحقق منه أو اطلب رمزًا جديدًا.
screen-problem-expired_code = انتهت صلاحية هذا الرمز. اطلب رمزًا جديدًا.
screen-problem-too_many_tries = محاولات كثيرة. انتظر دقيقة ثم حاول من جديد.
screen-problem-unreachable = الخدمة لا تستجيب. هل هي قيد التشغيل؟
screen-problem-revoked = أُلغي ربط هذه الشاشة. رمز جديد يربطها مرة أخرى.

screen-idle-kicker = مرحبًا
screen-idle-title = يرجى تسجيل الدخول على جهاز iPad
screen-idle-camera_off = الكاميرا مطفأة
screen-idle-notice = لا تعمل إلا أثناء تسجيل دخولك، ولا تنظر إلى وجهك إلا إذا كنت مسجلًا لدينا.
screen-idle-notice_document = لا تعمل إلا أثناء تسجيل دخولك أو إظهار وثيقة، وبعد موافقتك أو تسجيلك لدينا.
screen-idle-document = زيارتك الأولى؟ أظهر جواز سفرك
screen-idle-phone = زيارتك الأولى؟ اعرض هويتك من هاتفك

screen-capture-get_ready = جارٍ تجهيز الكاميرا
screen-capture-ask_first = هل تسمح باستخدام الكاميرا؟
screen-capture-turn_on = تشغيل الكاميرا
screen-capture-preview = أنت كما تراك الكاميرا
screen-capture-cannot_move = لا أستطيع تحريك رأسي
screen-capture-dot_comes = ثم اتبع نقطة متحركة بأنفك.
screen-capture-code_comes = بعد ذلك اكتب رمز تطبيق المصادقة.
screen-capture-sign_in-kicker = مرحبًا
screen-capture-sign_in-kicker-named = مرحبًا، { $visitor }
screen-capture-sign_in-stop = بدون كاميرا من فضلك
screen-capture-sign_in-before = ستتحقق الكاميرا من أنك الشخص المسجل لدينا. لا تُحفظ أي لقطة.
screen-capture-sign_in-during = تتحقق الكاميرا من أنك الشخص المسجل لدينا. لا تُحفظ أي لقطة.
screen-capture-sign_in-progress = تقدم التحقق
screen-capture-health_pass-kicker = مرحبًا
screen-capture-health_pass-kicker-named = مرحبًا، { $visitor }
screen-capture-health_pass-stop = بدون كاميرا من فضلك
screen-capture-health_pass-before = ستقرأ الكاميرا رمز شهادتك الصحية فقط. لا يُنظر إلى وجهك ولا تُحفظ أي لقطة.
screen-capture-health_pass-during = تقرأ الكاميرا رمز شهادتك الصحية فقط. لا يُنظر إلى وجهك ولا تُحفظ أي لقطة.
screen-capture-health_pass-progress = تقدم التحقق
screen-capture-sign_in_with_pass-kicker = مرحبًا
screen-capture-sign_in_with_pass-kicker-named = مرحبًا، { $visitor }
screen-capture-sign_in_with_pass-stop = بدون كاميرا من فضلك
screen-capture-sign_in_with_pass-before = ستتحقق الكاميرا من أنك الشخص المسجل لدينا وتقرأ شهادتك الصحية. لا تُحفظ أي لقطة.
screen-capture-sign_in_with_pass-during = تتحقق الكاميرا من أنك الشخص المسجل لدينا وتقرأ شهادتك الصحية. لا تُحفظ أي لقطة.
screen-capture-sign_in_with_pass-progress = تقدم التحقق
screen-capture-enrolment-kicker = التسجيل
screen-capture-enrolment-kicker-named = تسجيل { $visitor }
screen-capture-enrolment-stop = إيقاف من فضلك
screen-capture-enrolment-before = ستنظر إليك الكاميرا من ثلاث جهات. يُحفظ وصف مشفر لوجهك ولا تُحفظ أي لقطة. إذا أوقفت فلن يُحفظ شيء.
screen-capture-enrolment-during = جارٍ تسجيلك. يُحفظ وصف مشفر لوجهك ولا تُحفظ أي لقطة. إذا أوقفت فلن يُحفظ شيء.
screen-capture-enrolment-progress = تقدم التسجيل
screen-capture-document-kicker = مرحبًا
screen-capture-document-kicker-named = مرحبًا { $visitor }
screen-capture-document-stop = بدون كاميرا من فضلك
screen-capture-document-before = ستقارن الكاميرا وجهك بالصورة التي في الوثيقة. لا تُحفظ أي صورة.
screen-capture-document-during = تقارن الكاميرا وجهك بالصورة التي في الوثيقة. لا تُحفظ أي صورة.
screen-capture-document-progress = تقدّم التحقق

screen-consent-title = هل تسمح للكاميرا بالتعرّف عليك في المرة القادمة؟
screen-consent-is_new = سيُسجَّل { $name } لأول مرة.
screen-consent-is_known = يوجد تسجيل باسم { $name }. ستُضاف إليه أوصاف جديدة للوجه.
screen-consent-fact-kept = يُحفظ وصف مشفّر لوجهك، ولا تُحفظ أي لقطة.
screen-consent-fact-long = يبقى حتى تسحب موافقتك أو تنتهي مدته.
screen-consent-fact-back = يمكنك سحب موافقتك في الاستقبال في أي وقت.
screen-consent-text = ما ستوافق عليه
screen-consent-other_languages = هذا النص غير متوفر بالعربية. يُرجى اختيار لغة تقرؤها:
screen-consent-agree = أوافق
screen-consent-no = لا، شكرًا

screen-guidance-look_here = انظر هنا من فضلك
screen-guidance-step_closer = اقترب قليلًا
screen-guidance-step_back = تراجع خطوة صغيرة
screen-guidance-one_person = شخص واحد فقط من فضلك
screen-guidance-centre = قف داخل الشكل البيضاوي
screen-guidance-face_camera = انظر إلى الأمام مباشرة
screen-guidance-more_light = استدر نحو الضوء
screen-guidance-less_light = ابتعد عن الضوء القوي
screen-guidance-hold_still = اثبت للحظة
screen-guidance-open_eyes = افتح عينيك من فضلك
screen-guidance-uncover_face = انزع النظارة الداكنة أو القبعة أو الكمامة
screen-guidance-looking_good = ممتاز، ابق هكذا
screen-guidance-follow_dot = اتبع النقطة بأنفك
screen-guidance-turn_a_little_left = أدر رأسك قليلًا إلى يسارك
screen-guidance-turn_a_little_right = أدر رأسك قليلًا إلى يمينك
screen-guidance-turn_back_a_little = ليس إلى هذا الحد: عد قليلًا
screen-guidance-show_pass = أظهر شهادتك الصحية للكاميرا
screen-guidance-show_next_part = شكرًا. أظهر الآن الرمز التالي
screen-guidance-show_other_pass = لم يُقبل الرمز. هل لديك رمز آخر؟

screen-code-title = رمزك الشخصي
screen-code-lead = اكتب الأرقام الستة التي يعرضها تطبيق المصادقة.
screen-code-field = الرمز الشخصي، ستة أرقام
screen-code-erase = حذف الرقم الأخير
screen-code-submit = تم
screen-code-no_code = ليس معي رمز هنا
screen-code-wrong = الرمز غير صحيح. يُرجى المحاولة مرة أخرى.
screen-code-used = سبق استخدام هذا الرمز. يُرجى انتظار الرمز التالي.
screen-code-set_up-title = إعداد رمزك الشخصي
screen-code-set_up-lead = امسح هذا بتطبيق المصادقة في هاتفك، ثم اكتب الأرقام الستة التي يعرضها.
screen-code-set_up-qr = رمز QR لتطبيق المصادقة
screen-code-set_up-by_hand = أو اكتب هذا المفتاح هناك:

screen-document-consent-title = هل نقرأ وثيقتك؟
screen-document-consent-read = تقرأ الكاميرا أسطر الصفحة، ونقرأ من الشريحة الاسم وتاريخ الميلاد والجنسية والصورة، ونقارنها بوجهك.
screen-document-consent-read_phone = يعرض لنا هاتفك الاسم وتاريخ الميلاد والانتهاء وبلد الإصدار والصورة؛ ونقارن الصورة بوجهك.
screen-document-consent-kept = لا نحفظ صورة ولا رقمًا، ولمدة ساعة يُتعرّف على الوجه والوثيقة. يرى الاستقبال الاسم ويمكنه لعشر دقائق أن يعرض عليك التسجيل.
screen-document-consent-agree = أوافق
screen-document-consent-use_phone = بهاتفي
screen-document-consent-use_chip = بجواز السفر
screen-document-is_new = سيُسجَّل { $name } لأول مرة، مع صورة الوثيقة أيضًا.
screen-document-no = لا، شكرًا
screen-document-wallet-title = تابع على هاتفك
screen-document-wallet-lead = امسح الرمز بهاتفك، واختر هويتك ووافق على مشاركتها.
screen-document-zone-title = اعرض صفحة الصورة
screen-document-zone-lead = يجب أن تظهر هنا الأسطر التي فيها ‎<<<‎.
screen-document-zone-type = أفضّل الكتابة
screen-document-zone-preview = وثيقتك كما تراها الكاميرا
screen-document-number-title = رقم الوثيقة
screen-document-birth-title = تاريخ الميلاد
screen-document-expiry-title = تاريخ الانتهاء
screen-document-can-title = الأرقام الستة على البطاقة
screen-document-date = السنة والشهر واليوم: رقمان لكل منها
screen-document-field = ما كتبته
screen-document-use_can = بطاقتي عليها ستة أرقام
screen-document-use_number = استخدام رقم الوثيقة
screen-document-use_camera = استخدام الكاميرا
screen-document-next = التالي
screen-document-erase = حذف آخر حرف
screen-document-key_wrong = لم يفتح ذلك الشريحة. يُرجى التحقق منه.
screen-document-key_needs_dates = تحتاج هذه الوثيقة إلى رقمها وتواريخها.
screen-document-place-title = ضع وثيقتك على القارئ
screen-document-place-lead = جواز السفر: مفتوحًا وصفحة الصورة إلى الأسفل. البطاقة: مسطحة.
screen-document-several_documents = وثيقة واحدة فقط من فضلك
screen-document-reading-title = تجري قراءة وثيقتك
screen-document-reading-lead = اتركها على القارئ.
screen-document-drawing = وثيقة على قارئ

screen-thinking-title = شكرًا لك
screen-thinking-lead = لحظة من فضلك.
screen-thinking-camera_off = أُطفئت الكاميرا
screen-thinking-desk-title = هناك من يتحقق الآن
screen-thinking-desk-lead = ابقَ هنا من فضلك.

screen-outcome-welcome-title = أهلًا بك
screen-outcome-welcome-title-named = أهلًا بك، { $visitor }
screen-outcome-welcome-lead = كل شيء جاهز. تابع على جهاز iPad من فضلك.
screen-outcome-please_wait-title = سيكون أحد معك بعد قليل
screen-outcome-please_wait-lead = انتظر هنا لحظة من فضلك. لا يلزمك فعل أي شيء.
screen-outcome-declined-title = بدون كاميرا، لا مشكلة
screen-outcome-declined-lead = سيسجل أحد دخولك شخصيًا. انتظر هنا لحظة من فضلك.
screen-outcome-in_person-title = لا مشكلة في ذلك
screen-outcome-in_person-lead = سيسجل أحد دخولك شخصيًا. انتظر هنا لحظة من فضلك.
screen-outcome-try_light-title = من الصعب رؤيتك هنا
screen-outcome-try_light-lead = سيكون أحد معك بعد قليل. في المرة القادمة يساعد ضوء أكثر على وجهك.
screen-outcome-enrolled-title = شكرًا لك
screen-outcome-enrolled-title-named = شكرًا لك، { $visitor }
screen-outcome-enrolled-lead = تم تسجيلك. الكاميرا مطفأة ولم تُحفظ أي لقطة.
screen-outcome-enrolment_failed-title = لم ينجح ذلك
screen-outcome-enrolment_failed-lead = الكاميرا مطفأة ولم يُحفظ شيء. يستطيع من يسجلك معرفة السبب.
screen-outcome-enrolment_stopped-title = تم الإيقاف
screen-outcome-enrolment_stopped-lead = الكاميرا مطفأة ولم يُحفظ شيء. سيساعدك الاستقبال.
screen-outcome-document_ready-title = شكرًا لك
screen-outcome-document_ready-lead = سجّل الآن على جهاز iPad خلال عشر دقائق.
screen-outcome-document_failed-title = يُرجى التسجيل على جهاز iPad
screen-outcome-document_failed-lead = لم تُستخدم الوثيقة. سيساعدك أحد الموظفين.

screen-camera_missing-title = الكاميرا غير متاحة
screen-camera_missing-lead = سجل دخولك على جهاز iPad كالمعتاد. سيساعدك أحد الموظفين.
screen-camera_missing-allow = السماح بالكاميرا
screen-camera_missing-staff-missing-1 = تأكد من توصيل الكاميرا من الطرفين.
screen-camera_missing-staff-missing-2 = جرّب منفذ USB آخر.
screen-camera_missing-staff-missing-3 = تلاحظ هذه الشاشة عودة الكاميرا بنفسها.
screen-camera_missing-staff-blocked-1 = المتصفح يمنع هذه الصفحة من استخدام الكاميرا.
screen-camera_missing-staff-blocked-2 = اسمح بها في إعدادات الموقع أو بسياسة المتصفح.
screen-camera_missing-staff-blocked-3 = تلاحظ هذه الشاشة ذلك بنفسها.
screen-camera_missing-staff-in_use-1 = برنامج آخر يستخدم الكاميرا. أغلقه.
screen-camera_missing-staff-in_use-2 = إن لم يوجد، فافصل الكاميرا ثم أعد توصيلها.
screen-camera_missing-staff-in_use-3 = تحاول هذه الشاشة من جديد بنفسها.
screen-camera_missing-staff-not_asked-1 = لم يُسمح للمتصفح باستخدام الكاميرا بعد.
screen-camera_missing-staff-not_asked-2 = اضغط الزر ثم ”السماح“. تنطفئ الكاميرا فورًا.
screen-camera_missing-staff-insecure-1 = لا تعطي المتصفحات الكاميرا إلا لصفحات هذا الجهاز أو عبر https.
screen-camera_missing-staff-insecure-2 = افتح http://localhost على جهاز الخدمة، أو استخدم https.

screen-not_connected-title = لا يوجد اتصال
screen-not_connected-lead = سجل دخولك على جهاز iPad كالمعتاد. سيساعدك أحد الموظفين.
screen-not_connected-staff-1 = تواصل هذه الشاشة المحاولة وتعود بنفسها.
screen-not_connected-staff-2 = إن لم تعد: هل تعمل خدمة Vestibule والشبكة؟

screen-replaced-title = مفتوحة في نافذة أخرى
screen-replaced-lead = تُعرض هذه الشاشة هناك الآن، وهذه النافذة متوقفة.
screen-replaced-take_over = استخدام هذه النافذة

screen-outdated-title = هذه الصفحة قديمة
screen-outdated-lead = سجل دخولك على جهاز iPad كالمعتاد. سيساعدك أحد الموظفين.
screen-outdated-staff-1 = لم تنفع إعادة التحميل. أغلق المتصفح وافتحه من جديد.

## Mails from the desk.

mail-who = من
mail-host = المضيف
mail-where = أين
mail-when = متى
mail-written = يكتب إليك الاستقبال بشأن { $visitor }
mail-your_visitor = زائرك
mail-invited = كيف تسجّل لفحص الوجه في الاستقبال
mail-invited_why = بعد تسجيلك تعرف شاشة الاستقبال أنك أنت عند دخولك. الخيار لك: من دون ذلك ينظر الاستقبال إلى وثيقة هوية.
mail-invited_how = للتسجيل أحضر وثيقة هوية وأخبر الاستقبال. تعرض الشاشة النص أدناه وتسأل هل توافق؛ وعندها فقط تنظر الكاميرا إلى وجهك، ولا تُحفظ أي صورة. يُرجى عدم إرسال صورة.

## The page of "privacy export": everything that is held about a person.

export-title = ما يُحفظ عنك
export-lead = هذا كل ما يحفظه فحص الوجه في الاستقبال عن { $name } حتى { $at }. جميع الأوقات بالتوقيت العالمي (UTC). يحتوي الملف data.json المرافق على الشيء نفسه ليقرأه برنامج، مع كل رمز ورقم.
export-who = من أنت
export-field-name = الاسم
export-field-email = البريد الإلكتروني
export-field-employeeId = رقم الموظف
export-field-consent = الموافقة
export-field-expiresAt = تنتهي في
export-field-id = المعرّف
export-field-consentAt = تاريخ الموافقة
export-field-createdAt = تاريخ التسجيل
export-agreed = ما وافقت عليه
export-agreed-none = لا توجد موافقة محفوظة.
export-agreed-once = في { $at } وافقت من أجل «{ $purpose }». ودُوّن ذلك: «{ $statement }».
export-agreed-version = كان ذلك على نص الإصدار { $version }.
export-agreed-desk = قلت ذلك في الاستقبال.
export-agreed-paper = صرّحت بذلك على الورق.
export-agreed-screen = صرّحت بذلك على شاشة.
export-agreed-until = تسري حتى { $at }.
export-agreed-ended = لم تعد سارية منذ { $at }: سُحبت أو استُبدلت.
export-agreed-text = نص الإصدار { $version }:
export-face = وجهك
export-face-none = لا يوجد قالب محفوظ لوجهك.
export-face-one = يوجد قالب واحد محفوظ: أرقام حسبها نموذج التعرّف من صور لك. لم تُحفظ الصور، والأرقام محفوظة مشفّرة.
export-face-more = عدد القوالب المحفوظة: { $count }. وهي أرقام حسبها نموذج التعرّف من صور لك. لم تُحفظ الصور، والأرقام محفوظة مشفّرة.
export-face-sign_in = أُنشئ في { $at } عندما سُمح لك بالدخول، لنموذج التعرّف { $model }.
export-face-photo = أُنشئ في { $at } من صورة، لنموذج التعرّف { $model }.
export-face-document = أُنشئ في { $at } من وثيقة هويتك ومن الكاميرا بجانبها، لنموذج التعرّف { $model }.
export-face-numbers = أرقامه في data.json.
export-sign_ins = مرات تسجيل دخولك
export-sign_ins-none = لا يوجد شيء.
export-sign_in-visitor-approved = في { $at }، عند التسجيل كزائر{ $flow }، سُمح لك بالدخول.
export-sign_in-visitor-review = في { $at }، عند التسجيل كزائر{ $flow }، أُحلت إلى الاستقبال.
export-sign_in-employee-approved = في { $at }، عند التسجيل كموظف{ $flow }، سُمح لك بالدخول.
export-sign_in-employee-review = في { $at }، عند التسجيل كموظف{ $flow }، أُحلت إلى الاستقبال.
export-pictures-none = بقيت الكاميرا مغلقة.
export-pictures-one = فُحصت صورة واحدة ولم تُحفظ.
export-pictures-more = عدد الصور التي فُحصت: { $count }، ولم تُحفظ أي منها.
export-likeness = كان التشابه مع قالبك { $score } على مقياس حتى 1.
export-noted = دُوّن: «{ $note }».
export-check-passed = اجتيز الفحص «{ $check }».
export-check-failed = لم يُجتز الفحص «{ $check }».
export-done = ما جرى بشأنك
export-done-none = لا شيء مسجّل.
export-done-once = في { $at }: { $what }. بواسطة: { $actor }{ $details }.
export-done-other = جرى ما يلي: { $action }
export-done-person_enrolled = سُجّلت
export-done-person_updated = غُيّر تسجيلك
export-done-enrolment_invited = دُعيت بالبريد الإلكتروني إلى التسجيل
export-done-person_exported = سُلّم إليك ما يُحفظ عنك
export-done-consent_renewed = دُوّنت موافقة جديدة منك
export-done-consent_withdrawn = سُحبت موافقتك
export-done-opt_out_added = دُوّن أن الكاميرا لا تنظر إليك أبدًا
export-done-opt_out_removed = حُذف التدوين بأن الكاميرا لا تنظر إليك أبدًا
export-done-second_template_stored = أُنشئ قالب لنموذج التعرّف التالي عندما سُمح لك بالدخول
export-done-second_template_dropped = أُلغيت قوالب نموذج التعرّف التالي لأن زيارتين لك لم تتوافقا
export-done-face_turned_on = سُمح بفحص الوجه من جديد بعد إخفاقات كثيرة باسمك
export-done-personal_code_set_up = أعددتَ رمزًا شخصيًا
export-done-personal_code_reset = أُعيد تعيين رمزك الشخصي
export-done-lookalikes_changed = وُضع لك حدّ أشد لأن شخصًا يشبهك
export-done-lookalikes_forgotten = أُلغي حدّ أشد كان لك
export-actor-service = الخدمة نفسها
export-actor-envoy = Envoy
export-actor-kiosk = أنت على شاشة الاستقبال ({ $who })
export-actor-desk = الاستقبال (الحساب { $who })
export-actor-command = الشخص الذي يشغّل الخدمة ({ $who })
export-table-person_uses = آخر مرة سُمح لك فيها بالدخول
export-what-person_uses = بحسبها تُحدَّد مدة حفظ تسجيلك.
export-table-person_tries = فحوص الوجه التي أخفقت باسمك
export-what-person_tries = عددها المتتالي منذ آخر تطابق، أيًّا كان من حاول. وبعد عدد كبير يتوقف الفحص مؤقتًا.
export-table-personal_codes = رمزك الشخصي
export-what-personal_codes = ما يصنع منه تطبيق المصادقة في هاتفك الرموز. يُحفظ مشفّرًا، ويُكتب الرمز بعد فحص الوجه حيث يطلبه المكتب.
export-table-lookalikes = أشخاص يشبهونك
export-what-lookalikes = وجهاكما متشابهان لدى النموذج، لذا يلزم تطابق أدق للتمييز بينكما.
export-table-outbox = رسائل عنك
export-what-outbox = كُتبت لأشخاص في المبنى عندما أُحلت إلى الاستقبال، أو لك، وتبقى حتى تُرسل.
export-table-desk_cards = ما عُرض على الاستقبال عنك
export-what-desk_cards = بطاقة لكل من آخر مرات تسجيلك.
export-table-expected_visits = زيارات متوقعة لك
export-what-expected_visits = كما أعلنها Envoy.
export-table-watchlist_entries = مدخلات في قائمة مراقبة
export-what-watchlist_entries = يحتفظ بها هذا المكتب للسبب المذكور فيها.
export-what-other = هذا محفوظ أيضًا بمصطلحات البرنامج (بالإنجليزية).

export-reason-desk_approved = تحقق منك أحد موظفي الاستقبال شخصيًا وسمح لك بالدخول.
export-reason-other = السبب هو { $code }.

## Reasons of decisions: why, what the receptionist does (todo), and a chip of one to three words.

reason-matched-why = الوجه يطابق الشخص المسجّل.
reason-matched-todo = يُرجى التحقق من الزائر شخصيًا.
reason-matched-chip = الوجه مطابق

reason-passed-why = اجتيز كل فحص مطلوب هنا.
reason-passed-todo = يُرجى التحقق من الزائر شخصيًا.
reason-passed-chip = اجتاز كل الفحوص

reason-not_required-why = لا يُطلب هنا أي فحص.
reason-not_required-todo = يُرجى التحقق من الزائر شخصيًا.
reason-not_required-chip = لا فحص مطلوب

reason-desk_approved-why = تحقق أحد موظفي الاستقبال من الزائر شخصيًا وسمح له بالدخول.
reason-desk_approved-todo = يُرجى التحقق من الزائر شخصيًا.
reason-desk_approved-chip = أدخله الاستقبال

reason-no_match-why = الوجه لا يطابق الشخص المسجّل.
reason-no_match-todo = يُرجى فحص وثيقة هوية.
reason-no_match-chip = الوجه لا يطابق

reason-other_person-why = الوجه يطابق شخصًا مسجّلًا آخر أكثر من الشخص المذكور.
reason-other_person-todo = يُرجى اتباع الإجراء: قد يكون هذا شخصًا آخر.
reason-other_person-chip = يشبه شخصًا آخر

reason-not_enrolled-why = لا أحد مسجّل بهذا الاسم أو البريد، لذا بقيت الكاميرا مغلقة.
reason-not_enrolled-todo = يُرجى فحص وثيقة هوية.
reason-not_enrolled-chip = غير مسجّل

reason-name_differs-why = الاسم المكتوب لا يوافق الشخص المسجّل بهذا البريد أو رقم الموظف، لذا بقيت الكاميرا مغلقة.
reason-name_differs-todo = يُرجى فحص وثيقة هوية والاسم على بطاقة الزائر.
reason-name_differs-chip = الاسم مختلف

reason-record_differs-why = غيّر برنامج آخر التسجيل، لذا بقيت الكاميرا مغلقة.
reason-record_differs-todo = يُرجى فحص وثيقة هوية وإبلاغ الشخص الذي يشغّل Vestibule.
reason-record_differs-chip = السجل معدَّل

reason-profile_differs-why = يذكر Envoy شخصًا مسجّلًا غير هذا الاسم أو البريد أو الرقم، لذا بقيت الكاميرا مغلقة.
reason-profile_differs-todo = يُرجى فحص وثيقة هوية، ومن اختير على iPad.
reason-profile_differs-chip = ملف آخر

reason-enrolment_expired-why = انتهت صلاحية التسجيل.
reason-enrolment_expired-todo = يُرجى فحص وثيقة هوية. يمكن للمدير تجديد التسجيل.
reason-enrolment_expired-chip = انتهى التسجيل

reason-consent_outdated-why = تغيّر نص الموافقة منذ القبول، لذا بقيت الكاميرا مغلقة.
reason-consent_outdated-todo = يُرجى فحص وثيقة هوية وطلب الموافقة مجددًا.
reason-consent_outdated-chip = تجديد الموافقة

reason-opted_out-why = هذا الشخص لا يريد فحص الوجه، لذا بقيت الكاميرا مغلقة.
reason-opted_out-todo = يُرجى فحص وثيقة هوية.
reason-opted_out-chip = لا يريد فحص الوجه

reason-no_face-why = لم تر الكاميرا وجهًا.
reason-no_face-todo = يُرجى أن تطلب من الزائر الوقوف أمام الشاشة.
reason-no_face-chip = لم يُرَ وجه

reason-several_faces-why = وقف أكثر من شخص أمام الكاميرا.
reason-several_faces-todo = يُرجى التحقق من الزائر شخصيًا.
reason-several_faces-chip = عدة أشخاص

reason-poor_quality-why = لم يظهر الوجه بوضوح كافٍ (الإضاءة أو المسافة أو الزاوية).
reason-poor_quality-todo = يُرجى التحقق من الزائر شخصيًا.
reason-poor_quality-chip = صورة رديئة

reason-face_changed-why = تغيّر الوجه أكثر من مرة أثناء الفحص.
reason-face_changed-todo = يُرجى التحقق من الزائر شخصيًا.
reason-face_changed-chip = تغيّر الوجه

reason-spoof_suspected-why = ربما عُرضت على الكاميرا صورة بدلًا من شخص.
reason-spoof_suspected-todo = يُرجى التحقق من الزائر شخصيًا.
reason-spoof_suspected-chip = ربما صورة

reason-movement_not_seen-why = طلبت الشاشة حركة للرأس ولم تُرَ في الوقت المناسب.
reason-movement_not_seen-todo = يُرجى فحص وثيقة هوية.
reason-movement_not_seen-chip = لم تُرَ حركة

reason-cannot_move-why = لُمس على الشاشة «لا أستطيع تحريك رأسي».
reason-cannot_move-todo = يُرجى فحص وثيقة هوية.
reason-cannot_move-chip = لا يستطيع الحركة

reason-declined-why = اختير عدم استخدام الكاميرا.
reason-declined-todo = يُرجى فحص وثيقة هوية.
reason-declined-chip = بلا كاميرا

reason-identity_declined-why = فضّل الزائر عدم قراءة وثيقة هوية.
reason-identity_declined-todo = يُرجى التحقق من وثيقة هوية شخصيًا.
reason-identity_declined-chip = بلا وثيقة

reason-identity_not_read-why = تعذّرت قراءة أي وثيقة هوية على الشاشة.
reason-identity_not_read-todo = يُرجى التحقق من وثيقة هوية شخصيًا.
reason-identity_not_read-chip = لم تُقرأ الوثيقة

reason-identity_refused-why = وثيقة الهوية ليست كما وقّعتها الدولة: عُدّلت شريحتها أو نُسخت أو سُحبت.
reason-identity_refused-todo = يُرجى التحقق من الوثيقة ومن الزائر شخصيًا.
reason-identity_refused-chip = رُفضت الوثيقة

reason-identity_copy_possible-why = وقّعت دولة على بيانات وثيقة الهوية، لكن شريحتها لا تستطيع إثبات أنها ليست نسخة.
reason-identity_copy_possible-todo = يُرجى النظر إلى الوثيقة نفسها.
reason-identity_copy_possible-chip = نسخة محتملة

reason-identity_not_verified-why = تعذّر التحقق ممن وقّع وثيقة الهوية: جهتها ليست في أي قائمة هنا.
reason-identity_not_verified-todo = يُرجى التحقق من الوثيقة شخصيًا.
reason-identity_not_verified-chip = وثيقة غير محققة

reason-identity_expired-why = انتهت صلاحية وثيقة الهوية أو الشهادة التي وقّعتها.
reason-identity_expired-todo = يُرجى التحقق من وثيقة هوية أخرى.
reason-identity_expired-chip = وثيقة منتهية

reason-identity_face_differs-why = الوجه لا يطابق صورة وثيقة الهوية.
reason-identity_face_differs-todo = يُرجى مقارنة الزائر بالوثيقة شخصيًا.
reason-identity_face_differs-chip = الوجه يخالف الوثيقة

reason-identity_name_differs-why = الاسم المكتوب لا يوافق الاسم في وثيقة الهوية.
reason-identity_name_differs-todo = يُرجى التحقق من الوثيقة ومن الاسم على البطاقة.
reason-identity_name_differs-chip = الاسم يخالف الوثيقة

reason-identity_used_before-why = خلال الساعة الماضية استُخدمت هذه الوثيقة في تسجيل آخر، أو جاء هذا الوجه مع وثيقة أخرى.
reason-identity_used_before-todo = يُرجى التحقق شخصيًا من هوية الزائر.
reason-identity_used_before-chip = وثيقة أو وجه مستخدم من قبل

reason-locked_out-why = أخفقت فحوص وجه متتالية كثيرة لهذا الشخص.
reason-locked_out-todo = يُرجى فحص وثيقة هوية.
reason-locked_out-chip = محاولات كثيرة

reason-signed_in_already-why = دخل شخص بهذا الاسم قبل قليل ولم يسجّل خروجه.
reason-signed_in_already-todo = يُرجى التحقق شخصيًا ممّن كان ذلك، ومن أن الزائر هو من يقول.
reason-signed_in_already-chip = في المبنى بالفعل

reason-kiosk_offline-why = كاميرا الاستقبال لم تكن متصلة.
reason-kiosk_offline-todo = يُرجى التحقق من الزائر شخصيًا وتفقّد الشاشة.
reason-kiosk_offline-chip = الشاشة غير متصلة

reason-no_kiosk_here-why = لا توجد كاميرا لهذا الموقع؛ والموجودة تخص مواقع أخرى.
reason-no_kiosk_here-todo = يُرجى التحقق من الزائر شخصيًا وإبلاغ الشخص الذي يشغّل Vestibule.
reason-no_kiosk_here-chip = لا شاشة هنا

reason-camera_stuck-why = عرضت الكاميرا صورة لا تتحرك: كانت مغطاة أو متوقفة.
reason-camera_stuck-todo = يُرجى التحقق من الزائر شخصيًا وتفقّد الشاشة.
reason-camera_stuck-chip = الكاميرا متوقفة

reason-camera_changed-why = كانت للشاشة كاميرا غير المسجّلة أو كاميرا إضافية، لذا لم يُنظر إلى أحد.
reason-camera_changed-todo = يُرجى التحقق من الزائر شخصيًا، والنظر إلى الكاميرا، ثم القول في «الشاشات» هل هي لكم.
reason-camera_changed-chip = تغيّرت الكاميرا

reason-not_at_ipad-why = لم يأتِ التسجيل من جهاز iPad في الردهة، لذا بقيت الكاميرا مطفأة.
reason-not_at_ipad-todo = يُرجى التحقق من الزائر شخصيًا.
reason-not_at_ipad-chip = ليس من iPad

reason-second_camera_missing-why = الكاميرا الثانية غير متصلة، لذا لم يُتحقق من أحد.
reason-second_camera_missing-todo = يُرجى التحقق من الزائر شخصيًا، ثم توصيل الكاميرا.
reason-second_camera_missing-chip = الكاميرا الثانية

reason-cameras_not_set_up-why = لم تُضبط الكاميرتان، أو تحرّكت إحداهما.
reason-cameras_not_set_up-todo = يُرجى التحقق من الزائر شخصيًا، ثم ضبط الكاميرتين في «الشاشات».
reason-cameras_not_set_up-chip = ضبط الكاميرتين

reason-kiosk_busy-why = كانت الكاميرا مشغولة بزوار آخرين.
reason-kiosk_busy-todo = يُرجى التحقق من الزائر شخصيًا، أو دعه يسجّل دخوله مجددًا.
reason-kiosk_busy-chip = الكاميرا مشغولة

reason-policy_unreadable-why = في قواعد هذا النظام خطأ، لذا أُحيل الجميع إلى الاستقبال.
reason-policy_unreadable-todo = يُرجى التحقق من الزائر شخصيًا وإبلاغ الشخص الذي يشغّل Vestibule.
reason-policy_unreadable-chip = خطأ في القواعد

reason-not_finished-why = أُنهي هذا الفحص لأن فحصًا آخر أخفق.
reason-not_finished-todo = يُرجى التحقق من الزائر شخصيًا.
reason-not_finished-chip = لم يكتمل

reason-timed_out-why = لم يكفِ الوقت لفحص الوجه.
reason-timed_out-todo = يُرجى التحقق من الزائر شخصيًا.
reason-timed_out-chip = انتهى الوقت

reason-watchlist_hit-why = قد يكون الاسم أو الوجه في قائمة مراقبة.
reason-watchlist_hit-todo = يُرجى اتباع إجراءاتكم لقوائم المراقبة.
reason-watchlist_hit-chip = قائمة مراقبة

reason-watchlist_out_of_date-why = قائمة مراقبة مطلوبة هنا قديمة أو غير موجودة.
reason-watchlist_out_of_date-todo = يُرجى التحقق من وثيقة هوية وإبلاغ من يدير Vestibule.
reason-watchlist_out_of_date-chip = القائمة قديمة

reason-watchlist_unreachable-why = لم تعط قائمة مراقبة لدى جهة أخرى إجابة صالحة.
reason-watchlist_unreachable-todo = يُرجى اتباع إجراءاتكم لقوائم المراقبة.
reason-watchlist_unreachable-chip = القائمة غير متاحة

reason-credential_missing-why = لم تُعرض شهادة صحية مطلوبة.
reason-credential_missing-todo = يُرجى طلب الشهادة الصحية.
reason-credential_missing-chip = لا شهادة صحية

reason-credential_invalid-why = لم تُقبل الشهادة الصحية المعروضة.
reason-credential_invalid-todo = يُرجى النظر إلى الشهادة الصحية شخصيًا.
reason-credential_invalid-chip = رُفضت الشهادة

reason-code_not_set_up-why = لم يُعِدّ هذا الشخص الرمز الشخصي المطلوب هنا.
reason-code_not_set_up-todo = يُرجى الاطلاع على وثيقة هوية، ويُعِدّ مدير الرمز مع هذا الشخص.
reason-code_not_set_up-chip = لا رمز مُعَدّ

reason-code_missing-why = تطابق الوجه، لكن لم يُكتب رمز شخصي في الوقت المحدد.
reason-code_missing-todo = يُرجى الاطلاع على وثيقة هوية.
reason-code_missing-chip = لم يُكتب الرمز

reason-code_wrong-why = تطابق الوجه، لكن الرمز الشخصي المكتوب كان خاطئًا.
reason-code_wrong-todo = يُرجى الاطلاع على وثيقة هوية.
reason-code_wrong-chip = رمز خاطئ

reason-code_used-why = تطابق الوجه، لكن الرمز الشخصي المكتوب سبق استخدامه.
reason-code_used-todo = يُرجى الاطلاع على وثيقة هوية، والسؤال هل رأى شخص آخر الرمز.
reason-code_used-chip = رمز مستعمل

reason-document_missing-why = نقص في نموذج التسجيل شيء مطلوب.
reason-document_missing-todo = يُرجى السؤال عمّا ينقص.
reason-document_missing-chip = نموذج ناقص

reason-instance_silent-why = لم يجب جزء الخدمة الذي تتصل به الشاشة في الوقت المناسب.
reason-instance_silent-todo = يُرجى التحقق من الزائر شخصيًا.
reason-instance_silent-chip = لا جواب

reason-too_old-why = وصل التسجيل إلى فحص الوجه متأخرًا جدًا.
reason-too_old-todo = يُرجى أن يسجّل الزائر دخوله مجددًا.
reason-too_old-chip = وصل متأخرًا

reason-bad_request-why = أرسل Envoy تسجيلًا تعذّرت قراءته أو إلى عنوان خاطئ.
reason-bad_request-todo = يُرجى التحقق من الزائر شخصيًا وإبلاغ الشخص الذي يشغّل Vestibule.
reason-bad_request-chip = تسجيل غير مقروء

reason-starting-why = كان فحص الوجه قيد البدء أو ينقصه شيء لازم.
reason-starting-todo = يُرجى التحقق من الزائر شخصيًا؛ وإن طال الأمر دقائق فأبلغ الشخص الذي يشغّل Vestibule.
reason-starting-chip = الخدمة تبدأ

reason-stopping-why = كان فحص الوجه قيد إعادة التشغيل.
reason-stopping-todo = يُرجى التحقق من الزائر شخصيًا.
reason-stopping-chip = إعادة تشغيل الخدمة

reason-disk_full-why = قرص فحص الوجه ممتلئ، فلا يمكن حفظ أي تسجيل.
reason-disk_full-todo = يُرجى التحقق من الزائر شخصيًا وإبلاغ الشخص الذي يشغّل Vestibule.
reason-disk_full-chip = القرص ممتلئ

reason-internal_error-why = حدث خلل في فحص الوجه.
reason-internal_error-todo = يُرجى التحقق من الزائر شخصيًا وإبلاغ الشخص الذي يشغّل Vestibule.
reason-internal_error-chip = عطل
