"""Turkish people, places and products for the sandbox's packages."""

FIRST_NAMES = [
    "Ayşe",
    "Mehmet",
    "Gülşen",
    "Çağla",
    "İbrahim",
    "Şükrü",
    "Özge",
    "Uğur",
    "Işıl",
    "Ömer",
    "Zeynep",
    "Hüseyin",
    "Fatma",
    "Çiğdem",
    "Oğuzhan",
    "Müjde",
    "İrem",
    "Yiğit",
    "Şeyma",
    "Göktuğ",
    "Nurgül",
    "Bülent",
    "Ümit",
    "Tuğçe",
    "Kağan",
    "Elif",
    "Doğukan",
    "Sıla",
    "Barış",
    "Gonca",
]
LAST_NAMES = [
    "Yılmaz",
    "Öztürk",
    "Şahin",
    "Çelik",
    "Güneş",
    "Işık",
    "Kılıç",
    "Doğan",
    "Aydın",
    "Özdemir",
    "Çakır",
    "Gündoğdu",
    "Şimşek",
    "Ünal",
    "Yıldız",
    "Karagöz",
    "İnce",
    "Altıntaş",
    "Büyükçekmeceli",
    "Güçlü",
    "Tuğrul",
    "Çavuşoğlu",
    "Ağaoğlu",
    "Erdoğmuş",
    "Bağcı",
    "Söğüt",
]
# city, township, district, postcode
PLACES = (
    ("İstanbul", "Kadıköy", "Caferağa", "34710"),
    ("İstanbul", "Üsküdar", "Çengelköy", "34680"),
    ("İstanbul", "Şişli", "Esentepe", "34394"),
    ("Ankara", "Çankaya", "Kızılay", "06420"),
    ("İzmir", "Karşıyaka", "Bostanlı", "35590"),
    ("Bursa", "Nilüfer", "Görükle", "16285"),
    ("Eskişehir", "Odunpazarı", "Büyükdere", "26040"),
    ("Muğla", "Fethiye", "Ölüdeniz", "48300"),
    ("Şanlıurfa", "Haliliye", "Bahçelievler", "63300"),
    ("Diyarbakır", "Bağlar", "Kaynartepe", "21090"),
    ("Çanakkale", "Merkez", "Barbaros", "17020"),
    ("Iğdır", "Merkez", "Söğütlü", "76000"),
    ("Ağrı", "Doğubayazıt", "İshakpaşa", "04400"),
    ("Gümüşhane", "Şiran", "Karşıyaka", "29700"),
)
STREETS = (
    "Çınar",
    "Gülbahçe",
    "Işıklar",
    "Şehit Öğretmen",
    "Yeşilırmak",
    "Cumhuriyet",
    "İnönü",
    "Akağaç",
    "Üzüm",
)
COMPANIES = ("Gökyüzü Bilişim A.Ş.", "Öz Işık Tekstil Ltd. Şti.", "Çağdaş Mağazacılık San. ve Tic. A.Ş.")
TAX_OFFICES = ("Kadıköy", "Çankaya", "Karşıyaka", "Büyük Mükellefler")
GIFT_NOTES = (
    "Doğum günün kutlu olsun! 🎂",
    "Happy Birthday!",
    "İyi ki varsın, seni çok seviyoruz.\nAnneannen ve deden",
    "Lütfen faturayı kutuya koymayın, hediyedir.",
)
PACKAGE_NOTES = (
    "Please handle with care.",
    "Kırılabilir, lütfen iki kat sarın.",
    "Müşteri 17:00'den sonra teslim istiyor.",
    "Acil! Bugün çıkması şart.",
)
ADDRESS_NOTES = (
    "Zil bozuk, lütfen arayın.",
    "Güvenliğe bırakılabilir.",
    "3. kat, asansör yok.",
    "Köpek var.",
)
_KINDS = ("TSHRT", "JEAN", "ELBS", "CKT", "AYKB", "CANTA", "SAPKA", "ATKI", "KMR", "GMLK")
# by what products call them: as people read them, and as they look
COLOURS = {
    "RD": ("Kırmızı", "#c92a2a"),
    "BL": ("Mavi", "#1c5fb8"),
    "BK": ("Siyah", "#222222"),
    "WH": ("Beyaz", "#f4f4f0"),
    "GR": ("Yeşil", "#2b8a3e"),
    "YL": ("Sarı", "#f2c200"),
}
PRODUCTS = tuple(f"AKN-{kind}-{colour}" for kind in _KINDS for colour in COLOURS)
