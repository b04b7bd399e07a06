//! Reading `topics.toml`.
//!
//! Owns the topics and their owners. Must not know what classifies a message.

use super::reader::{Row, Sheet};
use crate::domain::desk::{ProblemCode, Topic};
use crate::domain::team::BilingualName;

/// The topics of the file, in its order. A topic with a problem is kept as far as it can be read.
pub(super) fn read(sheet: &mut Sheet, root: &Row, teams: Option<&[String]>) -> Vec<Topic> {
    sheet.check_keys(root, &["topic"]);
    let rows = sheet.required_rows(root, "topic");
    let mut ids = Vec::new();
    let mut topics = Vec::new();
    for row in &rows {
        sheet.check_keys(row, &["id", "name", "owner"]);
        let id = sheet.id(row, "id");
        let name = sheet.bilingual_name(row);
        let owner = sheet.required(row, "owner");
        if let Some(owner) = &owner {
            sheet.check_listed(owner, ProblemCode::UnknownTeam, teams);
        }
        let Some(id) = id else { continue };
        let name = name.unwrap_or_else(|| BilingualName { fr: id.text.clone(), en: id.text.clone() });
        topics.push(Topic { id: id.text.clone(), name, owner: owner.map(|owner| owner.text).unwrap_or_default() });
        ids.push(id);
    }
    sheet.check_unique(&ids);
    topics
}
