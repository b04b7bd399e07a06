//! Pages of X where a person goes on by hand.
//!
//! Owns the addresses. An id that is not a number makes no address.

use crate::domain::permission::AlternativeKind;

/// Where an alternative begins: `post` is the contact's latest post, `contact` their account's id.
pub(in crate::channels) fn page(
    kind: AlternativeKind,
    public: bool,
    post: Option<&str>,
    contact: &str,
) -> Option<String> {
    match kind {
        AlternativeKind::OpenOnPlatform if public => {
            post.filter(|post| is_number(post)).map(|post| format!("https://x.com/i/web/status/{post}"))
        }
        AlternativeKind::OpenOnPlatform => Some("https://x.com/messages".to_owned()),
        AlternativeKind::DirectMessage => {
            is_number(contact).then(|| format!("https://x.com/messages/compose?recipient_id={contact}"))
        }
        _ => None,
    }
}

fn is_number(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_make_addresses() {
        let open = |post| page(AlternativeKind::OpenOnPlatform, true, post, "5101");
        assert_eq!(open(Some("77")).as_deref(), Some("https://x.com/i/web/status/77"));
        assert_eq!(open(Some("77/../evil")), None);
        assert_eq!(open(None), None);
        let write = |contact| page(AlternativeKind::DirectMessage, true, None, contact);
        assert_eq!(write("5101").as_deref(), Some("https://x.com/messages/compose?recipient_id=5101"));
        assert_eq!(write("5101&text=x"), None);
        let private = page(AlternativeKind::OpenOnPlatform, false, None, "5101");
        assert_eq!(private.as_deref(), Some("https://x.com/messages"));
        assert_eq!(page(AlternativeKind::Phone, true, Some("77"), "5101"), None);
    }
}
