//! What the pages say by themselves, in the language of what they show: in English where it is in
//! none of these.

/// The words of the pages in a language.
pub struct Words {
    pub skip: &'static str,
    pub search: &'static str,
    pub placeholder: &'static str,
    pub results: &'static str,
    pub nothing: &'static str,
    pub popular: &'static str,
    pub articles: &'static str,
    pub all: &'static str,
    pub empty: &'static str,
    pub home: &'static str,
    pub contents: &'static str,
    pub more: &'static str,
    pub updated: &'static str,
    pub by: &'static str,
    pub language: &'static str,
    pub previous: &'static str,
    pub next: &'static str,
    pub missing: &'static str,
    pub missing_why: &'static str,
}

const ENGLISH: Words = Words {
    skip: "Skip to the content",
    search: "Search",
    placeholder: "Search for articles",
    results: "Search results",
    nothing: "Nothing was found. Try other or fewer words.",
    popular: "Popular articles",
    articles: "Articles",
    all: "Show all",
    empty: "There are no articles yet.",
    home: "Home",
    contents: "On this page",
    more: "More on this",
    updated: "Last updated on",
    by: "by",
    language: "Language",
    previous: "Previous",
    next: "Next",
    missing: "There is nothing at this address",
    missing_why: "It may have been moved or removed. A search may find it.",
};

const GERMAN: Words = Words {
    skip: "Zum Inhalt springen",
    search: "Suchen",
    placeholder: "Artikel suchen",
    results: "Suchergebnisse",
    nothing: "Nichts gefunden. Versuchen Sie es mit anderen oder weniger Wörtern.",
    popular: "Beliebte Artikel",
    articles: "Artikel",
    all: "Alle anzeigen",
    empty: "Es gibt noch keine Artikel.",
    home: "Startseite",
    contents: "Auf dieser Seite",
    more: "Mehr dazu",
    updated: "Zuletzt aktualisiert am",
    by: "von",
    language: "Sprache",
    previous: "Zurück",
    next: "Weiter",
    missing: "Unter dieser Adresse gibt es nichts",
    missing_why: "Vielleicht wurde es verschoben oder entfernt. Die Suche kann helfen.",
};

const FRENCH: Words = Words {
    skip: "Aller au contenu",
    search: "Rechercher",
    placeholder: "Rechercher des articles",
    results: "Résultats de la recherche",
    nothing: "Aucun résultat. Essayez avec d’autres mots, ou moins de mots.",
    popular: "Articles populaires",
    articles: "Articles",
    all: "Tout afficher",
    empty: "Il n’y a pas encore d’articles.",
    home: "Accueil",
    contents: "Sur cette page",
    more: "À ce sujet",
    updated: "Dernière mise à jour le",
    by: "par",
    language: "Langue",
    previous: "Précédent",
    next: "Suivant",
    missing: "Il n’y a rien à cette adresse",
    missing_why: "La page a peut-être été déplacée ou supprimée. Une recherche peut aider.",
};

const SPANISH: Words = Words {
    skip: "Saltar al contenido",
    search: "Buscar",
    placeholder: "Buscar artículos",
    results: "Resultados de la búsqueda",
    nothing: "No se encontró nada. Prueba con otras palabras, o con menos.",
    popular: "Artículos populares",
    articles: "Artículos",
    all: "Ver todo",
    empty: "Todavía no hay artículos.",
    home: "Inicio",
    contents: "En esta página",
    more: "Más sobre esto",
    updated: "Última actualización:",
    by: "por",
    language: "Idioma",
    previous: "Anterior",
    next: "Siguiente",
    missing: "No hay nada en esta dirección",
    missing_why: "Puede que se haya movido o eliminado. Una búsqueda puede ayudar.",
};

const PORTUGUESE: Words = Words {
    skip: "Ir para o conteúdo",
    search: "Pesquisar",
    placeholder: "Pesquisar artigos",
    results: "Resultados da pesquisa",
    nothing: "Nada encontrado. Tente outras palavras, ou menos palavras.",
    popular: "Artigos populares",
    articles: "Artigos",
    all: "Mostrar tudo",
    empty: "Ainda não há artigos.",
    home: "Início",
    contents: "Nesta página",
    more: "Mais sobre isto",
    updated: "Última atualização em",
    by: "por",
    language: "Idioma",
    previous: "Anterior",
    next: "Seguinte",
    missing: "Não há nada neste endereço",
    missing_why: "Pode ter sido movido ou removido. Uma pesquisa pode ajudar.",
};

const ARABIC: Words = Words {
    skip: "انتقل إلى المحتوى",
    search: "بحث",
    placeholder: "ابحث عن مقالات",
    results: "نتائج البحث",
    nothing: "لم يتم العثور على شيء. جرّب كلمات أخرى أو أقل.",
    popular: "مقالات شائعة",
    articles: "مقالات",
    all: "عرض الكل",
    empty: "لا توجد مقالات بعد.",
    home: "الرئيسية",
    contents: "في هذه الصفحة",
    more: "المزيد حول هذا",
    updated: "آخر تحديث في",
    by: "بقلم",
    language: "اللغة",
    previous: "السابق",
    next: "التالي",
    missing: "لا يوجد شيء في هذا العنوان",
    missing_why: "ربما نُقل أو حُذف. قد يفيدك البحث.",
};

const HINDI: Words = Words {
    skip: "सामग्री पर जाएँ",
    search: "खोजें",
    placeholder: "लेख खोजें",
    results: "खोज के परिणाम",
    nothing: "कुछ नहीं मिला। दूसरे या कम शब्दों से खोजें।",
    popular: "लोकप्रिय लेख",
    articles: "लेख",
    all: "सभी दिखाएँ",
    empty: "अभी कोई लेख नहीं है।",
    home: "होम",
    contents: "इस पेज पर",
    more: "इस बारे में और",
    updated: "पिछला अपडेट:",
    by: "लेखक:",
    language: "भाषा",
    previous: "पिछला",
    next: "अगला",
    missing: "इस पते पर कुछ नहीं है",
    missing_why: "हो सकता है इसे हटाया या कहीं और ले जाया गया हो। खोजने से मिल सकता है।",
};

const JAPANESE: Words = Words {
    skip: "本文へ移動",
    search: "検索",
    placeholder: "記事を検索",
    results: "検索結果",
    nothing: "見つかりませんでした。別の言葉、または少ない言葉でお試しください。",
    popular: "人気の記事",
    articles: "記事",
    all: "すべて表示",
    empty: "記事はまだありません。",
    home: "ホーム",
    contents: "このページの内容",
    more: "関連する記事",
    updated: "最終更新日：",
    by: "執筆：",
    language: "言語",
    previous: "前へ",
    next: "次へ",
    missing: "このアドレスには何もありません",
    missing_why: "移動または削除された可能性があります。検索すると見つかるかもしれません。",
};

const CHINESE: Words = Words {
    skip: "跳到正文",
    search: "搜索",
    placeholder: "搜索文章",
    results: "搜索结果",
    nothing: "没有找到内容。请尝试其他词语或减少词语。",
    popular: "热门文章",
    articles: "文章",
    all: "显示全部",
    empty: "还没有文章。",
    home: "首页",
    contents: "本页内容",
    more: "相关文章",
    updated: "最后更新于",
    by: "作者：",
    language: "语言",
    previous: "上一页",
    next: "下一页",
    missing: "此地址没有内容",
    missing_why: "页面可能已被移动或删除。您可以尝试搜索。",
};

/// Languages by what they call themselves.
const NAMES: [(&str, &str); 43] = [
    ("ar", "العربية"),
    ("az", "Azərbaycanca"),
    ("bg", "Български"),
    ("bn", "বাংলা"),
    ("ca", "Català"),
    ("cs", "Čeština"),
    ("da", "Dansk"),
    ("de", "Deutsch"),
    ("el", "Ελληνικά"),
    ("en", "English"),
    ("es", "Español"),
    ("et", "Eesti"),
    ("fa", "فارسی"),
    ("fi", "Suomi"),
    ("fr", "Français"),
    ("he", "עברית"),
    ("hi", "हिन्दी"),
    ("hr", "Hrvatski"),
    ("hu", "Magyar"),
    ("id", "Bahasa Indonesia"),
    ("it", "Italiano"),
    ("ja", "日本語"),
    ("ka", "ქართული"),
    ("ko", "한국어"),
    ("lt", "Lietuvių"),
    ("lv", "Latviešu"),
    ("ml", "മലയാളം"),
    ("nl", "Nederlands"),
    ("no", "Norsk"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("ru", "Русский"),
    ("sk", "Slovenčina"),
    ("sl", "Slovenščina"),
    ("sr", "Srpski"),
    ("sv", "Svenska"),
    ("ta", "தமிழ்"),
    ("th", "ไทย"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("vi", "Tiếng Việt"),
    ("zh", "中文"),
];

pub fn of(locale: &str) -> &'static Words {
    match language(locale) {
        "ar" => &ARABIC,
        "de" => &GERMAN,
        "es" => &SPANISH,
        "fr" => &FRENCH,
        "hi" => &HINDI,
        "ja" => &JAPANESE,
        "pt" => &PORTUGUESE,
        "zh" => &CHINESE,
        _ => &ENGLISH,
    }
}

/// What a language calls itself, with what tells it from others of the same name.
pub fn name(locale: &str) -> String {
    let known = NAMES.iter().find(|(code, _)| *code == language(locale));
    match (known, locale.split_once(['_', '-'])) {
        (Some((_, name)), Some((_, region))) => format!("{name} ({region})"),
        (Some((_, name)), None) => (*name).to_owned(),
        (None, _) => locale.to_owned(),
    }
}

/// A locale as HTML has it: `pt-BR`.
pub fn tag(locale: &str) -> String {
    locale.replace('_', "-")
}

pub fn direction(locale: &str) -> &'static str {
    match language(locale) {
        "ar" | "fa" | "he" | "ps" | "ur" | "yi" => "rtl",
        _ => "ltr",
    }
}

fn language(locale: &str) -> &str {
    locale.split(['_', '-']).next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{name, of};

    #[test]
    fn a_locale_without_words_of_its_own_has_those_of_its_language() {
        for (locale, home) in [
            ("en", "Home"),
            ("pt_BR", "Início"),
            ("zh_CN", "首页"),
            ("ja", "ホーム"),
            ("hi-IN", "होम"),
            ("nl", "Home"),
        ] {
            assert_eq!(of(locale).home, home, "{locale}");
        }
        assert_eq!(name("zh_CN"), "中文 (CN)");
    }
}
