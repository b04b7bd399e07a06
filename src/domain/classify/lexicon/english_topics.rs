//! What a message is about, in English.
//!
//! Owns word lists only.

use super::{List, Sign};
use crate::domain::classify::label::Topic;

pub(super) const LISTS: &[(Sign, List)] = &[
    (Sign::Topic(Topic::Delivery), DELIVERY),
    (Sign::Topic(Topic::Delay), DELAY),
    (Sign::Topic(Topic::Billing), BILLING),
    (Sign::Topic(Topic::PaymentFailure), PAYMENT_FAILURE),
    (Sign::Topic(Topic::Refund), REFUND),
    (Sign::Topic(Topic::Cancellation), CANCELLATION),
    (Sign::Topic(Topic::BookingOrder), BOOKING_ORDER),
    (Sign::Topic(Topic::AccountAccess), ACCOUNT_ACCESS),
    (Sign::Topic(Topic::SecurityPrivacy), SECURITY_PRIVACY),
    (Sign::Topic(Topic::PolicyInfo), POLICY_INFO),
    (Sign::Topic(Topic::Quality), QUALITY),
    (Sign::Topic(Topic::Damaged), DAMAGED),
    (Sign::Topic(Topic::LostItem), LOST_ITEM),
    (Sign::Topic(Topic::CustomerService), CUSTOMER_SERVICE),
    (Sign::Topic(Topic::Staff), STAFF),
    (Sign::Topic(Topic::Queue), QUEUE),
    (Sign::Topic(Topic::Outage), OUTAGE),
    (Sign::Topic(Topic::OfferPricing), OFFER_PRICING),
    (Sign::Topic(Topic::WebsiteApp), WEBSITE_APP),
    (Sign::Topic(Topic::Content), CONTENT),
    (Sign::Topic(Topic::EquipmentReturn), EQUIPMENT_RETURN),
];

const DELIVERY: List = &[
    (
        4,
        "parcel|parcels|package|packages, delivery|deliveries|delivered|deliver|delivering, shipping|shipment|shipped|ship, where is|s|wheres my order|card|parcel, courier|driver left, tracking number, track|tracking _ order|package|parcel|shipment, my order _ arrived|arrive|come|received, card _ arrived|arrive|come|received|mail, shipping|delivery address|options|method, doorstep|porch",
    ),
    (
        2,
        "arrive|arrived|arriving, waiting _ card, tracking|track, dispatched|dispatch, courier, order status, status of _ order, when will i get|receive, postal|post office",
    ),
];
const DELAY: List = &[
    (
        4,
        "delay|delays|delayed|delaying, late flight|flightr|again|train|bus|arrival, flight|train|bus|plane _ late|delayed, hours|hour|minutes|mins late, sitting on the|tarmac|runway, on the tarmac|runway, waiting for|on a|the gate|pilot|crew|plane, missed|miss|make _ connection|connecting|connections, flight status, on time, running late",
    ),
    (
        2,
        "late, behind schedule, waiting _ hours, still sitting|waiting|here, take off|takeoff, boarding|boarded, connection",
    ),
];
const BILLING: List = &[
    (
        4,
        "bill|bills|billing|billed, invoice|invoices, overcharged, charged|charge|charges|charging, fee|fees, statement, exchange rate, surcharge, payment due, due date, minimum payment, direct debit, double charged, amount due, receipt|receipts",
    ),
    (2, "rate, cost|costs|costing, owe|owed, paid, extra, dispute"),
];
const PAYMENT_FAILURE: List = &[
    (
        5,
        "payment|card|transfer|transaction|top up|topup|withdrawal|purchase|cash|deposit _ declined|failed|rejected|denied|pending|refused|reverted|blocked|work|through|gone|unsuccessful|fail|stuck, declined|reject* _ card|payment|transfer, cant|unable|couldnt to|pay|withdraw|transfer pay|withdraw|transfer|top, payment issue|issues|problem|problems|error, problem|problems|issue|issues|error|trouble|errors _ payment|payments|paying, balance _ updated|update|change|same, transfer money|funds, beneficiary",
    ),
    (
        2,
        "payment|payments, transfer|transfers, declined, top up|ups|topping|topped, deposit|cheque|check, recipient, paypal, withdraw|withdrawal",
    ),
];
const REFUND: List = &[
    (
        5,
        "refund|refunds|refunded|refunding, money back, reimburse*, rebate|rebates, chargeback, restitution, get my money, compensation|compensate|compensated, claim status, insurance claim, reverted",
    ),
    (2, "voucher|vouchers, credit back, return my money"),
];
const CANCELLATION: List = &[(
    4,
    "cancel|cancels|canceled|canceling|cancellation|cancellations, close|closing|delete|deleting|terminate|deactivate|deactivating|removing|remove _ account|profile|user, unsubscribe, end|stop _ service|subscription|contract|membership, early exit|termination|penalty, withdrawal penalty",
)];
const BOOKING_ORDER: List = &[
    (
        4,
        "booking|bookings|book|booked|rebook|rebooked|rebooking, reservation|reservations|reserve, boarding pass|passes, change _ flight|seat|seats|order|booking|reservation, seat|seats assignment|selection|change, check in, confirmation number, place|make|placing|making|modify|edit|correct|update|correcting|editing _ order|purchase, items from|to my|an order, upgrade|upgraded|standby, itinerary, car rental|rent",
    ),
    (
        2,
        "order|orders|ordered, ticket|tickets, seat|seats, reschedule, flight from|to, trip, room, table for, purchase|purchases",
    ),
];
const ACCOUNT_ACCESS: List = &[
    (
        4,
        "password|passwords, passcode, pin, log in|into|on, login|logging, sign in|up|into, locked out, account _ locked|blocked|access|suspended|disabled, access _ account|code|key, verification code|email|link, verify|verifying|verification _ identity|account|id, username, two factor, identity, reset, create|open|register|registering|registration|switch|switching|edit|update|change|modify|use _ account|profile|details|information|user, activate|activation _ card|account, personal information|details|data, address change|update",
    ),
    (2, "account, profile, user, registration|register|signup, balance"),
];
const SECURITY_PRIVACY: List = &[
    (
        4,
        "hacked|hacker|hackers|hack, fraud|fraudulent|fraudster, stolen, lost my|a|credit|debit|the|phone card|phone|wallet|purse|cards, phishing, scam|scammed|scammer, unauthorized|unauthorised, not|dont|didnt|never _ recognize|recognise|authorize|authorise|make, identity theft, data breach|leak|leaked, privacy, personal data, compromised, suspicious, freeze|block|lock _ card|account|accounts, gdpr, report _ lost|stolen|fraud, cloned|skimmed, someone _ used|using|has|stole|got _ my|card",
    ),
    (2, "security, recognize|recognise|recognised|recognized, wasnt|not me|mine, not _ authorized"),
];
const POLICY_INFO: List = &[
    (
        3,
        "opening hours|times, business|working hours, what time|are|is _ open|close|hours, are you open|closed, policy|policies, allowed|allow|allowance, requirements, carry on|luggage allowance, documents, eligible|eligibility, warranty, do you accept|support|take|have|offer|allow, which|what _ currencies|countries|cards|currency|methods|payment, how long|many|far, limit|limits, newsletter, routing number, apr|credit score|rewards|interest rate, exchange currencies|money|to, visa|mastercard, apple|google pay, auto|automatic top, virtual|disposable card|cards, atm|atms, seat arrangement|info|information|details|number, proof of insurance, insurance, vaccine*, travel notification|alert",
    ),
    (
        1,
        "information|info, can i, how do|does|can, what is|are, is there, support, currency|currencies, country|countries",
    ),
];
const QUALITY: List = &[
    (
        3,
        "quality, poor quality, cheaply made, uncomfortable|cramped|dirty|filthy|smelly|disgusting|broken seat|seats, seat|seats|plane|tv|tvs|screen|entertainment|outlet|outlets|wifi _ broken|dirty|uncomfortable|work|working|old|filthy, food _ cold|awful|terrible|disgusting|bad|inedible, turbulence, leg room|legroom, no food|snacks|drinks|beverages|pillow|blanket|entertainment|tv|ac|air, stale, doesnt last, stopped working after, slow speeds|speed|internet, defective|faulty, freezing|hot on|cabin|plane, inflight|flight entertainment|wifi|movie",
    ),
    (1, "food|meal|snack|snacks|drink, wifi, seat|seats, cabin, product, comfortable, entertainment"),
];
const DAMAGED: List = &[(
    4,
    "damaged|damage|damages, broken|broke _ bag|luggage|suitcase|stroller|screen|phone|box|item|package|glass|wheel|handle, smashed, torn|ripped, dented|cracked|shattered, destroyed, crushed, my phone|screen|card _ broke|broken|cracked|damaged|bent|melted|chewed, arrived broken|damaged|open|opened, leaking|leaked box|bottle",
)];
const LOST_ITEM: List = &[(
    4,
    "lost|missing|misplaced|find|delayed|locate|where|left|waiting _ bag|bags|luggage|baggage|suitcase|ipad|jacket|kindle|glasses|laptop|purse|item|items|stroller, lost and found, left _ on|in _ plane|flight|train|seat|bus, baggage claim|office, luggage|baggage|suitcase|suitcases, bags|bag",
)];
const CUSTOMER_SERVICE: List = &[
    (
        3,
        "customer service|care|support|relations|experience|assistance|contact, on hold|been, hold for, hung|hang|hangs|hanging up, talk|speak|talking|speaking|chat|chatting|contact|call|connected|transferred _ human|agent|person|representative|rep|someone|manager|supervisor|operator|assistant|somebody|people, no|any|zero response|reply|answer|help|explanation|communication, live agent|person|chat, phone number|line|lines|system, call center|centre|back, callback, reps|representative|representatives|agents|operator|agent, dm|dmed|dms, not helpful, help desk|line, free phone, response|respond|responding|answering|responded, complaint|complaints|claim|claims|reclamation|reclamations",
    ),
    (
        1,
        "service, help, call|called|calling|calls, phone, hold, email|emails|emailed, answer|answers, tweet|tweets, wait",
    ),
];
const STAFF: List = &[
    (
        4,
        "staff, employee|employees, flight attendant|attendants, gate agent|agents, crew, pilot|pilots, cashier|clerk|waiter|waitress|driver|drivers|technician, manager, rude|attitude|unprofessional|disrespectful|unfriendly, ticket agent, stewardess|steward, attendant|attendants, desk agent, team at, helpful|friendly|courteous",
    ),
    (1, "she|he was, lady|guy|gentleman|woman|man, agent|agents, captain"),
];
const QUEUE: List = &[(
    4,
    "long|longest|huge|massive|endless line|lines|queue|queues|wait, in line, line at, queue|queues|queuing|queueing, lines, checkout line, people|agents|person working|for|at, waiting in, stuck on|in plane|line",
)];
const OUTAGE: List = &[
    (
        4,
        "outage|outages, no internet|signal|service|power|wifi|connection|dial|network, internet|service|server|servers|network|wifi|system|systems|site|website|everything _ down|out|offline, is|are|still|goes|went down, keeps|keep dropping|disconnecting|cutting, power cut|outage, not working|work, software|program|application|computer|system _ work|working|crash|crashes|crashing|broken|problem|issue|issues|error, stopped working, broken software, server status",
    ),
    (
        2,
        "internet, connection|connectivity, signal, broadband, crash|crashes|crashing, network, server|servers, software, computer",
    ),
];
const OFFER_PRICING: List = &[
    (
        4,
        "discount|discounts, promo|promotion|promotions, deal|deals, offer|offers|offering, price|prices|pricing|priced, coupon|coupons, quote, how much is|are|does|for|would, sale, fare|fares, plan|plans|package deals|price|cost|upgrade, upgrade _ plan|service|package, free trial, cheaper|cheapest|expensive, in stock",
    ),
    (1, "buy|purchase, plan|plans, cost, subscription, free"),
];
const WEBSITE_APP: List = &[
    (
        4,
        "website|web site|webpage, app|apps, site, online _ error|work|working|booking|cant|unable|wont, page _ load|loading|error|work, update|updates _ app|software|ios|android|windows|version|periodic, software update|updates, bug|bugs|glitch|glitchy|glitches, error 0|404|message|page, link _ work|working|broken|expired, browser|chrome|safari, expense|expenses|reimbursement report|reports, install|installing|installed|download|downloading, technical issue|error|difficulties",
    ),
    (1, "online, page, link, update"),
];
const CONTENT: List = &[(
    4,
    "channel|channels, episode|episodes, movie|movies, show|shows, series|season, streaming|stream, netflix|hulu|disney, playlist|song|podcast, subtitles, ads|commercials|advert|adverts, replay, article",
)];
const EQUIPMENT_RETURN: List = &[(
    4,
    "return|returning|returned|send back|sending _ item|order|product|router|box|equipment|modem|shoes|dress|phone|it|this|these|them, return label|policy|slip, send it back, exchange _ item|size|product|it, returns|rma, swap it",
)];
