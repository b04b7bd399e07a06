//! Danger, in French: what makes a message a crisis whatever else it says.
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
        "a|ont|avait|prend|pris|prenait|mis|met feu, a pris feu, le feu dans|a|chez|au, en feu, il y a le feu, au feu, depart de feu, prend feu, \
         odeur de gaz|brule|fumee, sent|sens le|du gaz|brule, fuite de|d gaz|monoxyde, monoxyde, fumee _ sort|sortait|noire|prise|batterie|appareil|box|toxique, de la fumee, \
         a|ont|va explose, %thing_fr|%item_fr _ explose|explosee|fondu|brule|brulait, m a|s est|me suis|a ete|nous a _ brule|brulee|electrocute|electrocutee|blesse|blessee|intoxique|intoxiquee|coupe le|coupee, electrocut*, decharge electrique, court circuit, etincelle|etincelles, \
         blesse|blessee|blesses|blessure|blessures, brulure|brulures, %person_fr _ blesse|blessee|brule|brulee|etouffe|etouffee|hospitalise|hospitalisee|tombe|coince|coincee|danger|allergique|malade, \
         hospitalise|hospitalisee|hospitalisation, a l hopital, aux urgences, appele|appeler les pompiers|secours|samu, reaction allergique, choc anaphylactique|allergique, allergene*, oedeme, \
         intoxication|intoxications alimentaire|alimentaires|au, intoxique|intoxiquee|intoxiques, nous|m|me|ma|mon|etre empoisonne|empoisonnee, salmonel*, listeria, e coli, malade|malades apres|depuis|avec|a cause _ mange|repas|restaurant|votre|produit|bu, tous|toute malades|malade, \
         vomi|vomit|vomissements, s etouffe|etouffait|etouffer|etrangle, etouffement, morceau|bout|bouts|morceaux|eclats|eclat de verre|metal|plastique|lame, corps etranger, lame de rasoir, asticot|asticots|vers dans, souris|rat|cafard|cafards dans, \
         freins _ lache|lachent|marchent|fonctionnent|repondent, freins qui, airbag, danger immediat|mortel, vie|enfants|personnes|clients|passagers|voyageurs|bebe|gens|nous|sommes|est|suis en danger, mise|mettez|mettre|met en danger, risque|risques d incendie|electrocution|explosion|accident, perdu connaissance, un malaise, des malaises, \
         enfant|bebe enferme|enfermee|coince|seul|danger, coince|coincee|bloque|bloquee dans _ ascenseur, fil|fils|cable|cables denude|denudes|electrique|a, tombe|tombee sur la|le|mon tete|pied|bras, accident grave|mortel, c est dangereux, tres|extremement|vraiment dangereux|dangereuse, \
         effondre|effondree|ecroule, noyade|noye, ne respire plus|pas, n arrive plus a respirer, crise cardiaque, insuline|traitement vital|oxygene|respirateur",
    ),
    (
        2,
        "dangereux|dangereuse|dangereuses, en danger, malaise, incendie, explosion|explose, danger, brule|brulee, accident, fumee, hopital, urgences, pompiers, malade|malades, securite des",
    ),
];

const SELF_HARM: List = &[
    (
        4,
        "je veux|voudrais|vais|vouloir|preferes|prefere mourir, envie de mourir|crever|me tuer|me suicider|en finir, en finir avec la|ma|tout, vais en finir, je veux en finir, me suicider|suicide, suicidaire|suicidaires, idees noires|suicidaires, \
         me tuer|pendre, me foutre en l air, me jeter sous|par|du|dans, sauter du|d un|par la pont|toit|fenetre|immeuble, me tailler les veines, mettre fin a mes|ma|ses|sa jours|vie, plus envie de vivre|vivre, ne veux|veut plus vivre, \
         tentative de suicide, s est|va se suicide|suicider|pendu|tuer, plus la force de vivre, la vie ne vaut, adieu a tous|tout, je disparais pour",
    ),
    (2, "suicide|suicides, scarifi*, automutilation, vivre comme ca"),
];

const DATA_LEAK: List = &[
    (
        4,
        "fuite|fuites de|des|d donnees|information|informations, donnees|informations|coordonnees|infos|adresse|mail _ fuite|fuite|vole|volees|voles|pirate|piratees|divulgue*|exposees|vendues|revendues, vol de donnees|mes, \
         compte|espace|profil|boite _ pirate|piratee|hacke|hackee|usurpe, on m a|ont pirate|hacke, me suis fait|faite|fais pirater|hacker, quelqu un _ acces|accede|connecte|utilise _ compte|espace|carte|identite, connexion suspecte|inconnue|frauduleuse, \
         rgpd|cnil, usurpation|usurpe d|mon|l identite, usurpation, cyberattaque, base de donnees pirate*|fuite, acces au|a|aux compte|donnees|commandes|dossier d un|une autre|quelqu|client, les donnees|infos|factures|coordonnees|dossier|commandes d|de un|une|autres|quelqu autre|client|clients|un, \
         dossier medical, donnees bancaires, donnees personnelles, vois _ commandes|factures|donnees|adresse|compte d|de|des un|autre|autres",
    ),
    (2, "pirate|piratage|piratee|hacke, donnees, frauduleux|fraude"),
];

const HARASSMENT: List = &[
    (
        4,
        "harcele|harcelee|harcelement|harceler|harcelent|harceleur, arretez|arreter de me|nous|m appeler|harceler|contacter|demarcher, d arreter de m|me, m appeler|appelez|appelle tous|0 les|fois jours|par, discrimine*, discrimination|discriminations, discriminatoire, raciste|racistes|racisme, propos|insulte|insultes|remarque|remarques raciste|racistes|sexiste|sexistes|homophobe|homophobes, \
         sexiste|sexistes|homophobe|homophobie|transphobe|antisemite|islamophobe, agression|agressions|agresse|agressee|agresser|agressions, frappe|frappee _ agent|vigile|chauffeur|employe|controleur, attouchement*, viol|violee|violeur, main aux, menace|menacee|menaces|menacer _ mort|frapper|physique|agent|vigile|chauffeur|votre, \
         insulte|insultee|insultes _ par|vendeur|chauffeur|employe|votre|agent, m a|ont insulte|insultee|menace|menacee|frappe|frappee|agresse|agressee|touche|suivie, refuse|refusee|refuses _ voile|handicap|fauteuil|noir|noire|couleur|arabe|origine, a cause de mon|ma|sa|son handicap|couleur|origine|religion|voile|peau, sale arabe|noir|juif|pd|negre, \
         humilie|humiliee _ devant|par, violences|violence physique|verbale|sexuelle, vais vous|te retrouver|tuer|defoncer|cramer|buter, je vais _ tout cramer|casser|peter, poser une bombe",
    ),
    (2, "insulte|insultes|insultee, menace|menaces, humilie|humiliee, fauteuil roulant"),
];

const LEGAL: List = &[
    (
        4,
        "avocat|avocats|avocate, porter|porte|depose|deposer|portons|deposons|depot|porterai|deposerai plainte|plaintes, plainte contre|a|au|pour|deposee, mise|mises|mets en demeure, mettre en demeure, tribunal|tribunaux, justice _ contre|saisir|porter|poursuivre|saisie, en justice, action en justice|collective|judiciaire, poursuites|poursuite judiciaire|judiciaires, \
         poursuivre en|judiciairement, dgccrf, repression des fraudes, huissier|huissiers, commissaire de justice, signal conso, signalconso, 0 millions de consommateurs, que choisir, ufc, association de consommateurs, mediateur|mediation de|du|des|a|la|est|saisi|judiciaire, saisir|saisi|saisis|saisie _ mediateur|defenseur|justice|tribunal|juge|conciliateur, \
         conciliateur, assignation|assigner|assigne, code de la consommation, protection juridique, recours juridique|en|collectif|judiciaire, action collective, juridique|juridiquement, commissariat|gendarmerie _ plainte, voie judiciaire, prud hommes|hommes, prudhommes, delit|abus de confiance, service juridique",
    ),
    (
        2,
        "plainte, juge, illegal|illegale|illegaux, loi, mediateur, police, hors la loi, legal|legalement, escroquerie, recommande avec, lettre recommandee",
    ),
];

/// News of disasters and attacks.
const INCIDENT: List = &[
    (
        4,
        "seisme*, tremblement|tremblements de terre, tsunami, inondation|inondations, inonde|inondee|inondes|inondees, crue|crues, ouragan*, cyclone*, typhon*, tornade|tornades, tempete|tempetes, coulee|coulees de boue, glissement|glissements de terrain, avalanche|avalanches, eruption, \
         attentat|attentats, fusillade|fusillades, prise|preneur d|de otage|otages, tuerie, terroriste|terroristes|terrorisme, kamikaze, attaque terroriste|au|a, alerte a la bombe, bombe|bombes, explosion|explosions, incendie|incendies, feu|feux de foret|forets|maquis|vegetation, megafeu, deraillement|deraille, crash, \
         effondrement|effondrements, immeubles|immeuble|pont _ effondre|effondres|effondree, sinistre|sinistres|sinistree|sinistrees, catastrophe|catastrophes naturelle|naturelles, etat de catastrophe, vigilance|alerte|alertes rouge|orange|meteo|crue|crues|inondation|enlevement|cyclonique|tsunami, plan orsec|blanc|rouge|novi, \
         morts|mort|victimes|blesses|disparus|deces|tues et|dans|a|au|apres|bilan, bilan _ morts|victimes|blesses|mort|deces, 0 morts|mort|blesses|victimes|disparus|deces, evacuation de|des habitants|immeuble|village|quartier|train|gare|ecole, evacues|evacuees|evacuer, sauveteurs|secouristes, pompiers _ mobilises|intervention|feu|interviennent|engages|place, sapeurs pompiers, pluies diluviennes|torrentielles, intemperies, episode mediterraneen|cevenol, vents violents, rafales, degats, \
         foyers prives|sans|coupes|electricite, coupes|prives d|du electricite|monde, pensees|pensee|soutien|solidarite|condoleances _ victimes|familles|sinistres|habitants|proches|blesses|pompiers, solidarite avec|aude|sinistres, prayfor*, victimes, cellule de crise|psychologique, nuage toxique, maree noire, canicule mortelle, eboulement, submersion",
    ),
    (
        2,
        "secours, pompiers, victime, blesses|blesse, morts, mort, disparus, tues, catastrophe|catastrophique, urgence, evacue|evacuee, prefet|prefecture, gendarmes|gendarmerie, ravage|ravages|ravagee, detruit|detruits|detruite|detruites, deuil|condoleances, meteo, alerte, km h, vents, police, orages|orage, grele, noyes|noye",
    ),
];

/// Idioms that speak of death and fire and mean neither.
const IDIOM: List = &[(
    1,
    "mort|morte|morts|mortes de rire|faim|fatigue|soif|honte|peur|trouille|froid, mdr, me tue, trop mort, crever|creve|crevee de|la dalle|faim, a mourir de rire, mourir de faim|rire|soif|honte|chaud|froid|ennui, \
     tuer le temps, ca tue, qui tue, c est de la bombe, de la bombe, la bombe, bombe de, le feu ce|au lac|vert|rouge|tricolore|orange, feu vert|rouge|tricolore|tricolores|orange|artifice|de, le feu de|la, mettre|mis|met|mets le feu _ salle|dancefloor|scene|piste, ambiance de feu, pas de fumee, poudre, feu follet, cause|raison|suite|dus|du|pendant|malgre|avec de|aux|a|au|la|les|l|d _ tempete|tempetes|ouragan|intemperies|inondation|inondations|crue|crues|seisme|cyclone|orages|vents, une|vraie tuerie, forfait|budget|facture|compteur a explose, tempete de, feu d artifice, \
     batterie|telephone|pc|ordi|ordinateur|ecran|portable|box|console est|vient morte|mort, point mort, c est mort, mort ne|nee, temps mort, explose|explosee le|mon|tous|les|la budget|forfait|record|records|facture|compteur|scores|ventes|quota, explosion de|des saveurs|gout|couleurs|prix|tarifs|ventes|joie, \
     explosion|explosent des|les prix|tarifs, flamme|flammes, coup de feu, tout feu, prix explosent, incendie gratuit|sur, une tempete|tempete dans|de cerveau, avalanche|inondation|deluge de|d mails|messages|spam|spams|pub|pubs|publicites|sms|notifications|appels|offres, inonde|inondee|inondes de|d mails|pub|pubs|spam|sms|messages, bombarde*, \
     plainte|plaintes de|des clients|voisins, assurance incendie|habitation|auto, contrat|garantie|detecteur|alarme|porte incendie|fumee, detecteur de fumee, detecteurs de fumee, pompier de, avocat|avocats crevette|crevettes|mur|murs|sauce|salade|toast|en|du|pain|bio, huile d avocat, toast avocat, salade _ avocat, poke _ avocat, feu rouge, tomber|tombe malade, malade|malades mental|mentaux|mentale, \
     accident de parcours|la, assurance accident, ecran de fumee, cigarette|cigarettes|fumeur, jurisprudence, bien en justice, frappe|frappes au, agent|agents de voyage|immobilier, catastrophe naturelle garantie, dead, chaud bouillant, brule|brulee les|la|le feux|priorite|etape|etapes|politesse|pourpoint|calories, bruler les etapes, \
     suicide commercial|marketing|politique|assiste, menace|menaces de|d partir|resilier|changer|resiliation, casse la|ma|une tirelire, cles en|main, main a la, coup de main, tribune, menace climatique, danger public, aucun|sans|pas danger|de danger|dangereux|dangereuse, sans danger, blesse dans mon, vraiment mort|morte",
)];
