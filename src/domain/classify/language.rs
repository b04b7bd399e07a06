//! Which language a message is written in, short posts included.
//!
//! Owns the language decision. Must not look at what the message wants.
//!
//! Three witnesses are added up: function words of seven languages, words that only the French or only
//! the English lists know, and the crate `whichlang`, whose word grows with the length of the text. The
//! platform's tag is asked only when they leave it open.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::lexicon::{Symbols, lexicon};
use super::normalize::{Kind, Prepared};

/// The code for a language nobody can tell.
pub(super) const UNKNOWN: &str = "und";

/// The languages told apart by their function words, in the order of the scores.
const LATIN: [&str; 7] = ["fr", "en", "es", "it", "pt", "de", "nl"];

/// Function words and greetings, without accents, one line a language, in the order of `LATIN`.
const FUNCTION_WORDS: [&str; 7] = [
    "le la les un une des du de d et est sont pas je j tu il elle on nous vous ils mon ma mes ton ta votre vos notre nos \
     ce cet cette ces c qu que qui quoi ou mais pour par avec sans dans sur sous au aux en ne n plus jamais toujours depuis \
     suis ai as avez ont avons etes etait fait faire faut veux peux peut pouvez bonjour bonsoir salut merci svp stp coucou \
     quand comment pourquoi combien tres trop bien aussi encore deja ici chez rien personne quel quelle oui non s m l t se sa son \
     ses leur leurs lui y comme si tout tous toute toutes etre avoir va vais allez voila donc alors car ca cela aucun aucune \
     quelqu svp mdr ptdr putain besoin aide demain hier aujourdhui recu bravo gratuit jour jours semaine mois depuis apres avant",
    "the a an and is are was were not i you he she it we they my your our his her their this that these those what who which \
     when where why how but for with without in on at to of from by about have has had do does did dont cant will would can could \
     should be been im its ive youre thats isnt just still never always please thanks thank hello hi hey yes no good so if or me us \
     them there here get got any some all more very too only out up down as than then now today tomorrow need want help wont \
     doesnt didnt havent great love going am lol omg cancel order refund much many new one first last day week time flight back \
     after before again over into off because also really even know like think make made been being amazing awesome worst best",
    "el la los las un una unos y es son no yo tu usted ustedes mi mis su sus que quien como cuando donde por para con sin en de del \
     al pero muy mas esta este esto eso hola gracias buenos dias buenas tardes tengo tiene puedo puede quiero necesito favor pedido se \
     lo le me nos ha he han hay porque cuenta nada todo siempre nunca ya si todavia dinero ayuda mejor peor estoy ser fue ustedes",
    "il lo la i gli le un una uno e sono non io tu lei noi voi mi ti ci si che chi come quando dove perche per con senza in di del \
     della dei delle al alla ma molto piu questo questa ciao grazie buongiorno salve ho ha hanno posso puo vorrei ordine ancora sempre \
     mai mio mia anche cosa tutto niente solo ordine pacco aiuto buonasera sto stato nel nella da dal siete avete",
    "o a os as um uma e nao eu voce voces ele ela meu minha seu sua que quem como quando onde porque por para com sem em de do da dos \
     das no na ao mas muito mais este esta isso ola obrigado obrigada bom dia boa tarde tenho tem posso pode quero preciso pedido ainda \
     ja foi estou esta ser ajuda nunca sempre conta dinheiro pra ate",
    "der die das ein eine einen und ist sind nicht ich du er sie es wir ihr mein meine dein sein was wer wie wann wo warum aber fur mit \
     ohne in im auf an zu von bei aus dem den des habe hat haben kann konnen wird werden bitte danke hallo guten tag noch immer nie \
     schon sehr auch nur mich mir uns euch kein keine bestellung paket seit geht kommt ihnen warte konto geld hilfe leider wieder",
    "de het een en is zijn niet ik je jij hij zij wij we mijn jouw uw wat wie hoe wanneer waar waarom maar voor met zonder in op aan te van \
     bij uit heb heeft hebben kan kunnen word wordt graag bedankt hallo goedemorgen goedemiddag nog steeds nooit al heel ook geen bestelling \
     pakket sinds mij ons jullie naar dit dat die er bent was moet wil geld rekening dank",
];

static WORDS: LazyLock<HashMap<&'static str, u8>> = LazyLock::new(|| {
    let mut words: HashMap<&'static str, u8> = HashMap::new();
    for (index, list) in FUNCTION_WORDS.iter().enumerate() {
        for word in list.split_whitespace() {
            *words.entry(word).or_default() |= 1 << index;
        }
    }
    words
});

/// The language of a text as an ISO 639-1 code, or `und`.
pub(super) fn detect(prepared: &Prepared, symbols: &Symbols, hint: Option<&str>) -> &'static str {
    let hint = hint.and_then(known_tag);
    if let Some(other) = by_script(prepared.source()) {
        return other;
    }
    let mut scores = [0.0_f32; LATIN.len()];
    let (mut letters, mut words) = (0, 0);
    for (index, token) in prepared.tokens.iter().enumerate() {
        if token.kind != Kind::Word {
            continue;
        }
        let word = prepared.normal(token);
        letters += word.len();
        words += 1;
        let known = WORDS.get(word).copied().unwrap_or(0);
        if known != 0 {
            let share = 2.0 / known.count_ones() as f32;
            for (language, score) in scores.iter_mut().enumerate() {
                *score += if known & (1 << language) != 0 { share } else { 0.0 };
            }
        } else {
            let [french, english, ..] = &mut scores;
            match lexicon().leaning(symbols, index) {
                1 => *french += 1.0,
                -1 => *english += 1.0,
                _ => {}
            }
        }
    }
    if words == 0 {
        return hint.unwrap_or(UNKNOWN);
    }
    accents(prepared.source(), &mut scores);
    if letters >= 12 {
        let guess = whichlang::detect_language(&plain(prepared)).three_letter_code();
        let trust = (letters as f32 / 25.0).min(4.0);
        let code = two_letters(guess).unwrap_or(UNKNOWN);
        // A language we have no words of is believed when no other word was recognized.
        let unheard = letters >= 20 && scores.iter().all(|score| *score < 1.5);
        match LATIN.iter().position(|language| *language == code).and_then(|index| scores.get_mut(index)) {
            Some(score) => *score += trust,
            None if code != UNKNOWN && unheard => return code,
            None => {}
        }
    }
    choose(&scores, hint)
}

/// The best language if it is clearly best; else what the platform says; else the best, if there is one.
fn choose(scores: &[f32; LATIN.len()], hint: Option<&'static str>) -> &'static str {
    let mut ranked: Vec<(f32, &'static str)> = scores.iter().copied().zip(LATIN).collect();
    ranked.sort_by(|left, right| right.0.total_cmp(&left.0));
    let (best, language) = ranked.first().copied().unwrap_or((0.0, UNKNOWN));
    let second = ranked.get(1).map_or(0.0, |entry| entry.0);
    let clear = best >= 1.0 && best - second >= 0.7;
    match hint {
        Some(hint) if !clear => hint,
        _ if best >= 0.6 => language,
        _ => UNKNOWN,
    }
}

/// Letters only one of the languages writes.
fn accents(source: &str, scores: &mut [f32; LATIN.len()]) {
    let mut seen = [0_u8; LATIN.len()];
    for character in source.chars() {
        let language = match character {
            'ç' | 'è' | 'ê' | 'ë' | 'û' | 'î' | 'œ' | 'ù' | 'À' | 'É' | 'Ê' | 'Ç' | 'é' | 'à' => 0,
            'ñ' | '¿' | '¡' | 'Ñ' => 2,
            'ã' | 'õ' | 'Ã' | 'Õ' => 4,
            'ß' | 'ä' | 'ö' | 'Ä' | 'Ö' => 5,
            _ => continue,
        };
        if let Some(count) = seen.get_mut(language) {
            *count = (*count + 1).min(3);
        }
    }
    for (score, count) in scores.iter_mut().zip(seen) {
        *score += f32::from(count) * 0.6;
    }
}

/// The words alone, without links, handles and emoji, for the statistical detector.
fn plain(prepared: &Prepared) -> String {
    let mut plain = String::with_capacity(prepared.source().len());
    for word in prepared.source().split_whitespace() {
        if !word.starts_with(['@', '#']) && !word.starts_with("http") {
            plain.push_str(word);
            plain.push(' ');
        }
    }
    plain
}

/// A language told by its writing alone.
fn by_script(source: &str) -> Option<&'static str> {
    const SCRIPTS: [&str; 10] = ["ru", "el", "ar", "he", "zh", "ja", "ko", "th", "hi", "uk"];
    let mut counts = [0_usize; SCRIPTS.len()];
    let mut latin = 0;
    for character in source.chars().filter(|character| !character.is_ascii()) {
        let script = match character {
            'і' | 'ї' | 'є' | 'ґ' | 'І' | 'Ї' | 'Є' => 9,
            '\u{400}'..='\u{52f}' => 0,
            '\u{370}'..='\u{3ff}' => 1,
            '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => 2,
            '\u{590}'..='\u{5ff}' => 3,
            '\u{4e00}'..='\u{9fff}' => 4,
            '\u{3040}'..='\u{30ff}' => 5,
            '\u{ac00}'..='\u{d7af}' => 6,
            '\u{e00}'..='\u{e7f}' => 7,
            '\u{900}'..='\u{97f}' => 8,
            _ => continue,
        };
        if let Some(count) = counts.get_mut(script) {
            *count += 1;
        }
    }
    let total: usize = counts.iter().sum();
    if total == 0 {
        return None;
    }
    latin += source
        .split_whitespace()
        .filter(|word| !word.starts_with(['@', '#']) && !word.starts_with("http"))
        .fold(0, |letters, word| letters + word.chars().filter(char::is_ascii_alphabetic).count());
    if latin > total * 2 {
        return None;
    }
    let [russian, _, _, _, _, japanese, _, _, _, ukrainian] = counts;
    if ukrainian > 0 && russian > 0 {
        return Some("uk");
    }
    if japanese > 0 {
        return Some("ja");
    }
    counts.iter().zip(SCRIPTS).max_by_key(|(count, _)| **count).map(|(_, language)| language)
}

/// Our static name for a two-letter tag; none for "no language" tags.
fn known_tag(tag: &str) -> Option<&'static str> {
    const KNOWN: [&str; 44] = [
        "fr", "en", "es", "it", "pt", "de", "nl", "ru", "el", "ar", "he", "zh", "ja", "ko", "th", "hi", "uk", "sv",
        "tr", "vi", "pl", "cs", "ro", "hu", "da", "no", "fi", "ca", "eu", "bg", "hr", "sr", "sk", "sl", "et", "lv",
        "lt", "id", "tl", "fa", "ur", "bn", "ht", "cy",
    ];
    let head = tag.trim().split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    KNOWN.into_iter().find(|known| *known == head)
}

fn two_letters(three: &str) -> Option<&'static str> {
    Some(match three {
        "fra" => "fr",
        "eng" => "en",
        "spa" => "es",
        "ita" => "it",
        "por" => "pt",
        "deu" => "de",
        "nld" => "nl",
        "swe" => "sv",
        "tur" => "tr",
        "vie" => "vi",
        "rus" => "ru",
        "ara" => "ar",
        "hin" => "hi",
        "jpn" => "ja",
        "kor" => "ko",
        "cmn" => "zh",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::super::normalize::prepare;
    use super::*;

    #[track_caller]
    fn check(text: &str, hint: Option<&str>, expected: &str) {
        let prepared = prepare(text);
        let symbols = lexicon().symbols(&prepared);
        assert_eq!(detect(&prepared, &symbols, hint), expected, "{text}");
    }

    #[test]
    fn short_posts() {
        check("merci", None, "fr");
        check("slt, mon colis svp", None, "fr");
        check("@acme my parcel?", None, "en");
        check("pk ma CB est refusée", Some("en"), "fr");
        check("thanks!!", Some("fr"), "en");
        check("ok", Some("fr"), "fr");
        check("@acme 😡 https://t.co/x", Some("fr-FR"), "fr");
        check("@acme", Some("qme"), "und");
        check("", None, "und");
        check("12345", Some("und"), "und");
    }

    #[test]
    fn longer_posts() {
        check("J'attends toujours mon remboursement, c'est inadmissible", Some("en"), "fr");
        check("I have been waiting for my refund since Monday", Some("fr"), "en");
        check("Hola, todavía no he recibido mi pedido, ¿me pueden ayudar?", None, "es");
        check("Guten Tag, ich warte noch immer auf meine Bestellung", None, "de");
        check("Buongiorno, non ho ancora ricevuto il mio pacco", None, "it");
        check("Bom dia, ainda não recebi o meu pedido", None, "pt");
        check("Goedemiddag, mijn pakket is nog steeds niet aangekomen", None, "nl");
        check("Где мой заказ?", None, "ru");
        check("注文した商品が届きません", None, "ja");
        check("أين طلبي؟", None, "ar");
    }
}
