//! Good and bad feelings, in English, and the words that turn or stress them.
//!
//! Owns word lists only.

use super::{List, Sign};

pub(super) const LISTS: &[(Sign, List)] =
    &[(Sign::Feeling, FEELING), (Sign::Negation, NEGATION), (Sign::Stress, STRESS), (Sign::Turn, TURN)];

const FEELING: List = &[
    (
        3,
        "excellent, amazing|amazingly, awesome, fantastic, wonderful|wonderfully, perfect|perfectly|perfection, brilliant, outstanding, superb, incredible|incredibly, love|loves|loved|loving|lovin|luv, adore|adorable, best|bestest, delighted|delightful, thrilled|thrilling, excited|exciting|excitement, exceptional, magnificent, marvelous, beautiful|beautifully|gorgeous|stunning, \
         epic, stellar, phenomenal, terrific, spectacular, happy|happier|happiest|happiness|happily, joy|joyful, blessed|blessing, yay|yayy|woohoo|woo|hooray, cant wait, looking forward, congrats|congratulations|congratulate, legend|legendary, favorite|favourite|fave|fav, masterpiece, heaven, hilarious, sweetest, proud|proudly, rocks|rocked, made my day, flawless, fab|fabulous, celebrate|celebrating|celebration|celebrates, lovely, pumped|stoked|hyped, win|wins|winning|winner|won, thank you so, thanks so",
    ),
    (
        2,
        "good|goodness, great|greatest|greatly, nice|nicely|nicest, cool|coolest, thanks|thank|thankful, glad|gladly, fun|funny|funniest, enjoy|enjoyed|enjoying|enjoys|enjoyable, like|liked|likes, pleased|pleasure|pleasant, helpful|helped, friendly|friendliest|friend|friends, easy|easily, smooth|smoothly, fast|quick|quickly|prompt|promptly, recommend|recommended, \
         impressed|impressive, satisfied|satisfying, appreciate|appreciated|appreciates|appreciation, grateful|gratitude, sweet, cute|cutest, pretty, hot, smart|clever|genius, success|successful|successfully, hope|hopes|hoping|hopefully|hopeful, better, comfortable|comfy|cozy, kind|kindness, care|caring, support|supportive, special, super, top, fresh, free, gift|gifts, party|parties, birthday, laugh|laughing|laughs|lol|lmao|haha|hahaha|lmfao, smile|smiles|smiling, \
         sunny|sunshine, peace|peaceful, strong|strength, hero|heroes, support, inspire*|inspiring|inspired|inspiration, interesting|interested, talent|talented, welcome|welcoming, reliable, courteous|polite|professional|professionalism, clean, delicious|tasty|yummy|yum, rock, kudos|props, wow|woah|omg, upgrade|upgraded, treat, positive, perfect, dope|lit|goat|slay, bless, faith, cheers, ready for, forward to, respect, honor|honored|honoured, dream|dreams, class|classy, ftw, bravo, magic|magical, safe, win",
    ),
    (
        1,
        "ok|okay|fine|alright, yes|yeah|yep|yup, sure, new, hey, please, live, tomorrow|tonight, weekend|friday|saturday|sunday, concert|show|festival|tour|tickets, album|song, join, right|well, first, see you, we will, big, together|family, summer|vacation|holiday, wish|wishes|wishing, fan|fans, ready, follow|followed, agree, deal, share, watching, go|lets go|let go, believe, may",
    ),
    (
        -3,
        "terrible|terribly, horrible|horribly, awful|awfully, worst, disgusting|disgust|disgusted|gross, hate|hated|hates|hating|hatred, pathetic, ridiculous, unacceptable, useless, garbage|trash|rubbish|crap|crappy, fuck|fucking|fucked|fuckin|fck, shit|shitty|bullshit|shits, bitch|bitches, asshole|assholes, idiot|idiots|idiotic|moron|morons|stupid|stupidity|dumb|dumbass, suck|sucks|sucked|sucking, \
         nightmare, disaster|disasters, appalling, atrocious, disgrace|disgraceful, furious|livid|outraged|outrage|outrageous, scam|scammers|scammed, fraud, thieves|thief, incompetent|incompetence, evil, cruel, rape|rapist|raped, murder|murdered|murderer, terrorist|terrorists|terrorism|terror, kill|killed|killing|killer|kills, dead|death|die|died|dies|dying, racist|racism, sad|sadly|saddest|sadness|depressed|depressing|depression, cry|crying|cries|cried, horrific|horrifying, dreadful, abysmal, tragic|tragedy, heartbreaking|heartbroken, devastated|devastating, unprofessional, piss|pissed, wtf|ffs, never again, fail|fails|failed|failure|epicfail",
    ),
    (
        -2,
        "bad|badly, poor|poorly, wrong, problem|problems, issue|issues, broken|broke, lost|lose|loses|losing|loser|losers|loss, late, delay|delayed|delays, cancel|canceled|canceling|cancellation|cancellations|cancelled, disappointed|disappointing|disappointment|disappoint|disappoints, frustrated|frustrating|frustration, annoyed|annoying|annoy|annoys, angry|anger|mad|rage, upset|upsetting, unhappy, rude|rudest|rudely, slow|slowly, boring|bored|bore, ugly, weird|creepy|creep, \
         sick of, ill, tired of, tired, pain|painful, hurt|hurts|hurting, worry|worried|worries|worrying, scared|scary|afraid|fear|fears|scare, danger|dangerous, threat|threats|threaten*, attack|attacks|attacked, war|wars, crime|crimes|criminal|criminals|corrupt|corruption, lie|lies|lying|lied|liar|liars, fake, blame|blamed, accused|accuses|guilty|arrested, protest|protests, ban|banned, victim|victims, wasted|waste|wasting, mess|messed|messing|messy, ruin|ruined|ruins|ruining, \
         difficult|hard, expensive|overpriced, dirty|filthy, complaint|complaints|complain|complaining, unfortunately, sorry, shame|shameful|ashamed|embarrassing|embarrassed|embarrassment, joke|jokes, trouble|troubles, stuck|stranded, missed|missing, damaged|damage, stolen|steal|stole, refuse|refused|denied|declined|rejected, error|errors, crash|crashed, worse|worsen, nothing, nobody|no one|noone, lack|lacking, jealous, lonely|alone, miserable, nasty, offensive|offended, pointless, ignorant|ignore|ignored|ignoring|ignorance, \
         hypocrite|hypocrisy|hypocritical, clown|clowns, bully|bullying, hell, damn, ugh|smh|meh|grr|argh|eww|ew|yikes, overrated, flop|flopped, awkward, unfair, illegal, confused|confusing, fuming, dislike, unreliable, hold|holding, waited|waiting|wait, still waiting|no|not|havent, not working|work, doesnt|dont|wont|cant work|help|get, no response|answer|help|reply, hung up, never, why cant|is|are|do|did|would|wont|does, unable, uncomfortable, inconvenience|inconvenient|inconvenienced, forgot, misleading, violence|violent, bomb|bombing|isis|nazi|nazis, crisis, regret, stop, idk why, butthurt, toxic, lame, salty, ridiculousness, sarcasm|sarcastic, unbelievable, seriously, reflight|flightled, bagfail",
    ),
    (
        -1,
        "no, not, against, old, less, away, but, without, hours|hour, instead, even, left, cost, only, because, why, cold, ass, explain, really, leave, mistake|mistakes, cheap, rain, loud, debt, critics|criticism|criticized|criticised, argument|argue|arguing, anti, dont, isnt|arent|wasnt|werent, cant|couldnt|wouldnt|didnt|doesnt|wont, refugee|refugees, abortion, gun|guns, immigrants|immigration, politicians, liberals|liberal, trump, feminist|feminists",
    ),
    // Whole phrases whose sum would mislead.
    (
        2,
        "not bad, no problem|problems|worries|issues|complaints, not disappointed|disappoint, never fails|disappoints|failed|disappointed, cant go wrong, dont miss, no doubt, killing it|killed it, to die for, dying to, cant wait, no better, couldnt be happier|better, so good, not only, wicked, badass, bad ass, thank god|goodness, feel better, cant stop _ smiling|listening|watching, i miss you, miss you, why not, insanely good, no wait|wait time|delays|line|lines, on fire, died laughing, sick beat, worth it, well done, way to go",
    ),
    (
        -2,
        "not _ happy|good|great|impressed|cool|helpful|pleased|nice|ok|okay|acceptable|satisfied|fair|right|funny|fun|like|worth|true|recommend|enjoy|better, good luck, thanks for nothing, so much for, no thanks, give me a break, had enough|it with, fed up, at least, used to be, come on, get it together, worst, wish i|you|it|they|we had|could|did|was|were, sick of, tired of, not even, not a, no fun, too much|many|bad|long|late|far, supposed to, how about you, do better, step up, shut up, let down, get over, cant believe|stand, what the|a hell|joke|shame|mess, get rid of, on hold, no sense|idea|excuse, over 0 hours|hour, rather than, at all",
    ),
];

const NEGATION: List = &[(
    1,
    "not, no, never, dont, doesnt, didnt, isnt, wasnt, arent, werent, cant, couldnt, wont, wouldnt, shouldnt, aint, havent, hasnt, hadnt, without, nothing, none, neither, nor, hardly, barely, lack of, zero, nobody",
)];
const STRESS: List = &[(
    1,
    "very, so, really, extremely, totally, absolutely, completely, super, incredibly, highly, such, too, truly, fucking, freaking, damn, utterly, especially, soo, most",
)];
const TURN: List = &[(1, "but, however, although, though, except, yet, until")];
