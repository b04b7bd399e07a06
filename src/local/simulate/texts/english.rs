//! What invented English-speaking customers write, by theme. `{slots}` are filled by the parent module.
//!
//! Owns sentences only; the parent decides when one is said. Every name, number and event is made up.

/// Incidents and requests about something the customer already has.
pub const SUPPORT: &[&str] = &[
    "my {train} from {city} to {town} just vanished off the board, what are my options?",
    "Paid {amount} in the app, money gone, no ticket. Booking {order}",
    "missed my connection at {city} because you were {minutes} minutes late. Who pays for the hotel tonight?",
    "can't change my seat for {day}, page hangs at checkout every time",
    "broadband down since {time}, router light is red, tried turning it off and on obviously",
    "No signal at all in {town} this morning. Outage or is it just me?",
    "you've cut off my line but the bill was paid on {day}, ref {order}",
    "engineer was due between 8 and 12, it's {time} and nobody has shown up",
    "Parcel {order} says delivered. It isn't. Neighbours don't have it either.",
    "ordered {product}, received a single left boot. Where do I send it back?",
    "{product} turned up smashed, box in pieces, got photos. order no {order}",
    "tracking hasn't moved in {days} days, can someone have a look please? {order}",
    "cash machine on the high street in {city} ate my card, branch is shut, help",
    "transfer of {amount} left my account on {day} and never landed, ref {order}",
    "locked out of my account, the text with the code never comes through",
    "there's a payment of {amount} this morning I don't recognise",
    "power's been off since {time} and I've got a newborn at home, any update for {town}?",
    "A {amount} bill for an empty flat can't be right. Account {order}, can you check the reading?",
    "moved to {town} in {month}, told you twice, post still goes to the old place",
    "charged twice in {month}, {amount} each time. Please look into it",
    "my suitcase is still in {city} {days} days after I landed, file {order}. Anyone?",
    "claim {order} hasn't moved for {days} days, the assessor never rang back",
    "promo code gets rejected at the till though it runs until {day}",
    "lost all my loyalty points after the app update 😭",
    "left a black rucksack on the {train} to {town}, coach C, is there a lost property desk?",
    "app crashes the second I open it since yesterday's update, pixel 8",
    "order {order} stuck on 'preparing' for {days} days, can you nudge it?",
    "no hot water in the whole building, day {days}, when is someone coming?",
];

/// Dissatisfaction first; a request second, if at all.
pub const COMPLAINT: &[&str] = &[
    "{minutes} minutes late again. every. single. morning.",
    "{amount} to stand all the way from {city} to {town}. Unreal.",
    "{days} days waiting for a reply. What is the point of having a support team",
    "45 mins on hold then cut off. Slow clap 👏",
    "same copy and paste answer again, does anybody actually read these?",
    "third engineer no show. I've burned three half days of leave on this, it's contempt",
    "sick of paying {amount} a month for dial-up speeds",
    "Your driver threw {product} over the gate. Lovely work 🙄",
    "quality has gone right down, {product} fell apart in {days} days",
    "one counter open in {city}, fifteen people waiting and the air con is broken",
    "{amount} in fees for being three quid overdrawn. daylight robbery",
    "prices up 30% without so much as an email, cheers from every pensioner",
    "Promised a call back within 48 hours, that was {days} days ago. I'm leaving.",
    "Cheers for the locked toilets and no heating on the {train}, lovely as ever",
    "rudest staff I've ever met, {town} store on Saturday. never again",
    "advertised at {amount}, rang up at double. that's just lying",
    "your bot goes round in circles and there's no way to reach a human",
    "Hotel in {town} booked through you: filthy room, no one on reception before {time}",
    "so you're closing the ticket office in {city} too. great.",
    "told my story to four different people now and not one of them wrote it down",
];

/// Questions before, during and after; no incident.
pub const SERVICE: &[&str] = &[
    "Hi, what time does the {city} shop open on Sunday?",
    "does the {time} to {town} take bikes without folding?",
    "what documents do I need to open a student account?",
    "how long is delivery to {town} these days?",
    "Can I bring a small dog on the {city} to {town} service?",
    "what size is cabin baggage with you?",
    "can I pick {product} up in store the same day?",
    "How do I read the new meter? It shows three different numbers",
    "will my plan work in Switzerland without extra charge?",
    "until when can I exchange something bought on {day}?",
    "Is there step-free access at {town} station?",
    "where do I find my no-claims letter in the account pages?",
    "is the car park at {city} free at weekends?",
    "quick one: is the warranty on {product} two years or three?",
    "do railcards work on the {train}?",
    "hello is there wifi on the way to {town}",
    "How long does switching supplier take and does the power go off?",
];

/// Wants to buy, compare, get a price.
pub const SALES: &[&str] = &[
    "looking for a 100GB sim only deal, anything under {amount}?",
    "is {product} still available in blue, medium?",
    "how much is a return {city}-{town} for two adults and a kid in mid {month}?",
    "Interested in a car loan, what rate for 12k over four years?",
    "do you do a student discount?",
    "I'd like a quote for a heat pump, 1930s semi near {town}",
    "when does {product} go on sale next?",
    "want to move to fibre, is {city} centre covered yet?",
    "we're a club of 35, is there a group fare?",
    "Any rooms for 3 nights in {town} in {month}? breakfast included?",
];

/// Thanks and good news.
pub const PRAISE: &[&str] = &[
    "The guard on the {train} this morning was so kind to my gran 🙏 thank you",
    "parcel came a day early and beautifully packed, thanks!",
    "shout out to {person} on the support desk, sorted in five minutes",
    "New app is actually great 👍",
    "Really patient adviser at the {city} branch, made all the difference",
    "fibre installed in {town} today, on time and friendly. 10/10",
    "you found my bag!!! I'd given up hope ❤️ thank you thank you",
    "{product} arrived, lovely quality, would recommend",
    "Credit where it's due, quickest reply I've ever had from a company",
];

/// Nothing to answer.
pub const OTHER: &[&str] = &[
    "looks like an @acme advert but worse 😂",
    "ok",
    "anyone else on the {train} right now?",
    "walk past @acme every day and have never once been in",
    "Noted, have a nice day",
    "@{person}_k have you seen their new poster in {city}?",
    "my grandad worked there in the seventies, so many stories",
    "coffee at {time} before the train?",
    "mondays, eh",
];

/// Safety, law, leaked data, somebody in danger.
pub const CRISIS: &[&str] = &[
    "URGENT strong smell of gas on Orchard Road in {city}, nobody answers your emergency line!!",
    "there is smoke in coach 7 of the {train} and the driver is not responding",
    "I can see another customer's bills and address in my account. That is a serious data breach",
    "a woman has collapsed on platform 2 at {town}, no staff anywhere",
    "{product} caught fire while charging, my daughter's hand is burned. You will hear from my solicitor",
    "your agent threatened me on the phone, I have the recording and I'm going to the police on {day}",
];

/// Unwanted advertising and traps.
pub const SPAM: &[&str] = &[
    "Earn {amount} a day from home 💰 link in bio",
    "Need a fast loan with no checks? Message {person} today",
    "CHEAP FOLLOWERS instant delivery >>> dm me",
    "congratulations you were selected, confirm your address to claim {product}",
];

/// Everybody about the same disrupted day.
pub const STRIKE: &[&str] = &[
    "strike on {day}: is the {time} to {town} running, yes or no?",
    "how many trains tomorrow between {city} and {town} with the strike on?",
    "another strike, another week of us paying for it. fed up",
    "train cancelled because of the strike, how do I get my money back?",
    "I've got an exam in {town} at {time} and there's a strike. What am I meant to do??",
    "app says it's running, board says cancelled. Which one is it?",
    "Any replacement buses {city} to {town} during the walkout?",
    "can I change my {day} ticket for free because of the strike? it wants {amount}",
    "{minutes} mins on the platform at {city} and not one announcement",
    "is the strike on {day} as well? need to book leave",
    "fully support the staff but some information would be nice",
    "does a strike mean the hotel is on me? stuck in {town} with two kids",
    "{amount} a month season ticket and no train all week, any compensation planned?",
    "is tomorrow's strike confirmed? nothing on your website",
    "Everyone told to get off at {town}, no reason given. Surprise strike?",
    "whole line suspended, when do you expect it back?",
    "day 3 of this strike, about to lose my job for being late",
    "{train} is running but rammed, couldn't even get on at {city}",
];

/// Thousands answering one post.
pub const VIRAL: &[&str] = &[
    "seriously? that's the excuse?",
    "whoever runs this account is in for a long day lol",
    "same here, {amount} gone and not a word",
    "boycott.",
    "and what about those of us who paid full price?",
    "😂😂😂",
    "shame on you",
    "never had a problem with them tbh",
    "answer the question instead of dodging it",
    "ratio",
    "cancelling today, tell me how please",
    "delete this",
    "my mum is 82 and has been waiting {days} days, ref {order}",
    "can somebody explain what happened?",
    "A brand that says sorry, makes a change. Respect",
    "first and last order from you",
    "we want refunds not apologies",
    "@{person}_k read the replies 🍿",
    "does this affect the {city} store as well?",
    "blah blah blah",
];

/// Money back: when, how much, why not.
pub const REFUND: &[&str] = &[
    "sent {product} back {days} days ago, where is my refund? order {order}",
    "refund of {amount} promised in 14 days, this is day {days}...",
    "train cancelled, I want a refund and not a voucher",
    "you only refunded half, still {amount} short",
    "how do I claim for a cancelled flight? the form just errors",
    "my refund is going to an expired card, how do I change that?",
    "do I get the postage back too when I return something?",
    "Hi how long do refunds take, nothing since {month}",
    "phone says 5 days, email says 30. which is it for refunds?",
    "I'm {amount} in credit on my energy account, when do I get it back?",
    "cancelled in {month} and still no router deposit",
    "not letting this go: refund the {amount} or it goes to the ombudsman",
    "Refund came through this morning, that was quick, thanks!",
    "refund refused as too late when YOU delivered late. {order}",
    "cancelled within the hour, why is {amount} still held on my account",
    "can I get a refund in the {city} store for something bought online?",
];
