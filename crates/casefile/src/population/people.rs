//! Names as they are common where applicants come from. Nobody real: parts are drawn apart.

/// A name part in Latin letters and, where people write otherwise, in their own.
type Part = (&'static str, &'static str);

/// People of one nationality.
pub(super) struct People {
    /// Code of the nationality.
    pub country: &'static str,
    /// How many of a hundred and twenty applicants.
    pub share: u32,
    /// Family names.
    pub family: &'static [Part],
    /// Given names of women.
    pub women: &'static [Part],
    /// Given names of men.
    pub men: &'static [Part],
}

/// Who applies, roughly as in the yearly figures of first permits.
pub(super) static PEOPLE: [People; 19] = [
    People {
        country: "UKR",
        share: 14,
        family: &[
            ("SHEVCHENKO", "Шевченко"),
            ("KOVALENKO", "Коваленко"),
            ("BONDARENKO", "Бондаренко"),
            ("TKACHENKO", "Ткаченко"),
            ("KRAVCHUK", "Кравчук"),
            ("MELNYK", "Мельник"),
        ],
        women: &[
            ("OKSANA", "Оксана"),
            ("IRYNA", "Ірина"),
            ("NATALIIA", "Наталія"),
            ("SOLOMIIA", "Соломія"),
            ("YULIIA", "Юлія"),
        ],
        men: &[
            ("ANDRII", "Андрій"),
            ("TARAS", "Тарас"),
            ("OLEKSANDR", "Олександр"),
            ("YURII", "Юрій"),
            ("BOHDAN", "Богдан"),
        ],
    },
    People {
        country: "IND",
        share: 16,
        family: &[
            ("SHARMA", "शर्मा"),
            ("PATEL", "पटेल"),
            ("SINGH", "सिंह"),
            ("GUPTA", "गुप्ता"),
            ("REDDY", "रेड्डी"),
            ("NAIR", "नायर"),
        ],
        women: &[
            ("PRIYA", "प्रिया"),
            ("ANANYA", "अनन्या"),
            ("DEEPIKA", "दीपिका"),
            ("KAVITA", "कविता"),
        ],
        men: &[
            ("RAHUL", "राहुल"),
            ("ARJUN", "अर्जुन"),
            ("VIKRAM", "विक्रम"),
            ("SANJAY", "संजय"),
            ("ROHAN", "रोहन"),
        ],
    },
    People {
        country: "BGD",
        share: 8,
        family: &[
            ("RAHMAN", "রহমান"),
            ("HOSSAIN", "হোসেন"),
            ("AKTER", "আক্তার"),
            ("ISLAM", "ইসলাম"),
            ("CHOWDHURY", "চৌধুরী"),
        ],
        women: &[("NUSRAT", "নুসরাত"), ("SADIA", "সাদিয়া"), ("FARHANA", "ফারহানা")],
        men: &[("TANVIR", "তানভীর"), ("RAKIB", "রাকিব"), ("IMRAN", "ইমরান"), ("SHAKIL", "শাকিল")],
    },
    People {
        country: "CHN",
        share: 8,
        family: &[
            ("WANG", "王"),
            ("LI", "李"),
            ("ZHANG", "张"),
            ("CHEN", "陈"),
            ("LIU", "刘"),
            ("ZHAO", "赵"),
        ],
        women: &[("XIUYING", "秀英"), ("MEI", "梅"), ("YUTONG", "雨桐"), ("JING", "静")],
        men: &[("WEI", "伟"), ("HAORAN", "浩然"), ("JUN", "军"), ("ZIHAN", "子涵")],
    },
    People {
        country: "PHL",
        share: 8,
        family: &[
            ("DELA CRUZ", ""),
            ("SANTOS", ""),
            ("REYES", ""),
            ("BAUTISTA", ""),
            ("VILLANUEVA", ""),
        ],
        women: &[("MARIA CRISTINA", ""), ("ANGELICA", ""), ("JOY", ""), ("ROWENA", "")],
        men: &[("JOSE MARI", ""), ("CARLO", ""), ("RODEL", ""), ("ERWIN", "")],
    },
    People {
        country: "VNM",
        share: 7,
        family: &[
            ("NGUYEN", "Nguyễn"),
            ("TRAN", "Trần"),
            ("LE", "Lê"),
            ("PHAM", "Phạm"),
            ("HOANG", "Hoàng"),
        ],
        women: &[("THI HUONG", "Thị Hương"), ("THU TRANG", "Thu Trang"), ("MY LINH", "Mỹ Linh")],
        men: &[("VAN HUNG", "Văn Hùng"), ("QUOC BAO", "Quốc Bảo"), ("DUC ANH", "Đức Anh")],
    },
    People {
        country: "LKA",
        share: 6,
        family: &[("PERERA", "පෙරේරා"), ("FERNANDO", "ප්‍රනාන්දු"), ("SILVA", "සිල්වා")],
        women: &[("NADEESHA", "නදීෂා"), ("DILINI", "දිලිනි")],
        men: &[("KASUN", "කසුන්"), ("NUWAN", "නුවන්"), ("CHAMARA", "චාමර")],
    },
    People {
        country: "IRQ",
        share: 7,
        family: &[
            ("AL-JUBOURI", "الجبوري"),
            ("AL-SAADI", "السعدي"),
            ("AL-TAMIMI", "التميمي"),
            ("AL-OBAIDI", "العبيدي"),
        ],
        women: &[("ZAINAB", "زينب"), ("NOOR", "نور"), ("SARA", "سارة")],
        men: &[("ALI", "علي"), ("MUSTAFA", "مصطفى"), ("AHMED", "أحمد"), ("HAIDER", "حيدر")],
    },
    People {
        country: "SYR",
        share: 5,
        family: &[
            ("AL-AHMAD", "الأحمد"),
            ("HADDAD", "حداد"),
            ("KHOURY", "خوري"),
            ("DARWISH", "درويش"),
        ],
        women: &[("RIMA", "ريما"), ("LAYAL", "ليال"), ("HANAN", "حنان")],
        men: &[("OMAR", "عمر"), ("YOUSEF", "يوسف"), ("KHALED", "خالد")],
    },
    People {
        country: "SOM",
        share: 6,
        family: &[
            ("ABDI MOHAMED", ""),
            ("HASSAN ALI", ""),
            ("WARSAME FARAH", ""),
            ("JAMA NUR", ""),
        ],
        women: &[("AMINA", ""), ("HODAN", ""), ("FADUMO", ""), ("SAHRA", "")],
        men: &[("ABDIRAHMAN", ""), ("MOHAMUD", ""), ("LIBAN", ""), ("YUSUF", "")],
    },
    People {
        country: "AFG",
        share: 5,
        family: &[("", ""), ("AHMADI", "احمدی"), ("RAHIMI", "رحیمی"), ("HOSSEINI", "حسینی")],
        women: &[("FATEMA", "فاطمه"), ("ZAHRA", "زهرا"), ("SHUKRIA", "شکریه")],
        men: &[("MOHAMMAD NABI", "محمد نبی"), ("GHULAM", "غلام"), ("REZA", "رضا")],
    },
    People {
        country: "IRN",
        share: 5,
        family: &[
            ("KARIMI", "کریمی"),
            ("MOHAMMADI", "محمدی"),
            ("SADEGHI", "صادقی"),
            ("RAHMANI", "رحمانی"),
        ],
        women: &[("MARYAM", "مریم"), ("NAZANIN", "نازنین"), ("PARISA", "پریسا")],
        men: &[("ARASH", "آرش"), ("BEHZAD", "بهزاد"), ("KIAN", "کیان")],
    },
    People {
        country: "NPL",
        share: 5,
        family: &[("THAPA", "थापा"), ("GURUNG", "गुरुङ"), ("SHRESTHA", "श्रेष्ठ"), ("RAI", "राई")],
        women: &[("SITA", "सीता"), ("ASMITA", "अस्मिता")],
        men: &[("BISHAL", "विशाल"), ("PRAKASH", "प्रकाश"), ("SURAJ", "सुरज")],
    },
    People {
        country: "PAK",
        share: 5,
        family: &[("KHAN", "خان"), ("MALIK", "ملک"), ("QURESHI", "قریشی"), ("BUTT", "بٹ")],
        women: &[("AYESHA", "عائشہ"), ("HINA", "حنا")],
        men: &[("USMAN", "عثمان"), ("BILAL", "بلال"), ("HAMZA", "حمزہ")],
    },
    People {
        country: "TUR",
        share: 4,
        family: &[
            ("YILMAZ", "Yılmaz"),
            ("OZTURK", "Öztürk"),
            ("SAHIN", "Şahin"),
            ("CELIK", "Çelik"),
        ],
        women: &[("ELIF", "Elif"), ("ZEYNEP", "Zeynep"), ("GULSAH", "Gülşah")],
        men: &[("EMRE", "Emre"), ("CAGRI", "Çağrı"), ("MEHMET", "Mehmet")],
    },
    People {
        country: "NGA",
        share: 4,
        family: &[("OKAFOR", ""), ("ADEYEMI", ""), ("EZE", ""), ("BALOGUN", "")],
        women: &[("CHIDINMA", ""), ("FUNMILAYO", ""), ("NGOZI", "")],
        men: &[("EMEKA", ""), ("TUNDE", ""), ("IFEANYI", "")],
    },
    People {
        country: "THA",
        share: 3,
        family: &[("SUKSAWAT", "สุขสวัสดิ์"), ("CHAIYASIT", "ไชยสิทธิ์"), ("BOONMEE", "บุญมี")],
        women: &[("SIRIPORN", "ศิริพร"), ("MALEE", "มาลี"), ("KANYA", "กัญญา")],
        men: &[("SOMCHAI", "สมชาย"), ("ANAN", "อนันต์")],
    },
    People {
        country: "ETH",
        share: 2,
        family: &[("TESFAYE", "ተስፋዬ"), ("BEKELE", "በቀለ"), ("HAILE", "ኃይለ")],
        women: &[("HIWOT", "ሕይወት"), ("MERON", "ሜሮን")],
        men: &[("DAWIT", "ዳዊት"), ("YONAS", "ዮናስ")],
    },
    People {
        country: "XXA",
        share: 2,
        family: &[("AL-MASRI", "المصري"), ("ABU SHANAB", "أبو شنب")],
        women: &[("SAMAR", "سمر"), ("DUHA", "ضحى")],
        men: &[("MAHMOUD", "محمود"), ("TAREK", "طارق")],
    },
];
