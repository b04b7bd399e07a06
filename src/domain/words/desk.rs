//! What is wrong with a desk file, and what to do about it.
//!
//! Owns the sentences of `couture check`. Must not find problems: `crate::desk` does.

use super::Language;
use super::calendar::calendar_error;
use crate::domain::desk::{Expected, Problem, ProblemCode};

/// One problem as a line: file and line, what is wrong, what to do.
pub fn problem(problem: &Problem, language: Language) -> String {
    let place = match problem.line {
        0 => problem.file.clone(),
        line => format!("{}:{line}", problem.file),
    };
    let (wrong, remedy) = match language {
        Language::Fr => (wrong_in_french(problem), remedy_in_french(problem)),
        Language::En => (wrong_in_english(problem), remedy_in_english(problem)),
    };
    let colon = language.pick(" :", ":");
    if remedy.is_empty() { format!("{place}{colon} {wrong}") } else { format!("{place}{colon} {wrong} {remedy}") }
}

fn wrong_in_english(problem: &Problem) -> String {
    let about = &problem.about;
    match &problem.code {
        ProblemCode::Unreadable => format!("this cannot be read ({about})."),
        ProblemCode::NotText => "this file is not UTF-8 text.".to_owned(),
        ProblemCode::UnknownFile => "no desk has a file of this name.".to_owned(),
        ProblemCode::MissingFile => "this file is missing.".to_owned(),
        ProblemCode::NotToml => format!("this is not TOML: {}.", one_line(about)),
        ProblemCode::UnknownKey => format!("the key “{about}” means nothing here."),
        ProblemCode::MissingKey => format!("the key “{about}” is missing."),
        ProblemCode::WrongType(expected) => format!("“{about}” must be {}.", expected_in_english(*expected)),
        ProblemCode::Empty => format!("“{about}” is empty."),
        ProblemCode::BadId => format!("“{about}” cannot be a short name."),
        ProblemCode::ReservedName => format!("“{about}” is a name with a meaning of its own."),
        ProblemCode::Duplicate { first_line } => format!("“{about}” is already on line {first_line}."),
        ProblemCode::UnknownTeam => format!("there is no team “{about}”."),
        ProblemCode::UnknownCalendar => format!("there is no calendar “{about}”."),
        ProblemCode::UnknownTopic => format!("there is no topic “{about}”."),
        ProblemCode::UnknownInbox => format!("there is no inbox with the id “{about}”."),
        ProblemCode::UnknownIntent => format!("there is no intent “{about}”."),
        ProblemCode::UnknownLanguage => format!("“{about}” is not a language we can use here."),
        ProblemCode::UnknownChannel => format!("there is no channel “{about}”."),
        ProblemCode::UnknownReplyRule => format!("there is no reply rule “{about}”."),
        ProblemCode::UnknownPriority => format!("there is no priority “{about}”."),
        ProblemCode::UnknownSentiment => format!("there is no sentiment “{about}”."),
        ProblemCode::UnknownAssignment => format!("there is no assignment “{about}”."),
        ProblemCode::UnknownStrategy => format!("there is no strategy “{about}”."),
        ProblemCode::NoAgents => {
            format!("the team “{about}” gives its cases to agents, and no agent belongs to it.")
        }
        ProblemCode::BadWord => format!("“{about}” holds no letter and no digit, so no message can contain it."),
        ProblemCode::MissingFallback => {
            "there is no fallback team, so a case no rule speaks of would go nowhere.".to_owned()
        }
        ProblemCode::UnknownHeir => format!("the heir “{about}” is not a team."),
        ProblemCode::HeirLoop => format!("these retired teams inherit from each other in a circle: {about}."),
        ProblemCode::NeverMatches { earlier, earlier_line } => {
            format!("“{about}” can never apply: “{earlier}” on line {earlier_line} takes everything it could.")
        }
        ProblemCode::BadDuration => format!("“{about}” is not a span of time above zero."),
        ProblemCode::BadWarning => format!("the warning “{about}” does not fall between the start and the deadline."),
        ProblemCode::BadEscalation => format!("“{about}” does not say whom to tell how long after a breach."),
        ProblemCode::NoTarget => format!("the policy “{about}” promises nothing."),
        ProblemCode::NoCatchAll => {
            format!("“{about}” is not promised to everyone, so some messages would have no deadline.")
        }
        ProblemCode::Calendar(error) => calendar_error(error, Language::En),
    }
}

fn remedy_in_english(problem: &Problem) -> String {
    let known = known_words(problem, "Known here: ");
    match &problem.code {
        ProblemCode::Unreadable => "Check the path and that you may read it.".to_owned(),
        ProblemCode::NotText => "Save it again as UTF-8.".to_owned(),
        ProblemCode::UnknownFile => {
            format!("Rename it so that it does not end in .toml, or use one of the known names. {known}")
        }
        ProblemCode::MissingFile => "Create it; the demo desk in infra/desk shows its form.".to_owned(),
        ProblemCode::NotToml => "Correct this line; texts stand in quotes and every bracket is closed.".to_owned(),
        ProblemCode::UnknownKey => format!("Correct or remove it. {known}"),
        ProblemCode::MissingKey => "Add it; the demo desk in infra/desk shows its form.".to_owned(),
        ProblemCode::WrongType(_) => String::new(),
        ProblemCode::Empty => "Write a value, or remove the key.".to_owned(),
        ProblemCode::BadId => "Use at most 40 lower-case letters without accents, digits, - and _.".to_owned(),
        ProblemCode::ReservedName => "Choose another name.".to_owned(),
        ProblemCode::Duplicate { .. } => "Rename or remove one of the two.".to_owned(),
        ProblemCode::UnknownTeam => format!("Correct the name, or add the team to teams.toml. {known}"),
        ProblemCode::UnknownCalendar => format!("Correct the name, or add the calendar to calendars.toml. {known}"),
        ProblemCode::UnknownTopic => format!("Correct the name, or add the topic to topics.toml. {known}"),
        ProblemCode::UnknownInbox => format!("Correct the id, or add the inbox to inboxes.toml. {known}"),
        ProblemCode::UnknownLanguage if problem.known.is_empty() => {
            "Write a two-letter code such as fr, en or de, without a region; und when nobody can tell.".to_owned()
        }
        ProblemCode::UnknownIntent
        | ProblemCode::UnknownLanguage
        | ProblemCode::UnknownChannel
        | ProblemCode::UnknownReplyRule
        | ProblemCode::UnknownPriority
        | ProblemCode::UnknownSentiment
        | ProblemCode::UnknownAssignment
        | ProblemCode::UnknownStrategy => format!("Correct the word. {known}"),
        ProblemCode::NoAgents => {
            "Add an agent of it to agents.toml, or let its agents take cases: assignment = \"pull\".".to_owned()
        }
        ProblemCode::BadWord => "Write a word or a phrase, or remove it.".to_owned(),
        ProblemCode::MissingFallback => format!("Add a line such as fallback = \"support-en\" at the top. {known}"),
        ProblemCode::UnknownHeir => format!("Name a team of this file. {known}"),
        ProblemCode::HeirLoop => "Let one of them inherit to a team that is not retired.".to_owned(),
        ProblemCode::NeverMatches { .. } => "Put it before that one, or remove it.".to_owned(),
        ProblemCode::BadDuration => "Write it as PT15M (15 minutes), PT2H (2 hours) or P1D (24 hours).".to_owned(),
        ProblemCode::BadWarning => {
            "Write \"75%\" (1% to 99%), or a time before the deadline that is shorter than every target here, \
             such as \"PT10M\"."
                .to_owned()
        }
        ProblemCode::BadEscalation => {
            "Write \"PT15M lead\": a time after the breach, and agent, lead, manager or on_call.".to_owned()
        }
        ProblemCode::NoTarget => "Give it first_response, next_response or resolution, or remove it.".to_owned(),
        ProblemCode::NoCatchAll => {
            format!("Add {} to a last policy without any condition.", problem.about)
        }
        ProblemCode::Calendar(_) => String::new(),
    }
    .trim_end()
    .to_owned()
}

fn expected_in_english(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "a text in quotes, such as \"1001\"",
        Expected::Texts => "a list of texts in quotes, such as [\"one\", \"two\"]",
        Expected::TextOrTexts => "a text in quotes or a list of them, such as \"fr\" or [\"fr\", \"en\"]",
        Expected::Flag => "true or false, without quotes",
        Expected::Count => "a whole number from 1 to 1000, without quotes",
        Expected::Table => "a table, such as { fr = \"Ventes\", en = \"Sales\" } or a part headed by [brackets]",
        Expected::Tables => "written as parts headed by [[double brackets]]",
    }
}

fn wrong_in_french(problem: &Problem) -> String {
    let about = &problem.about;
    match &problem.code {
        ProblemCode::Unreadable => format!("lecture impossible ({about})."),
        ProblemCode::NotText => "ce fichier n'est pas du texte UTF-8.".to_owned(),
        ProblemCode::UnknownFile => "aucun fichier de ce nom n'a sa place ici.".to_owned(),
        ProblemCode::MissingFile => "ce fichier manque.".to_owned(),
        ProblemCode::NotToml => format!("ce n'est pas du TOML (en anglais : {}).", one_line(about)),
        ProblemCode::UnknownKey => format!("la clé « {about} » ne veut rien dire ici."),
        ProblemCode::MissingKey => format!("la clé « {about} » manque."),
        ProblemCode::WrongType(expected) => format!("« {about} » doit être {}.", expected_in_french(*expected)),
        ProblemCode::Empty => format!("« {about} » est vide."),
        ProblemCode::BadId => format!("« {about} » ne peut pas être un nom court."),
        ProblemCode::ReservedName => format!("« {about} » est un nom réservé."),
        ProblemCode::Duplicate { first_line } => format!("« {about} » figure déjà à la ligne {first_line}."),
        ProblemCode::UnknownTeam => format!("il n'y a pas d'équipe « {about} »."),
        ProblemCode::UnknownCalendar => format!("il n'y a pas de calendrier « {about} »."),
        ProblemCode::UnknownTopic => format!("il n'y a pas de sujet « {about} »."),
        ProblemCode::UnknownInbox => format!("aucun compte de la marque n'a l'identifiant « {about} »."),
        ProblemCode::UnknownIntent => format!("il n'y a pas d'intention « {about} »."),
        ProblemCode::UnknownLanguage => format!("« {about} » n'est pas une langue utilisable ici."),
        ProblemCode::UnknownChannel => format!("il n'y a pas de canal « {about} »."),
        ProblemCode::UnknownReplyRule => format!("il n'y a pas de règle de réponse « {about} »."),
        ProblemCode::UnknownPriority => format!("il n'y a pas de priorité « {about} »."),
        ProblemCode::UnknownSentiment => format!("il n'y a pas de ton « {about} »."),
        ProblemCode::UnknownAssignment => format!("il n'y a pas de mode d'attribution « {about} »."),
        ProblemCode::UnknownStrategy => format!("il n'y a pas de stratégie « {about} »."),
        ProblemCode::NoAgents => {
            format!("l'équipe « {about} » distribue ses dossiers à des agents et n'en a aucun.")
        }
        ProblemCode::BadWord => format!("« {about} » n'a ni lettre ni chiffre : aucun message ne peut le contenir."),
        ProblemCode::MissingFallback => {
            "il n'y a pas d'équipe par défaut : un dossier qu'aucune règle ne prend n'irait nulle part.".to_owned()
        }
        ProblemCode::UnknownHeir => format!("l'héritière « {about} » n'est pas une équipe."),
        ProblemCode::HeirLoop => format!("ces équipes retirées héritent l'une de l'autre en rond : {about}."),
        ProblemCode::NeverMatches { earlier, earlier_line } => {
            format!(
                "« {about} » ne s'appliquera jamais : « {earlier} », ligne {earlier_line}, prend déjà tout ce \
                 qui lui reviendrait."
            )
        }
        ProblemCode::BadDuration => format!("« {about} » n'est pas une durée supérieure à zéro."),
        ProblemCode::BadWarning => format!("l'avertissement « {about} » ne tombe pas entre le début et l'échéance."),
        ProblemCode::BadEscalation => {
            format!("« {about} » ne dit pas qui prévenir, ni combien de temps après le retard.")
        }
        ProblemCode::NoTarget => format!("l'engagement « {about} » ne promet rien."),
        ProblemCode::NoCatchAll => {
            format!("« {about} » n'est pas promis à tous : des messages resteraient sans échéance.")
        }
        ProblemCode::Calendar(error) => calendar_error(error, Language::Fr),
    }
}

fn remedy_in_french(problem: &Problem) -> String {
    let known = known_words(problem, "Possible ici : ");
    match &problem.code {
        ProblemCode::Unreadable => "Vérifiez le chemin et vos droits de lecture.".to_owned(),
        ProblemCode::NotText => "Enregistrez-le de nouveau en UTF-8.".to_owned(),
        ProblemCode::UnknownFile => {
            format!("Donnez-lui un nom qui ne finit pas par .toml, ou l'un des noms connus. {known}")
        }
        ProblemCode::MissingFile => "Créez-le ; la démonstration dans infra/desk en montre la forme.".to_owned(),
        ProblemCode::NotToml => "Corrigez cette ligne ; les textes sont entre guillemets droits et chaque \
                                 crochet est refermé."
            .to_owned(),
        ProblemCode::UnknownKey => format!("Corrigez-la ou retirez-la. {known}"),
        ProblemCode::MissingKey => "Ajoutez-la ; la démonstration dans infra/desk en montre la forme.".to_owned(),
        ProblemCode::WrongType(_) => String::new(),
        ProblemCode::Empty => "Écrivez une valeur, ou retirez la clé.".to_owned(),
        ProblemCode::BadId => "Au plus 40 lettres minuscules sans accent, chiffres, - et _.".to_owned(),
        ProblemCode::ReservedName => "Choisissez un autre nom.".to_owned(),
        ProblemCode::Duplicate { .. } => "Renommez ou retirez l'un des deux.".to_owned(),
        ProblemCode::UnknownTeam => format!("Corrigez le nom, ou ajoutez l'équipe à teams.toml. {known}"),
        ProblemCode::UnknownCalendar => format!("Corrigez le nom, ou ajoutez le calendrier à calendars.toml. {known}"),
        ProblemCode::UnknownTopic => format!("Corrigez le nom, ou ajoutez le sujet à topics.toml. {known}"),
        ProblemCode::UnknownInbox => format!("Corrigez l'identifiant, ou ajoutez le compte à inboxes.toml. {known}"),
        ProblemCode::UnknownLanguage if problem.known.is_empty() => {
            "Écrivez un code de deux lettres comme fr, en ou de, sans région ; und quand on ne sait pas.".to_owned()
        }
        ProblemCode::UnknownIntent
        | ProblemCode::UnknownLanguage
        | ProblemCode::UnknownChannel
        | ProblemCode::UnknownReplyRule
        | ProblemCode::UnknownPriority
        | ProblemCode::UnknownSentiment
        | ProblemCode::UnknownAssignment
        | ProblemCode::UnknownStrategy => format!("Corrigez le mot. {known}"),
        ProblemCode::NoAgents => {
            "Ajoutez-en un à agents.toml, ou laissez les agents prendre les dossiers : assignment = \"pull\"."
                .to_owned()
        }
        ProblemCode::BadWord => "Écrivez un mot ou une expression, ou retirez-le.".to_owned(),
        ProblemCode::MissingFallback => format!("Ajoutez en tête une ligne comme fallback = \"support-en\". {known}"),
        ProblemCode::UnknownHeir => format!("Nommez une équipe de ce fichier. {known}"),
        ProblemCode::HeirLoop => "Que l'une d'elles ait pour héritière une équipe en activité.".to_owned(),
        ProblemCode::NeverMatches { .. } => "À placer avant l'autre, ou à retirer.".to_owned(),
        ProblemCode::BadDuration => "Écrivez PT15M (15 minutes), PT2H (2 heures) ou P1D (24 heures).".to_owned(),
        ProblemCode::BadWarning => {
            "Écrivez \"75%\" (de 1% à 99%), ou un temps avant l'échéance plus court que chaque délai de cet \
             engagement, comme \"PT10M\"."
                .to_owned()
        }
        ProblemCode::BadEscalation => {
            "Écrivez \"PT15M lead\" : un temps après le retard, puis agent, lead, manager ou on_call.".to_owned()
        }
        ProblemCode::NoTarget => "Donnez-lui first_response, next_response ou resolution, ou retirez-le.".to_owned(),
        ProblemCode::NoCatchAll => {
            format!("Ajoutez {} à un dernier engagement sans aucune condition.", problem.about)
        }
        ProblemCode::Calendar(_) => String::new(),
    }
    .trim_end()
    .to_owned()
}

fn expected_in_french(expected: Expected) -> &'static str {
    match expected {
        Expected::Text => "un texte entre guillemets droits, comme \"1001\"",
        Expected::Texts => "une liste de textes entre guillemets droits, comme [\"un\", \"deux\"]",
        Expected::TextOrTexts => "un texte entre guillemets droits ou une liste, comme \"fr\" ou [\"fr\", \"en\"]",
        Expected::Flag => "true (oui) ou false (non), sans guillemets",
        Expected::Count => "un nombre entier de 1 à 1000, sans guillemets",
        Expected::Table => {
            "un tableau, comme { fr = \"Ventes\", en = \"Sales\" } ou une partie titrée [entre crochets]"
        }
        Expected::Tables => "écrit en parties titrées [[entre doubles crochets]]",
    }
}

/// The words that would be right, as a sentence; empty when they cannot be listed.
fn known_words(problem: &Problem, before: &str) -> String {
    if problem.known.is_empty() { String::new() } else { format!("{before}{}.", problem.known.join(", ")) }
}

/// A parser's message on one line, without a full stop of its own.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}
