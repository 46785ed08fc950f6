//! Where people come from, and what they are called there.
//!
//! Names are common ones, put together by chance. One that is not written in Latin letters
//! is followed by its spelling in them: `Дмитрий=Dmitri`.

use super::{Culture, Order::FamilyFirst, Order::GivenFirst};

#[rustfmt::skip]
pub const CULTURES: &[Culture] = &[
    Culture {
        country: "United Kingdom", code: "GB", language: "en", calling: "44", order: GivenFirst,
        cities: &["Leeds", "Bristol", "Cardiff", "Glasgow", "Norwich", "Belfast"],
        given: &["Alice", "Tom", "Imogen", "Callum", "Niamh", "Oliver", "Freya", "Rhys", "Harriet", "Owen", "Isla", "George", "Poppy", "Ewan", "Martha", "Jack"],
        family: &["Whitfield", "Hughes", "Barrett", "Douglas", "Pritchard", "Ashworth", "Mercer", "Kerr", "Holloway", "Lowe", "Fairclough", "Bates", "Winslow", "Ogden", "Tennant", "Marsh"],
    },
    Culture {
        country: "United States", code: "US", language: "en", calling: "1", order: GivenFirst,
        cities: &["Portland", "Austin", "Madison", "Savannah", "Boulder", "Columbus"],
        given: &["Emily", "Marcus", "Jasmine", "Tyler", "Naomi", "Ethan", "Grace", "Darnell", "Hannah", "Luis", "Abigail", "Carter", "Maya", "Wyatt", "Zoe", "Nathan"],
        family: &["Coleman", "Ramirez", "Brooks", "Sutton", "Hayes", "Delgado", "Foster", "Whitaker", "Chavez", "Bishop", "Larsen", "Monroe", "Pruitt", "Vance", "Ellison", "Tran"],
    },
    Culture {
        country: "Germany", code: "DE", language: "de", calling: "49", order: GivenFirst,
        cities: &["Köln", "Leipzig", "Nürnberg", "Hamburg", "Freiburg", "Münster"],
        given: &["Jürgen", "Anneliese", "Matthias", "Käthe", "Björn", "Sabine", "Lukas", "Mareike", "Günther", "Leonie", "Stefan", "Antje", "Felix", "Ute", "Henrik", "Clara"],
        family: &["Müller", "Schäfer", "Köhler", "Weiß", "Brandt", "Krüger", "Vogel", "Böhm", "Lindner", "Hartmann", "Dietrich", "Jäger", "Sommer", "Größer", "Albrecht", "Winkler"],
    },
    Culture {
        country: "France", code: "FR", language: "fr", calling: "33", order: GivenFirst,
        cities: &["Lyon", "Nantes", "Orléans", "Béziers", "Grenoble", "Rennes"],
        given: &["Amélie", "Étienne", "Chloé", "Rémi", "Manon", "François", "Hélène", "Loïc", "Inès", "Gaël", "Margaux", "Théo", "Élodie", "Bastien", "Noémie", "Adrien"],
        family: &["Lefèvre", "Girard", "Mercier", "Rousseau", "Chevalier", "Garnier", "Faure", "Blanchard", "Gauthier", "Perrin", "Renaud", "Picard", "Vidal", "Colin", "Aubert", "Benoît"],
    },
    Culture {
        country: "Spain", code: "ES", language: "es", calling: "34", order: GivenFirst,
        cities: &["Málaga", "Bilbao", "Sevilla", "Valencia", "Cádiz", "Logroño"],
        given: &["Lucía", "Álvaro", "Begoña", "Íñigo", "Carmen", "Sergio", "Nuria", "Rubén", "Marta", "Andrés", "Pilar", "Joaquín", "Elena", "Óscar", "Sofía", "Raúl"],
        family: &["Fernández", "Muñoz", "Ortega", "Ibáñez", "Cabrera", "Núñez", "Gallego", "Vázquez", "Peña", "Herrero", "Lozano", "Méndez", "Prieto", "Sáez", "Crespo", "Vidal"],
    },
    Culture {
        country: "Brazil", code: "BR", language: "pt", calling: "55", order: GivenFirst,
        cities: &["São Paulo", "Curitiba", "Recife", "Florianópolis", "Belém", "Goiânia"],
        given: &["João", "Beatriz", "Thiago", "Letícia", "Caio", "Fernanda", "Vinícius", "Júlia", "Mateus", "Camila", "Rafael", "Larissa", "André", "Débora", "Luan", "Sílvia"],
        family: &["Oliveira", "Conceição", "Araújo", "Nascimento", "Carvalho", "Magalhães", "Teixeira", "Gonçalves", "Moura", "Batista", "Cardoso", "Pires", "Assunção", "Freitas", "Barros", "Sampaio"],
    },
    Culture {
        country: "Poland", code: "PL", language: "pl", calling: "48", order: GivenFirst,
        cities: &["Łódź", "Kraków", "Gdańsk", "Poznań", "Wrocław", "Białystok"],
        given: &["Łukasz", "Małgorzata", "Wojciech", "Agnieszka", "Paweł", "Zofia", "Grzegorz", "Karolina", "Michał", "Ewa", "Bartosz", "Joanna", "Tomasz", "Beata", "Kamil", "Hanna"],
        family: &["Kowalczyk", "Wiśniewska", "Zając", "Dąbrowski", "Wójcik", "Jabłońska", "Król", "Pawlak", "Szymański", "Wróbel", "Górska", "Stępień", "Mazur", "Sikora", "Baran", "Lis"],
    },
    Culture {
        country: "Czechia", code: "CZ", language: "cs", calling: "420", order: GivenFirst,
        cities: &["Brno", "Plzeň", "Olomouc", "Liberec", "České Budějovice", "Ostrava"],
        given: &["Jiří", "Tereza", "Ondřej", "Kateřina", "Matěj", "Lenka", "Vojtěch", "Zuzana", "Tomáš", "Barbora", "Radek", "Markéta", "Štěpán", "Ivana", "Daniel", "Eliška"],
        family: &["Novotný", "Dvořáková", "Černý", "Procházka", "Kučera", "Veselá", "Horák", "Němec", "Pokorná", "Marek", "Růžička", "Beneš", "Fialová", "Sedláček", "Doležal", "Zeman"],
    },
    Culture {
        country: "Sweden", code: "SE", language: "sv", calling: "46", order: GivenFirst,
        cities: &["Göteborg", "Malmö", "Västerås", "Umeå", "Linköping", "Örebro"],
        given: &["Åsa", "Björn", "Linnéa", "Göran", "Maja", "Håkan", "Ebba", "Sören", "Elin", "Viktor", "Saga", "Mårten", "Signe", "Axel", "Karin", "Nils"],
        family: &["Lindqvist", "Åberg", "Sjöström", "Hedlund", "Björklund", "Wallin", "Engström", "Öberg", "Nordin", "Holm", "Forsberg", "Dahl", "Ekman", "Söderberg", "Viklund", "Bergman"],
    },
    Culture {
        country: "Türkiye", code: "TR", language: "tr", calling: "90", order: GivenFirst,
        cities: &["İzmir", "Ankara", "Eskişehir", "Muğla", "Çanakkale", "Bursa"],
        given: &["Ayşe", "Mehmet", "Elif", "Oğuz", "Zeynep", "Çağrı", "Gülşen", "Emre", "Şule", "Burak", "Defne", "Kerem", "Nazlı", "Tolga", "İpek", "Deniz"],
        family: &["Yıldız", "Demirtaş", "Aksoy", "Şahin", "Öztürk", "Korkmaz", "Güneş", "Kılıç", "Arslan", "Çelik", "Bozkurt", "Tekin", "Uçar", "Özkan", "Sezer", "Bulut"],
    },
    Culture {
        country: "Greece", code: "GR", language: "el", calling: "30", order: GivenFirst,
        cities: &["Patras", "Thessaloniki", "Volos", "Chania", "Ioannina", "Kavala"],
        given: &["Αλέξης=Alexis", "Ελένη=Eleni", "Νίκος=Nikos", "Κατερίνα=Katerina", "Γιώργος=Giorgos", "Δήμητρα=Dimitra", "Στέλιος=Stelios", "Ιωάννα=Ioanna", "Θανάσης=Thanasis", "Μαρία=Maria"],
        family: &["Παπαδάκης=Papadakis", "Νικολάου=Nikolaou", "Δημητρίου=Dimitriou", "Αντωνίου=Antoniou", "Γεωργίου=Georgiou", "Κωνσταντίνου=Konstantinou", "Βλάχος=Vlachos", "Μακρής=Makris", "Ζαφειρίου=Zafeiriou", "Οικονόμου=Oikonomou"],
    },
    Culture {
        country: "Ukraine", code: "UA", language: "uk", calling: "380", order: GivenFirst,
        cities: &["Lviv", "Poltava", "Odesa", "Chernivtsi", "Ternopil", "Vinnytsia"],
        given: &["Олена=Olena", "Андрій=Andrii", "Наталія=Nataliia", "Богдан=Bohdan", "Ірина=Iryna", "Тарас=Taras", "Соломія=Solomiia", "Максим=Maksym", "Юлія=Yuliia", "Остап=Ostap"],
        family: &["Шевчук=Shevchuk", "Бондаренко=Bondarenko", "Коваленко=Kovalenko", "Мельник=Melnyk", "Гончар=Honchar", "Савчук=Savchuk", "Лисенко=Lysenko", "Романюк=Romaniuk", "Кравець=Kravets", "Поліщук=Polishchuk"],
    },
    Culture {
        country: "Jordan", code: "JO", language: "ar", calling: "962", order: GivenFirst,
        cities: &["Amman", "Irbid", "Aqaba", "Zarqa", "Madaba", "Jerash"],
        given: &["ليلى=Layla", "عمر=Omar", "نور=Noor", "يوسف=Yousef", "سلمى=Salma", "خالد=Khaled", "رنا=Rana", "طارق=Tareq", "دينا=Dina", "سامر=Samer"],
        family: &["حداد=Haddad", "نصار=Nassar", "خوري=Khoury", "سلامة=Salameh", "عيسى=Issa", "زيدان=Zidan", "شاهين=Shaheen", "بركات=Barakat", "منصور=Mansour", "عودة=Odeh"],
    },
    Culture {
        country: "India", code: "IN", language: "hi", calling: "91", order: GivenFirst,
        cities: &["Pune", "Kochi", "Jaipur", "Chennai", "Lucknow", "Mysuru"],
        given: &["Priya", "Arjun", "Kavya", "Rohan", "Meera", "Vikram", "Ananya", "Sanjay", "Deepa", "Karthik", "Lakshmi", "Aditya", "Sneha", "Farhan", "Ishita", "Nikhil"],
        family: &["Raman", "Deshpande", "Menon", "Kulkarni", "Chatterjee", "Iyer", "Bhatt", "Saxena", "Pillai", "Qureshi", "Nambiar", "Joshi", "Banerjee", "Rathore", "Shetty", "Malhotra"],
    },
    Culture {
        country: "Japan", code: "JP", language: "ja", calling: "81", order: FamilyFirst,
        cities: &["Sapporo", "Kyoto", "Fukuoka", "Nagoya", "Sendai", "Kanazawa"],
        given: &["花子=Hanako", "健太=Kenta", "美咲=Misaki", "大輔=Daisuke", "由美=Yumi", "翔太=Shota", "彩=Aya", "直樹=Naoki", "恵=Megumi", "拓也=Takuya"],
        family: &["佐藤=Sato", "高橋=Takahashi", "田中=Tanaka", "渡辺=Watanabe", "山本=Yamamoto", "小林=Kobayashi", "加藤=Kato", "松本=Matsumoto", "井上=Inoue", "清水=Shimizu"],
    },
    Culture {
        country: "South Korea", code: "KR", language: "ko", calling: "82", order: FamilyFirst,
        cities: &["Busan", "Daegu", "Incheon", "Jeonju", "Suwon", "Gangneung"],
        given: &["민준=Minjun", "서연=Seoyeon", "지훈=Jihoon", "하은=Haeun", "도윤=Doyun", "수아=Sua", "예준=Yejun", "지민=Jimin", "은우=Eunwoo", "채원=Chaewon"],
        family: &["김=Kim", "이=Lee", "박=Park", "최=Choi", "정=Jung", "강=Kang", "조=Cho", "윤=Yoon", "임=Lim", "한=Han"],
    },
    Culture {
        country: "Taiwan", code: "TW", language: "zh", calling: "886", order: FamilyFirst,
        cities: &["Tainan", "Taichung", "Hualien", "Hsinchu", "Keelung", "Taipei"],
        given: &["志明=Chih-Ming", "怡君=Yi-Chun", "雅婷=Ya-Ting", "家豪=Chia-Hao", "淑芬=Shu-Fen", "宗翰=Tsung-Han", "佳穎=Chia-Ying", "俊傑=Chun-Chieh", "美玲=Mei-Ling", "建宏=Chien-Hung"],
        family: &["陳=Chen", "林=Lin", "黃=Huang", "張=Chang", "李=Li", "吳=Wu", "劉=Liu", "蔡=Tsai", "楊=Yang", "許=Hsu"],
    },
    Culture {
        country: "Vietnam", code: "VN", language: "vi", calling: "84", order: FamilyFirst,
        cities: &["Đà Nẵng", "Huế", "Cần Thơ", "Hải Phòng", "Hội An", "Nha Trang"],
        given: &["Hương", "Minh", "Thảo", "Đức", "Lan", "Quân", "Ngọc", "Tuấn", "Hạnh", "Phúc", "Mai", "Dũng"],
        family: &["Nguyễn", "Trần", "Phạm", "Võ", "Đặng", "Bùi", "Lê", "Hồ", "Đỗ", "Ngô", "Dương", "Lý"],
    },
    Culture {
        country: "Nigeria", code: "NG", language: "en", calling: "234", order: GivenFirst,
        cities: &["Lagos", "Ibadan", "Enugu", "Abuja", "Benin City", "Abeokuta"],
        given: &["Adébáyọ̀=Adebayo", "Ngozi", "Chinedu", "Fọlákẹ́=Folake", "Ifeoma", "Tunde", "Amaka", "Emeka", "Yewande", "Obinna", "Halima", "Segun"],
        family: &["Okafor", "Adeyemi", "Eze", "Balogun", "Nwosu", "Ọlátúnjí=Olatunji", "Danjuma", "Obi", "Afolabi", "Ibekwe", "Lawal", "Onyekachi"],
    },
    Culture {
        country: "Kenya", code: "KE", language: "sw", calling: "254", order: GivenFirst,
        cities: &["Nakuru", "Kisumu", "Mombasa", "Eldoret", "Nyeri", "Thika"],
        given: &["Wanjiku", "Kamau", "Akinyi", "Otieno", "Zawadi", "Baraka", "Njeri", "Mwangi", "Amani", "Chebet", "Imani", "Kipchumba"],
        family: &["Mutua", "Odhiambo", "Wambui", "Kiplagat", "Njoroge", "Achieng", "Kariuki", "Barasa", "Cheruiyot", "Muthoni", "Onyango", "Gitau"],
    },
];
