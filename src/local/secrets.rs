//! The secrets of local mode: fixed, printed at start-up, worth nothing anywhere else.
//!
//! Owns the constants only. Must not read the environment: a deployed system keeps its own secrets
//! elsewhere and never compiles this module.

/// Signs X deliveries and answers X's challenge (the consumer secret).
pub const X_CONSUMER_SECRET: &str = "local-x-secret";

/// Signs Meta deliveries (the app secret).
pub const META_APP_SECRET: &str = "local-meta-secret";

/// What Meta's verification request must carry.
pub const META_VERIFY_TOKEN: &str = "local-verify-token";

/// Signs deliveries of the Standard Webhooks scheme: `whsec_`, then the key in base64.
pub const STANDARD_WEBHOOK_SECRET: &str = "whsec_bG9jYWwtc3RhbmRhcmQtc2VjcmV0";

/// Signs text-message deliveries.
pub const TWILIO_TOKEN: &str = "local-twilio-token";

/// Bearer token of an agent; every token is also the id of the person.
pub const AGENT_TOKEN: &str = "local-agent";

/// Bearer token of a second agent.
pub const SECOND_AGENT_TOKEN: &str = "local-agent-2";

/// Bearer token of somebody on the telephone team.
pub const PHONE_TOKEN: &str = "local-phone";

/// Bearer token of a team lead.
pub const LEAD_TOKEN: &str = "local-lead";

/// Bearer token of a manager.
pub const MANAGER_TOKEN: &str = "local-manager";

/// Bearer token of an auditor.
pub const AUDITOR_TOKEN: &str = "local-auditor";

/// Bearer token of an administrator.
pub const ADMIN_TOKEN: &str = "local-admin";

/// The secrets a delivery is signed with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SigningSecrets<'a> {
    /// X's consumer secret, used as it is.
    pub x: &'a str,
    /// Meta's app secret, used as it is.
    pub meta: &'a str,
    /// The Standard Webhooks secret, with its `whsec_` and in base64.
    pub standard: &'a str,
    /// Twilio's auth token, used as it is.
    pub twilio: &'a str,
}

/// The signing secrets of local mode.
pub const SIGNING: SigningSecrets<'static> = SigningSecrets {
    x: X_CONSUMER_SECRET,
    meta: META_APP_SECRET,
    standard: STANDARD_WEBHOOK_SECRET,
    twilio: TWILIO_TOKEN,
};
