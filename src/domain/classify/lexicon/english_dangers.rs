//! Danger, in English: what makes a message a crisis whatever else it says.
//!
//! Owns word lists only. A danger counts from a total weight of 4.

use super::{List, Sign};
use crate::domain::classify::label::Danger;

pub(super) const LISTS: &[(Sign, List)] = &[
    (Sign::Danger(Danger::Safety), SAFETY),
    (Sign::Danger(Danger::SelfHarm), SELF_HARM),
    (Sign::Danger(Danger::DataLeak), DATA_LEAK),
    (Sign::Danger(Danger::Harassment), HARASSMENT),
    (Sign::Danger(Danger::Legal), LEGAL),
    (Sign::Danger(Danger::Incident), INCIDENT),
    (Sign::Idiom, IDIOM),
];

const SAFETY: List = &[
    (
        4,
        "caught|catches|catching|catch|took fire, set fire to, is|are|was|were|its _ on fire, on fire in|at, there is|was|s a fire|smoke, a fire in|at|broke, theres a fire|smoke, house|home|kitchen|store|car|office|building fire, smoke|smoking|sparks|flames _ coming|out|from|pouring|of|inside|everywhere|filled|charger|battery|phone|outlet|engine, started|starting|starts|began smoking|sparking|burning|melting, \
         smell|smells|smelled|smelling of|like|gas|a|burning|smoke gas|burning|smoke|plastic, smell|smells|smelled|smelling gas|burning|smoke, gas leak|leaking|leaks|smell, carbon monoxide, exploded|explode|exploding|exploded|blew _ up|hand|face|phone|charger|battery|pocket|kitchen|oven|in|on|while, %thing_en|%item_en|charger|oven|bottle|jar|scooter|toy _ exploded|exploding|sparked|sparking|melted, burned|burnt|burns|scalded _ my|me|his|her|hand|hands|face|skin|mouth|tongue|leg|finger|fingers|house|degree|child|son|daughter, \
         electrocut*, electric|electrical shock|shocks, got|gets|been|was shocked, shocked me, live wire|wires, exposed wire|wires, got|was|been|is|are|were|me|him|her|seriously|badly|someone|injuring injured, my|his|her|an|serious|caused|causing|caused injury|injuries, injured by|at|on|in|my, hurt my|his|her|himself|herself|myself|badly|someone|a|by, %person_en _ injured|hurt|burned|choked|choking|hospitalized|collapsed|unconscious|bleeding|allergic|trapped|sick|danger, choking|choked on|hazard|my|and, choked, in|to|the hospital|er, hospitalized|hospitalised, ambulance, emergency room|services|landing, \
         allergic reaction, allergic to _ in|your|not, anaphyla*, allergen|allergens|epipen, peanut|nut|nuts|gluten|dairy|milk _ allergy|label|labelled|labeled|declared|listed, undeclared, food poisoning, poisoned|poisoning|poison, salmonella|listeria|norovirus, e coli, got|made|gotten|were|is|all|me|us|violently _ sick _ eating|from|after|your|ate, throwing up|vomiting|vomited|threw up, \
         found|bit|piece|pieces|shard|shards|full _ glass|metal|plastic|razor|needle|blade|mold|mould|maggots|worm|worms|cockroach|rat|mouse|insect|bug|screw _ in|inside, glass|metal|needle|razor|maggots|mold|rat|mouse|worms|plastic in my|the|our|his|her|a|your, brakes|brake failed|fail|dont|not|stopped|gave, airbag, safety hazard|risk|issue|concern|concerns|recall, unsafe|hazardous, is|are|was|very|so|extremely|really|this|its|thats|how dangerous, in danger, life threatening, could have died|killed, almost|nearly died|killed|drowned, \
         trapped|stuck|locked in|inside _ elevator|lift|room|car|bathroom, child|kid|baby _ locked|alone|unattended|danger|lost|missing, unaccompanied minor _ lost|alone, unconscious|passed out|collapsed|fainted, heart attack|seizure|stroke, cant|couldnt|not|stopped breathe|breathing, bleeding|stitches|concussion, fell on|off|down|through _ head|child|son|daughter|stairs|foot|hard, near miss, insulin|ventilator, oxygen tank|supply|mask",
    ),
    (
        2,
        "fire|flames, smoke, burning|burned|burnt, explosion|exploded, hospital|doctor, sick, hurt, emergency, accident, died|dead|death, evacuated, unsafe, police, medical, dangerous|danger|hazard, injured|injury|injuries, oxygen, broken bone|arm|leg, rash|swollen|hives",
    ),
];

const SELF_HARM: List = &[
    (
        4,
        "kill myself|himself|herself, killing myself, want|wants|ready|going to die, i want to die, wanna die, want to end it|my, end my life, ending my life|it all, end it all, suicidal, commit|committing|attempt|attempted|thoughts|considering|think|about suicide, take my own life, hurt|harm|hurting|harming|cut|cutting myself, self harm, dont want to live|be alive|exist|wake|be here|live anymore, no reason to live, \
         better off dead|without me, cant go on, cant do this anymore, jump off|in|from a|the|of bridge|building|roof|front, hang myself, overdose, goodbye world|everyone forever",
    ),
    (2, "no point living, suicide, give up on life"),
];

const DATA_LEAK: List = &[
    (
        4,
        "data breach|breaches|leak|leaks|leaked|exposed|stolen|protection, my|our|customer|customers|personal|private|bank|user _ data|details|info|information|address|records _ leaked|exposed|stolen|breached|shared|compromised|sold|public, leaked my|our|customer|personal, account _ hacked|hijacked|accessed|broken|taken, hacked my|into|account, been hacked, got hacked, \
         someone|somebody|stranger|hacker|hackers|person|else|they _ accessed|access|logged|hacked|using|used|got|into|has|have|changed _ account|details|profile|email|identity|login, identity theft, stole|stolen my identity|data|information|details, gdpr|ico complaint|breach|request|violation|violates|report, gdpr, security breach, breach of privacy|data|gdpr, privacy breach|violation, \
         see|seeing|saw|sent|given|received|got|access|showing|view|shows _ someone|somebody|other|another|strangers|customers|peoples|wrong _ elses|data|details|account|information|orders|statement|address|invoice|persons, somebody|someone elses|else details|data|account|order|information, doxxed|doxed|doxxing, ransomware|cyberattack|malware, medical records, passwords in plain",
    ),
    (2, "hacked|hacker|hackers, breach, unauthorized|unauthorised, privacy, leaked|leak"),
];

const HARASSMENT: List = &[
    (
        4,
        "harass|harassed|harassing|harassment, stalk|stalked|stalking|stalker, racist|racism|racially|racial, discriminat*, sexist|sexism|homophobic|homophobia|transphobic|antisemitic|islamophobic|misogynist*, sexual|sexually assault*|harass*|abuse*, assault|assaulted|assaulting|assaults, molested|groped|raped|rape, threatened|threatening|threatens|threatened _ me|us|my|him|her|kill|hit|call|staff|driver|employee, threat to, called me a|an|the _ slur|bitch|whore|slut|fag|faggot|terrorist|n, \
         hate speech|crime, slur|slurs, abusive staff|driver|employee|message|messages, verbally|physically abused|abusive|attacked|assaulted, bullied|bullying, wheelchair _ refused|denied|left|abandoned|broken|broke|no, disabled|disability|wheelchair|blind|deaf|autistic|guide|service _ refused|denied|discriminated|humiliated|abandoned|kicked|dog, because of my|his|her|our _ race|skin|religion|disability|color|hijab|accent|gender, because|cause i|im|am|was black|muslim|asian|gay|trans|disabled|jewish|hispanic, racial profiling|profiled, \
         creepy driver|messages|man|employee, touched me|my, inappropriate touching|touched|comments, followed me home, unwanted calls|contact, stop calling me, wont|keep|keeps|keep stop calling|harassing|phoning, bomb threat, going|will|ill to|kill|hurt|shoot|bomb|burn|kill you|someone|everyone|him|them|your, will|ill|to|would kill you|him|her|them, death threat|threats",
    ),
    (2, "abuse|abused|abusive, threat|threats, humiliated|humiliating, intimidat*, attacked"),
];

const LEGAL: List = &[
    (
        4,
        "lawyer|lawyers|attorney|attorneys|solicitor|solicitors|barrister, sue|suing|sued you|your|for|them|over|if|acme|the|u|this, will|to|could|going|can|should|ill|be|am|im sue|suing, lawsuit|lawsuits, legal action|actions|proceedings|advice|team|notice|recourse|threat|steps|counsel|department, take|taking|see|seeing|taken|go|going|dragged _ court, in|to|through small claims|court, small claims, \
         trading standards, ombudsman|ombudsmen, consumer protection|rights|court|affairs|forum|watchdog, better business bureau, attorney general, ftc|fcc|cfpb|caa|dot complaint|report|rule|violation|regulations, complaint|complain|report|reporting|filed|reported _ ftc|fcc|cfpb|caa|dot|faa|ofcom|ofgem|regulator|ombudsman|police|authorities, press charges, pressing charges, police report|complaint, reporting|report|reported|filed|called|calling|call _ police, class action, breach of contract, \
         fraud claim|case|investigation against, see you in court, court case|order|date|action|summons, letter before action|claim, cease and desist, statutory rights, consumer rights, liable|liability|negligence|negligent|defamation, it is|s|thats|this illegal, illegal|unlawful|illegally",
    ),
    (2, "court, legal|legally, police, law, regulator, sue, rights"),
];

/// News of disasters and attacks.
const INCIDENT: List = &[
    (
        4,
        "earthquake|earthquakes|quake|quakes, aftershock|aftershocks, magnitude, tsunami, flood|floods|flooding|flooded|floodwaters|floodwater, wildfire|wildfires|bushfire|bushfires, forest|brush|grass|wild|canyon|park|creek|valley|ridge|hill|county|mountain fire|fires, fires in|near|burning|raging|and|are|spread, fire in|near|threatens|spreads|destroys|rages|burns|crews|chief|captain|department, the|these|all fires, fire|fires evacuation|contained|victims|zone, hurricane|hurricanes|typhoon|typhoons|cyclone|cyclones|tornado|tornadoes|tornados, landslide|landslides|mudslide|mudslides|sinkhole|avalanche, volcano|volcanic|eruption|meteor|meteorite|meteorites, \
         shooting at|in|suspect|spree|victim|victims|near|witness, mass|school|airport shooting, shooting|shootings, gunman|gunmen|gunfire|shooter|shooters|gunshots, shots fired, open|opened|opens fire, terror|terrorist|terrorists|terrorism attack|attacks|suspect, terrorist|terrorists|terrorism, bomb|bombs|bombing|bombings|bomber|bombers|bombed, explosion|explosions, bomb|gas|car|deadly|huge blast|blasts, blast kills|injures|in|at, hostage|hostages, stabbing|stabbed, \
         derail*, train|plane|helicopter|bus|airplane crash|crashes|crashed|wreck, building|bridge|roof|factory collapse|collapses|collapsed, collapse of, casualties|fatalities|fatality, death toll, 0 dead|killed|injured|deaths|wounded|casualties|missing|homeless|victims, killed|kills|killing|killed in|by|at|0|officer|people, people dead|killed|died|missing|trapped|injured, dead|dies|died in|after|from _ fire|blast|crash|attack|quake|floods|storm, victims|survivors|survivor|rescuers|firefighters|firefighter|firemen, \
         evacuate|evacuated|evacuation|evacuations|evacuees|evacuee|evacuating, state of emergency, disaster relief|area|zone|fund|response, relief effort|efforts|fund|funds|goods|operations|operation, red cross, rescue team|teams|workers|operation|efforts|crews, search and rescue, haze|smog, pray|praying|prayers|prayer for|to|go|with|are|everyone|out, prayfor*, thoughts|prayers|heart|hearts|condolences _ victims|families|family|those|everyone|affected|prayers|people|goes, \
         homeless|displaced by|after|in|families|residents, acres|containment|contained|burn|firefighting, emergency crews|responders|shelter|alert|declared, first responders, storm surge|warning|damage|victims|kills, severe weather|flooding, tornado warning, air quality, psi, national guard, acres burned, firestorm|inferno|blaze|blazes, toxic cloud|smoke|spill, oil spill, outbreak|epidemic|pandemic, donate _ victims|relief|affected|cross, lockdown|locked down, manhunt|perpetrator|attacker|attackers, massacre, destroyed|destroys|devastated|devastation|devastating _ homes|home|town|city|houses|area|village|fire|flood|storm, homes destroyed|lost|burned|evacuated, power lines down|outages",
    ),
    (
        2,
        "fire|fires, police|cops|sheriff, killed|kills|dead|deaths|died|death, missing, rescue|rescued, injured|wounded, victim, emergency, smoke, disaster, alert, suspect, prayers|pray|praying|condolences, rip, donate|donation|donations, volunteer|volunteers, shelter|shelters, attack|attacks|attacked, crash|crashed, collapse|collapsed, burning|burned, blast|blasts, riot|riots|rioting, crisis, tragedy|tragic, gun|guns|rifle|shot|shots, devastat*, breaking, survivor, damage, relief, warning, officials, deadly, fema, homes, residents, masks|mask n95|n95, n95, pollution, spreading, arrested",
    ),
];

/// Idioms that speak of death and fire and mean neither.
const IDIOM: List = &[(
    1,
    "because|due|thanks|owing|during|before|despite of|to|the _ hurricane|flood|floods|flooding|tornado|typhoon|cyclone|earthquake|storm|outbreak|wildfire|wildfires|weather, would it kill you|them, insult to injury, eden hazard, dying to|of laughter, dying laughing, im dead|dying|dead, killing it|me|us|time, killed it|that|the, kills me|it|you, to die for, die for, dead battery|phone|zone|line|on|link|pixel|pixels|end|inside|serious|last, battery|phone|laptop|computer|line|link|website|app|wifi|signal|tv|tablet|console|site|connection is|was|went|goes|died|dead|keeps|has|just died|dead|dying|dies, \
     phone|battery|laptop|computer|ipad|tablet|tv|signal|car|wifi|box|router _ died|dead|dies|dying, on fire lately|today|tonight|this|right|with, team|lineup|playlist|album|mixtape|song|show|outfit|guys|hes|shes|theyre|youre is|are|on _ fire, he|she|they|we|you is|are|s|re on fire, set|sets|setting _ world|stage|crowd|class|dance on fire, fire sale|stick|sticks|tv|tablet|hd|alarm|drill|extinguisher|wall|fox|works|pit|place|place|emoji|hose|exit|door|escape|department insurance, \
     fire|kindle fire|hd|tv|stick|tablet|7|8|10, fire your|him|her|them|whoever|the|that|everyone|someone _ manager|guy|staff|team|agent|employee|ceo|person|people|driver|coach, so fire, straight fire, fire up, fired up, ceasefire, flood of, flooded with, blast from|to, a blast, had|having a blast, full blast, shooting star|stars|hoops|photos|video|pictures|film|guard|up|for|percentage|a, photo|video|film|movie|music shooting|shoot, the bomb, bath|photo|seed|cherry bomb|bombs, bombed the|my|it, bomb com|ass|food, storm out|the|area, brainstorm|barnstorm, \
     app|apps|site|website|software|program|game|page|computer|laptop|phone|system|browser|server|pc|it|screen|outlook|windows|word|excel _ crash|crashes|crashed|crashing, crash course|landing|on|at|test|couch|bandicoot, market|stock|price|server|software crash, hair on fire, burn|burning calories|out|cd|bridge|a|fat, burnout|burned out, heart burn, sun burn|burned, first world, killer deal|price|app|queen|instinct, kill for|the|two|time|app, kill some time, \
     attack of|on titan, heart attack on|burger, rescue me|dog|cat|remedy, tornado of|siren, perfect storm, dust storm, meltdown, explosion of|in sales|flavor|flavors|color|taste, dead to, dead tired|right|wrong, walking dead, suicide squad|doors|boys|silence|mission, smoke free|alarm|detector|detectors|weed|and, smoked|smoking hot|salmon|gun|area|room|section, danger zone, dangerous woman|game|minds, sick of|and|pay|leave|day|note|beat|beats|deal|burn, so sick, thats sick, sick and tired, emergency exit|row|fund|contact|contacts|savings|room scene, \
     lawyer|attorney fees|friend|joke|jokes, fashion police, food court|courts|hall, tennis|basketball|court|center|volleyball court|side, courtyard, court of, law school|student|firm|order, sue|mary|aunt me, hurt my feelings|heart|wallet|brain|eyes, hurts my|so|like, breaks my heart, missing you|out|my, missing|lost bag|bags|parcel|item|package|luggage, damage|damages to|my|claim|waiver|deposit|done|control, poison ivy, food poison, gas station|price|prices|bill|mileage|gauge|tank|type|pump|company|meter|account, gas, tire|tires|oil|change, fire emblem|ball|fly|flies|arms|work|works, \
     firework|fireworks, friendly fire, chase|blaze pizza, haze of, purple haze, crisis management|core, relief pitcher|pitchers|to|that, what a relief, such a relief, a relief, pain relief, tax relief, debt relief, cruise|ship crash, threatening to|rain, threat from, abuse of power, blown away, dead or alive, kill bill|switch|joy|them with, hang gliding, fall out, stroke of|play|genius, hospital|medical bill|bills|insurance, sick|doctor|medical|hospital|dentist appointment|appointments, danger of, snow storm, storm|snow delay|delays, winter storm",
)];
