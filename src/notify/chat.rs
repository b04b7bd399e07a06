//! The forms in which chats take a message through an incoming webhook.
//!
//! Slack: `{"text"}` with `<url|label>` links (docs.slack.dev, "Sending messages using incoming webhooks").
//! Teams: a message with one Adaptive Card (learn.microsoft.com, "Create Incoming Webhooks with Workflows").

use super::Notice;
use serde_json::{Value, json};

/// Whose form a message takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChatForm {
    /// Slack.
    Slack,
    /// Microsoft Teams.
    Teams,
}

impl ChatForm {
    /// The stable word.
    pub fn as_str(self) -> &'static str {
        match self {
            ChatForm::Slack => "slack",
            ChatForm::Teams => "teams",
        }
    }

    /// The notice as this chat takes it. What somebody wrote is text, never markup: nobody can be called by name
    /// through a customer's message.
    pub fn message(self, notice: &Notice) -> Value {
        match self {
            ChatForm::Slack => {
                let text = notice.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                let link = notice.link.replace('&', "&amp;").replace(['<', '>', '|'], "");
                json!({"text": format!("{text}\n<{link}>"), "unfurl_links": false})
            }
            ChatForm::Teams => json!({
                "type": "message",
                "attachments": [{
                    "contentType": "application/vnd.microsoft.card.adaptive",
                    "content": {
                        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
                        "type": "AdaptiveCard",
                        "version": "1.4",
                        "body": [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": notice.text}]}],
                        "actions": [{"type": "Action.OpenUrl", "title": "Couture", "url": notice.link}],
                    },
                }],
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    fn notice(text: &str) -> Notice {
        Notice {
            id: "a".to_owned(),
            kind: "breach".to_owned(),
            text: text.to_owned(),
            case: None,
            team: "care-en".to_owned(),
            assignee: None,
            metric: None,
            told: None,
            count: None,
            due_at: String::new(),
            link: "https://desk.example/cases/1?a=b&c".to_owned(),
        }
    }

    #[test]
    fn slack_gets_text_that_calls_nobody() {
        let message = ChatForm::Slack.message(&notice("Late: <!channel> & <@U1>"));
        let expected = "Late: &lt;!channel&gt; &amp; &lt;@U1&gt;\n<https://desk.example/cases/1?a=b&amp;c>";
        assert_eq!(message["text"], expected);
    }

    #[test]
    fn teams_gets_one_card_with_the_way_to_the_case() {
        let card = &ChatForm::Teams.message(&notice("Late: [x](http://evil.test)"))["attachments"][0]["content"];
        assert_eq!(card["body"][0]["inlines"][0]["text"], "Late: [x](http://evil.test)");
        assert_eq!(card["actions"][0]["url"], "https://desk.example/cases/1?a=b&c");
    }
}
