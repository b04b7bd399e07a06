//! Accounts as X describes them, in the old and in the new form.
//!
//! Owns finding an account among the shared entries of a body. Must not judge who is one of us.

use crate::channels::json::Json;
use crate::domain::message::Author;

/// An account; nothing when it has no id.
pub(super) fn person(json: &Json) -> Option<Author> {
    let json = unwrapped(json);
    let followers = [json.get("followers_count"), json.get("public_metrics").get("followers_count")];
    Some(Author {
        phone: None,
        id: json.any_id(&["id_str", "id"])?,
        handle: json.any(&["screen_name", "username"]).text().map(str::to_owned),
        name: json.get("name").text().map(str::to_owned),
        followers: followers.into_iter().find_map(Json::whole).and_then(|count| u64::try_from(count).ok()),
        verified: json.get("verified").flag(),
    })
}

/// The account of that id in a `users` map or list; bare when it is not there.
pub(super) fn known(users: &Json, id: &str) -> Author {
    let in_map = person(users.get(id));
    let in_list = || users.list().iter().filter_map(person).find(|author| author.id == id);
    let found = in_map.filter(|author| author.id == id).or_else(in_list);
    found.unwrap_or_else(|| Author { id: id.to_owned(), ..Author::default() })
}

/// Some bodies wrap each account once more in `data`.
fn unwrapped(json: &Json) -> &Json {
    let inner = json.get("data");
    if inner.is_object() { inner } else { json }
}
