//! What contacts want, in English.
//!
//! Owns word lists only.

use super::{List, Sign};
use crate::domain::classify::label::Intent;

pub(super) const LISTS: &[(Sign, List)] = &[
    (Sign::Trouble, TROUBLE),
    (Sign::Intent(Intent::Support), SUPPORT),
    (Sign::Intent(Intent::Service), SERVICE),
    (Sign::Intent(Intent::Sales), SALES),
    (Sign::Intent(Intent::Complaint), COMPLAINT),
    (Sign::Anger, ANGER),
    (Sign::Irony, IRONY),
    (Sign::Intent(Intent::Praise), PRAISE),
    (Sign::Intent(Intent::Spam), SPAM),
    (Sign::Intent(Intent::Other), OTHER),
    (Sign::Haste, HASTE),
    (Sign::Request, REQUEST),
    (Sign::Question, QUESTION),
    (Sign::Own, OWN),
];

/// Something does not work, did not come, is wrong.
const TROUBLE: List = &[
    (
        3,
        "not|never|isnt|arent|wont|doesnt|dont|stopped|cant|wasnt|nothing|barely _ work|working|works|worked|load|loading|connect|connecting|open|charge|start|respond, \
         no internet|signal|service|connection|wifi|power|heating|electricity|network|water|dial|response|reply|update|answer, \
         never|not|hasnt|havent|didnt|wont|still|isnt _ arrived|arrive|received|receive|come|came|delivered|shipped|showed|got|get|gotten|refunded|here|credited|posted|processed|gone|resolved, \
         where is|s|are|the|whats _ my|our %item_en|refund|money|bag|bags|luggage|order|driver|card|technician, wheres my, still waiting|havent|no|not|nothing|pending|havnt, \
         cant|couldnt|unable|wont|cannot|not _ log|login|access|sign|get|use|connect|pay|find|open|see|check|book|reach|make|complete|verify|transfer|withdraw, \
         keeps|kept|keep _ crashing|freezing|failing|disconnecting|dropping|logging|saying|giving|telling|going|getting|declining, \
         was|got|been|being|were|is _ declined|rejected|charged|denied|blocked|locked|hacked|suspended|deducted|double|reverted|overcharged|returned, \
         declined my, charged me|twice|for|my, charged _ twice|extra|fee|double, double charged, locked out, error message|code, error 0, wrong \
         item|size|order|address|amount|product|name|pin|rate|color|colour, the wrong, went|goes|gone wrong, forgot|forgotten|lost|reset _ password|pin|passcode|login",
    ),
    (
        2,
        "problem|problems, issue|issues, trouble, broken|broke, damaged|cracked|smashed|torn|dented|leaking|faulty|defective, missing, lost|misplaced, stolen, delayed|delay|delays|late, \
         outage|outages, error|errors, bug|bugs|buggy|glitch|glitchy, down again|since|for|still, is|are|was _ down, crash|crashes|crashed|crashing, freeze|freezes|froze, slow|laggy, stuck, \
         fails|failed|failing, canceled my|our|on|the|flight|again, been waiting|on|holding|trying, no one|nobody, not recognized|recognised|recognize|recognise|mine|authorized|made, didnt|dont|not \
         make|recognize|recognise|authorize, incorrect|incorrectly, pending, dispute|disputed, unauthorized, declined, compromised, expired, not there|showing|available|accepted|right|correct",
    ),
    (
        1,
        "for|in|over|past|last|about %number_en %span_en, since yesterday|monday|tuesday|wednesday|thursday|friday|saturday|sunday|last|this, yet",
    ),
];

/// Wants something done on an order, an account, a contract.
const SUPPORT: List = &[
    (
        3,
        "my|our order|parcel|package|booking|reservation|refund|flight|bag|bags|luggage|ticket|delivery|seat|claim|case|subscription|transfer|payment|top|cash|pin|passcode|bill, order \
         number|no|0|id, tracking number, booking reference|number, confirmation number|code, case number, reference number, change|update|edit|modify|correct|switch|amend _ \
         address|order|booking|flight|seat|details|name|number|pin|password|email|info|information|account|plan|reservation|items|username|user|profile, cancel|canceling _ \
         order|subscription|booking|account|flight|reservation|purchase|membership|service|transfer|it, delete|close|deactivate|terminate|remove _ account|profile|card|user, \
         track|tracking _ order|package|parcel|refund|item|delivery|money|shipment, status of|on, order status, reset|recover|retrieve|restore|remind _ \
         password|pin|account|key|profile|code|credentials, get|want|need|receive|give|request|see|process _ refund|money|reimburse*|rebate|compensation, \
         talk|speak|speaking|talking|chat|contact _ agent|human|representative|person|someone|operator|manager|supervisor|assistant|customer|live, report _ \
         card|fraud|lost|stolen|issue|problem|error|phone|charge|fraudulent|suspicious, lost|stolen|broke|cracked|damaged my|card|phone|wallet, freeze|block|unblock|unlock|activate|replace _ card|account|phone|it, \
         replacement|boarding pass|proof of insurance|receipt|invoice|invoices|copy, please help|dm|call|fix|assist, help me, dm me|sent|you, i have not|never received",
    ),
    (
        2,
        "my|our account|card|%thing_en, fix|repair|replace|resolve|solve|sort|restore|reschedule|rebook|reissue|resend, help|assist|assistance, tried to|calling|restarting|everything|resetting, i \
         ordered|bought|booked|purchased|paid|returned|requested|subscribed, need to|you _ cancel|change|return|report|update|know, i want|need|would|wanna|d _ \
         cancel|return|exchange|change|report|dispute|transfer|update, return|exchange _ item|order|product|it|this, what happened|happens, why is|was|did|has|have|isnt|wont|cant|hasnt|do|am|are _ \
         my|i|me|charged|there|declined|fee, transfer money|funds|to|from, bill due, due date, payment due, change|set|setup|pick|select|choose _ seat|pin|seats, assign* seat, missed|miss|missing _ \
         connection|flight|bag|item, rebooked|rebooking, file a claim, claim status, technician|engineer, lost luggage|bag|baggage|card, software update, expense report, server|servers",
    ),
    (1, "check, order, account, why, card, password"),
];

/// Wants to know something.
const SERVICE: List = &[
    (
        3,
        "opening hours|times, business hours, working hours, what time|are|is _ open|close|opening|hours|your|the, are you open|closed, do you offer|accept|have|take|deliver|ship|support|sell|allow|fly|do, \
         can i|we|you|one _ bring|use|pay|get|take|change|add|link|hold|withdraw|choose|have|order|still|exchange, how long|far|many|often, how does|do|can|would|to|should, is it|there possible|a|any|allowed|free|an, is there _ fee|charge|limit|way|cost, \
         what is|are|s the|your|my, whats the|your|my, whats _ policy|limit|rate|number|fee|balance|minimum|deadline, which|what _ \
         currencies|countries|cards|documents|methods|payment|options|kind|type|atms|types, where can|do|is _ i|find|get|check|use|atm|nearest, could you tell|explain|clarify|provide|please, can you tell|explain|provide|share, \
         want to know, like to know, need to know, i wonder, wondering if|how|what|when|whether|about, information|info about|on|regarding|for, more information|info|details, routing number, exchange rate, interest rate, \
         do i need|have, will i|my|it|there be|get|have, when will|does|do|is|are|can, am i able|eligible|allowed, what happens if, what does, what if, tell me, show me, let me know, give me",
    ),
    (
        2,
        "a question, quick question, question about|for, policy|policies, requirements, allowance|carry on, balance, how much, fees|fee, documents|visa|vaccine, eligible|eligibility, valid until, in my area, available in, delivery \
         options|times|time|period, payment methods|options|modalities, shipping options|methods|costs, newsletter, sign up, create|open|opening|make|set _ account|profile, apr|pto|credit score|limit|rewards, verify my identity, verify",
    ),
    (1, "what, how, when, where, which, who, is it, does, do you, can i, could i, should i"),
];

/// Wants to buy.
const SALES: List = &[
    (
        4,
        "i want|need|would|d|wanna|like|am|m _ buy|buying|purchase|order|book|upgrade|subscribe|sign|reserve|rent, looking to buy|purchase|order|book|rent|upgrade, like to \
         buy|purchase|order|book|upgrade|subscribe|reserve|rent, how much is|are|does|for|would|do, promo|discount|coupon|voucher code, discount codes, any \
         discount|discounts|deals|promotions|offers|sale, in stock, back in stock, quote for, get a quote, price for|of|on|list, pricing for, cost of _ plan|subscription|ticket|product, where \
         can i buy|purchase|get|order, do you recommend, which one should|would|do, can you recommend, recommend me|a|some, book|reserve|booking|find _ flight|room|hotel|table|ticket|car|reservation|rental, new \
         credit|debit|card|policy|plan|customer, order|get|apply _ new|virtual|spare|another|additional|second|physical|disposable card|checks|check|line, make|place|making|placing _ order|purchase|reservation, \
         start|sign|get _ service|subscription, set up new service, upgrade my plan|service|package, travel suggestion*, things to do",
    ),
    (
        2,
        "promotion|promotions|deal|deals|offer|offers|discount|discounts, price|prices|pricing, buy|purchase, pre order, preorder, gift card, free trial, quote, package deals, switch to you, available in size|black|white|blue, interested in, apply for, reservation for, checks, virtual cards|card, disposable",
    ),
    (1, "sale, cheaper, cheapest, subscribe, stock"),
];

/// Dissatisfaction, in so many words.
const COMPLAINT: List = &[
    (
        4,
        "unacceptable|ridiculous|disgraceful|appalling|atrocious|pathetic|disgusting|outrageous|shameful|shambles|abysmal|horrendous|horrible|terrible|awful|dreadful|unprofessional|incompetent|\
         incompetence|joke|worst|scam|scammers|thieves|crooks|useless|garbage|rubbish|crap, never again, never fly|use|order|buy|shop|book|buying|flying|using|shopping|ordering _ again|you|with, what a joke|shambles|disgrace|mess, \
         such a joke, rip off, ripoff, ripped off, fed up, sick of, sick and tired, had enough, waste of time|money, poor|bad|terrible|worst|horrible|awful|rude|crappy|lousy|shitty|zero|no customer|service|experience|communication|support, \
         lost a|my customer|business, losing a|my customer|business, taking my business, switching|switch|moving|going to another|a|competitor, file|make|lodge|filing|submit|lodging|making|submitting _ complaint|claim|reclamation, complaint|complain|complaining, \
         disappointed|disappointing|disappointment, frustrated|frustrating|frustration, furious|angry|livid|annoyed|annoying|pissed, unhappy|dissatisfied|upset, treat|treated|treating _ \
         customers|us|people|me|way, do better, get it together, get your act|shit, shame on you, how is this|that acceptable|ok|okay|possible, dont care about, hung up on, hang up on, on hold for, been on hold, lied to, lies|lying|liars, misleading|dishonest",
    ),
    (
        2,
        "nobody|no one|noone _ answers|answer|answered|knows|help|helps|cares|responds|seems|can, no help, not helpful, no response|reply|explanation|apology|communication|answers|answer|info|idea, zero communication|help, keep|keeps _ telling|saying|getting|transferring|hanging, \
         still no|not|waiting|nothing, for the second|third|fourth time, second|third|fourth|0 time|times this|in|already|now, 0 times, every time, every single, yet again, once again, over and over, hours|days|weeks later, overpriced|too expensive, \
         not ok|okay|happy|impressed|cool|good|acceptable|fair, unreliable, wtf, seriously, come on, are you kidding|serious, kidding me, you guys suck, suck|sucks|sucked, rude|arrogant|disrespectful|unhelpful, why would|cant you|do you|dont, really, \
         ruined|ruining|ruin, nightmare|disaster|mess|fiasco, on hold|hold, delayed|delays, avoid|beware|boycott, lack of, failed|fails|failure, hours, waited|waiting, thanks for nothing, cancelled|canceled, stuck|stranded, why, explain",
    ),
    (1, "still, again, never, nothing, worse, hate, ridiculous, bad, poor, shame, stupid"),
];

const ANGER: List = &[
    (
        4,
        "fuck|fucking|fucked|fuckin|fck|fking|fu, shit|shitty|bullshit|shitshow, bitch|bitches, asshole|assholes|ass, bastard|bastards, damn|damnit|goddamn, idiots|idiot|morons|moron|clowns|bozos, crap|crappy, piss|pissed, \
         i hate you|this|your, suck|sucks, screw you, go to hell, wtf|ffs|smh",
    ),
    (
        2,
        "disgusting|disgrace|pathetic|joke|outrageous|furious|livid|unbelievable|ridiculous, shame on, how dare, stupid|dumb, liars|thieves|crooks",
    ),
];

/// Praise that means its opposite.
const IRONY: List = &[
    (
        3,
        "thanks for nothing, thank you for nothing, thanks for ruining|losing|wasting|making|canceling|leaving|stranding|delaying|the, thanks a lot|bunch for, great|good|nice|fantastic|excellent|amazing|awesome|wonderful|brilliant|stellar|top \
         job|work _ ruin*|losing|canceling|delaying|screwing|again|guys|acme, another great|fantastic|wonderful|brilliant|fine day|delay|example|experience, way to go, way to ruin|treat|make|run, well done _ ruin*|again|losing|on, bravo, just great|lovely|perfect|fantastic|brilliant, \
         oh great|good|joy|wonderful|lovely|goody|fantastic, gee thanks, love how you|they|it|when|your, love it when, love waiting|paying|being|sitting, so much for, nice one|way|touch _ not, what a great|wonderful|fantastic way, glad to|i|you _ pay|wait|wasted, \
         congrats|congratulations on|for _ worst|losing|another|being|delay, good luck with|getting, real|really classy|nice|helpful, yeah right, yay for, as always, as usual, no thanks to, great start|customer|service|way _ not, keep it up _ worst, good to know, sarcasm, glad i",
    ),
    (1, "thanks, great, awesome, nice, lol, wow, congrats"),
];

const PRAISE: List = &[
    (
        4,
        "thank you so|very much, thanks so much, thanks _ great|amazing|awesome|wonderful|excellent|quick|fast|help|helping|care|service|everything|making, thank you _ great|amazing|awesome|wonderful|excellent|quick|fast|help|helping|everything|making|taking|crew|team, \
         shout out to, shoutout to, kudos to, hats off, big thanks|thank|shout, great|amazing|awesome|excellent|fantastic|outstanding|wonderful|incredible|best|superb|stellar|exceptional|friendly|lovely \
         service|customer|job|crew|staff|team|experience|flight|work|product|support|help|stay|app|food, i love you|your|this|my|the|it, love your|you|this|my|the|flying, highly recommend, would recommend, definitely recommend, \
         you guys rock|are, you rock, you are|re the|awesome|amazing|great|best, made my day, so happy|impressed|grateful|pleased|helpful|nice|kind, very happy|impressed|pleased|helpful|satisfied|friendly|nice|kind|grateful, keep up the|it, keep up, much appreciated, \
         really appreciate, above and beyond, 5 stars, five stars, well done, good|great|nice job|work|one",
    ),
    (
        2,
        "thanks|thank you, awesome|amazing|excellent|fantastic|perfect|brilliant|wonderful|superb|outstanding, love|loved|loving, appreciate|appreciated, great, happy|pleased|impressed|delighted, kudos|props, best, helpful|friendly|courteous, congrats|congratulations",
    ),
];

const SPAM: List = &[
    (
        4,
        "you have|ve been|won|just selected|won|chosen, u have|ve won|been, you won, have won a|the|our|0|£|$, guaranteed £|$|0|cash|prize|gift, claim your|ur|this|now|call|yr, to claim, prize|award _ claim|call|guaranteed|waiting|collect*, free \
         entry|ringtone|tone|msg|message|gift|mobile|camera|nokia|call|calls|text|texts|minutes|video|phone|handset|iphone|crypto|followers|0, txt|text|send|reply _ to 0, text stop, reply stop, send stop, stop to 0, call now, call free, call landline, call 0, landline|mobile 0, \
         p|per min|msg|msgs|minute|wk|week|day, 150p|10p|25p|50p, ppm|pobox|po box, tcs|tscs|tsandcs, t c s, std txt, urgent your|ur|we|this|mobile, final attempt|notice, 2nd|1st|second attempt|time to contact, contact u, cash|weekly|bonus prize|award|balance, double your|ur, \
         double mins, make money|$|cash _ online|home|fast|day|week, work from home, earn $|£|up|money|0|extra|from, passive income, financial freedom, dm me to|for|and, dm to|for, check my|out _ bio|page|profile|link, link in|on _ bio|profile, click here|link|the|below|on, \
         buy followers, get followers, follow back, hot|sexy|horny|lonely singles|girls|babes|guys|women|chat, xxx|adult|dating service|chat|line|content, dating, chat with|line|to, forex|trading|crypto|bitcoin _ profit*|signals|trader|mentor|account|invest*|expert|recovery, \
         recover* _ funds|wallet|crypto|account _ hacker|contact, hacker, meet singles, weight loss, lose weight, loan|loans approved|offer|fast|bad|available, credit approved, unsubscribe, opt out, camcorder, ringtones|ringtone|polyphonic|logos|wallpaper, voucher|vouchers holder|0|worth, \
         award* £|$|0, worth £|$, account statement, un redeemed, identifier code, complimentary, sipix, colour|color mobile|phone, camera phone, latest nokia|phone|mobile|motorola, selected to|for|customer|by",
    ),
    (
        2,
        "free, win|winner|winners|won, prize|prizes, cash, claim, txt|txting|texting, £ 0, $ 0, 0 p, urgent, mobile|mob, guaranteed, exclusive, limited time|offer, offer ends|expires, click, subscribe|subscribed|subscription, £, customer services|representative on|0, \
         valid 0|until, entry|draw|quiz|competition|comp, sexy|sex|hot|babe|babes|flirt|naughty, bonus, reward|rewards, voucher|vouchers, ringtone*, network operator, nokia|motorola|sony|ipod|camcorder, join now|us|our, invest|investment|investing, guaranteed, age 0, operator, \
         per week|day|msg|text, await*, collection, expires|expiry, service|services, holiday, reply|rply, chat|pics|tones|tone|game|games|video|videos",
    ),
];

/// Nothing to answer.
const OTHER: List = &[
    (
        3,
        "join us|our, check out|it, tune in, coming soon, dont miss, we are|re hiring|excited|proud|pleased, press release, new blog|post|video|article, happy birthday|new|monday|friday|holidays|thanksgiving|anniversary, good morning|night|afternoon|evening, \
         who won, tell me a joke|about, tell a joke, fun fact, flip a coin, meaning of life, where are you from, where do you live, who made|created|built|designed you, what is|s your name, are you a|an|human|real, hobbies, do you have _ pets|pet|dog|cat|dogs, your favorite|hobby|boss|name, \
         talking to a, nothing else, thats all|it, that is all, thats everything, no thanks|thank|nothing, nothing thanks|more, have a great|good|nice|wonderful day|one|night|weekend|evening, take care, you too, youre|your welcome, bye|goodbye, nice|good|great|pleasure|lovely \
         talking|chatting|speaking|meeting|conversing, leave|write|post|submit|send|share _ review|opinion|feedback, leave a comment, product review",
    ),
    (
        2,
        "lol|lmao|haha|hahaha|lmfao|rofl, hi|hello|hey|hiya, thanks|thank you, ok|okay|yes|no|yep|nope|yeah|sure|alright|cool|maybe|fine|right|correct, good morning, not sure, i dont know, i think so, hmm|um, gotcha, got it, whatever, joke",
    ),
    (1, "via @, news, watch|watching, tonight, movie|song|game|team|football|album, tomorrow"),
];

const HASTE: List = &[
    (
        3,
        "urgent|urgently|urgency, asap, as soon as possible, immediately|immediate, right now|away, emergency, help _ now, need _ now|today|tonight, within the|an hour, in %number_en hours|hour|minutes|mins, stranded, stuck at|in|on _ airport|plane|tarmac|elevator|runway|station|gate, \
         missed|miss|missing|make _ connection|connecting|connections, my flight|train|plane leaves|departs|is|boards, flight leaves|departs|is in|at|tonight|today, before tonight|tomorrow|today|noon, deadline, time sensitive, critical, life or death, desperate|desperately, \
         no heat|heating|water|power|electricity, running out of, leaving|flying|traveling|travelling tomorrow|today|tonight|in, medication|medicine|insulin, wedding|funeral, quickly|quick response|reply|please, hurry",
    ),
    (1, "today, tonight, now, tomorrow, someone _ account|card, stolen"),
    (
        -2,
        "no rush|hurry, not urgent, whenever you, when you get a|the chance, just curious|wondering, fyi, out of curiosity, suggestion|idea, at your convenience",
    ),
];

const REQUEST: List = &[
    (
        2,
        "can|could|would|will you, please, need help|assistance|to|your, i need|want|d|would, id like|love, i would like, would like to, help me|us|with|please, any chance|way|update|updates|news, is there a|any, dm me|you|us, let me know, how can|do i, is it possible, i am trying, \
         im trying, trying to, appreciate it if, looking for|forward, kindly, want to, any help, assist",
    ),
    (1, "hi|hello|hey|good, someone, anyone, thanks, help"),
];

const QUESTION: List = &[(
    1,
    "what, how, when, where, which, why, who, whats, hows, wheres, can i|you|we, could i|you, do you|i|they, does, is there|it|this|my, are you|there|they, will you|i|it|my, should i, am i, any way|chance|update",
)];

const OWN: List = &[(1, "i|my|me|im|ive|id|ill|mine|myself|we|our|us|weve|were")];
