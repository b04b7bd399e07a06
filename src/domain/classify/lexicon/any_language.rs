//! Signs that need no language: emoji, faces, words the whole web shares.
//!
//! Owns word lists only.

use super::{List, Sign};
use crate::domain::classify::label::{Danger, Intent, Topic};

pub(super) const LISTS: &[(Sign, List)] = &[
    (Sign::Feeling, FEELING),
    (Sign::Anger, ANGER),
    (Sign::Intent(Intent::Praise), PRAISE),
    (Sign::Intent(Intent::Spam), SPAM),
    (Sign::Intent(Intent::Complaint), COMPLAINT),
    (Sign::Danger(Danger::Legal), LEGAL),
    (Sign::Topic(Topic::SecurityPrivacy), PRIVACY),
];

const FEELING: List = &[
    (3, "❤, 😍, 🥰, 😘, 💕, 💖, 💙, 💚, 💛, 💜, 🤩, 🥳, 💗, 💓, 🧡, 💝, 🖤, ♥"),
    (
        2,
        "😊, 😀, 😃, 😄, 😁, 😆, 🙂, 😎, 👍, 👌, 👏, 🎉, 🙌, 💪, ✨, 🤗, 😋, 🔝, 🏆, ⭐, 🌟, ☺, 😇, 💯, :), 😌, 🎊, 🍾, 💐, 🤞, ✌",
    ),
    (1, "😉, 😜, 😂, 🤣, ☀, 🌈, 🎶, 🎁"),
    (
        -2,
        "😞, 😔, 😟, 😕, 🙁, ☹, 😣, 😖, 😩, 😫, 😢, 😥, 😰, 😓, 👎, 🙄, 😒, 😑, 🤦, 💔, :(, 😪, 😦, 😧, 😨, 🥺, 😐, 🤨, 😤, 🤔",
    ),
    (-3, "😡, 😠, 🤬, 🤮, 🤢, 😭, 🖕, 💩, 😱, 👿, 🤡"),
];

const ANGER: List = &[(2, "😡, 😠, 🤬, 🤮, 🖕, 💩, 🤡, wtf, fail, epicfail, shame"), (1, "😤, 🙄, 👎")];

const PRAISE: List = &[(1, "👏, 👍, ❤, 😍, 🥰, 🙌, 💙")];

const COMPLAINT: List = &[(2, "boycott, fail, epicfail, scam, 🤬, 😡"), (1, "👎, 🙄, 😤")];

const SPAM: List = &[
    (3, "viagra, cialis, onlyfans, porn, porno, airdrop, binance, casino, 🔞, sexcam, camgirl, ponzi, nft"),
    (2, "bitcoin, btc, crypto, forex, telegram, bonus, whatsapp http, jackpot, ethereum, usdt, t me, 💸, 🤑, 💰, 💦"),
];

const LEGAL: List = &[(4, "dgccrf, class action, small claims")];

const PRIVACY: List = &[(3, "phishing, rgpd, gdpr, cnil, hacked, spam|spams")];
